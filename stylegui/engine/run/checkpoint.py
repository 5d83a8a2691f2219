"""A session's state as bytes, and where it can be gone on with exactly."""

import json
import math
import platform
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

import numpy as np
import PIL
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, Field
from torch import Tensor

from stylegui import __version__
from stylegui.engine.errors import Problem
from stylegui.engine.network.device import describe, knows_bfloat16
from stylegui.engine.pictures.images import Pixels
from stylegui.engine.pictures.resampling import resample, tensor_of
from stylegui.engine.plan.pyramid import Scale, going_on_from, last_of_all_layers, nearest_scale, plan_scales
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.optimiser import Memory, fresh, full
from stylegui.engine.run.state import State
from stylegui.engine.settings import Settings

VERSION = 1
ENTRY = "stylegui.checkpoint"  # of the metadata
POLISH = {"draft": 3, "normal": 9, "fine": 20}  # evaluations
PIECE = 1 << 20  # numbers that are copied at once while Python's lock is held
UNREADABLE = "what was kept of this run is damaged, or no run at all: please go on from its picture instead"
NEWER = "what was kept of this run is of a newer StyleGUI: please update StyleGUI, or go on from its picture instead"

Count = Annotated[int, Field(ge=0, le=10**9)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[Finite, Field(gt=0)]


class _Numbers(BaseModel):
    """What of a state is no tensor. `loss` is None where nothing was evaluated; `pairs` of curvature memory."""

    version: Literal[1]
    scale: Count
    step: Count
    evaluations: Count
    settings: dict[str, Any]
    seconds_per_pixel: Positive | None
    balance: Positive
    scales: tuple[tuple[Count, Count, Annotated[Count, Field(ge=1)]], ...]
    pull: Positive | None
    losses: dict[str, Finite]
    bad: Count
    loss: Finite | None
    length: Annotated[Finite, Field(ge=0)]
    retries: Count
    pairs: Count


class _Array(BaseModel):
    """Where the numbers of one tensor are, counted from the header's end."""

    dtype: Literal["F32"]
    shape: tuple[Count, ...]
    data_offsets: tuple[Count, Count]


def to_bytes(state: State, exact: bool = True) -> bytes:
    """The state, for `from_bytes` to read, here or on another computer. It can be called in any thread.

    If not `exact`, the result is kept with all numbers but nothing of the optimiser's memory, which is nineteen times
    as large: what goes on from there begins to learn the curvature anew. Where a scale is done, so does every run.
    """
    memory = state.memory if exact else Memory(state.memory.x)
    numbers = _Numbers.model_construct(  # unchecked: keeping must not fail. What is NaN is written as null.
        version=VERSION,
        scale=state.scale,
        step=state.step,
        evaluations=state.evaluations,
        settings=state.settings.model_dump(),
        seconds_per_pixel=state.seconds_per_pixel,
        balance=state.balance,
        scales=tuple((scale.width, scale.height, scale.evaluations) for scale in state.scales),
        pull=state.pull,
        losses=dict(state.losses),
        bad=state.bad,
        loss=None if memory.gradient is None else memory.loss,
        length=memory.length,
        retries=memory.retries,
        pairs=len(memory.steps),
    )
    tensors = {"x": memory.x, "gradient": memory.gradient, "direction": memory.direction, "before": state.before}
    tensors |= {f"step {index}": full(step) for index, step in enumerate(memory.steps)}
    tensors |= {f"change {index}": full(change) for index, change in enumerate(memory.changes)}
    there = {
        name: tensor.to("cpu", torch.float32).contiguous() for name, tensor in tensors.items() if tensor is not None
    }
    return _pack(there, numbers.model_dump_json())


def from_bytes(data: bytes) -> State:
    """The state that `to_bytes` was given, on the CPU. What a newer version has added is left out.

    Raises Problem if it is damaged, of another program, or of a version that this one cannot read.
    """
    try:
        arrays, values = _unpack(data)
        if values["version"] > VERSION:
            raise Problem(NEWER)
        numbers = _Numbers.model_validate(values)
        known = {name: value for name, value in numbers.settings.items() if name in Settings.model_fields}
        return State(
            memory=_memory(arrays, numbers),
            scale=numbers.scale,
            step=numbers.step,
            evaluations=numbers.evaluations,
            settings=Settings.model_validate({"auto": "off"} | known),
            seconds_per_pixel=numbers.seconds_per_pixel,
            balance=numbers.balance,
            scales=tuple(Scale(*scale) for scale in numbers.scales),
            pull=numbers.pull,
            losses=numbers.losses,
            bad=numbers.bad,
            before=torch.tensor(arrays["before"]) if "before" in arrays else None,
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:  # pydantic's is a ValueError
        raise Problem(UNREADABLE) from error


def beginning_at(recipe: Recipe, pixels: NDArray[np.uint8], evaluations: int) -> State:
    """The state of a run whose picture alone is known: (h, w, 3) after so many evaluations. Nothing else is learnt."""
    scales = plan_scales(recipe.photo.width, recipe.photo.height, recipe.settings.size, recipe.settings.quality)
    index = nearest_scale(scales, pixels.shape[1])
    before = sum(scale.evaluations for scale in scales[:index])
    step = min(max(evaluations - before, 0), scales[index].evaluations - 1)  # one evaluation at least is left there
    return State(fresh(tensor_of(pixels)), index, step, evaluations, recipe.settings, scales=scales)


def finished_at(recipe: Recipe, x: Tensor) -> State:
    """The state of a run whose result (1, 3, h, w) needs nothing more at its size: what follows are larger scales.

    Raises Problem where none is larger.
    """
    scales = plan_scales(recipe.photo.width, recipe.photo.height, recipe.settings.size, recipe.settings.quality)
    height, width = x.shape[2:]
    if max(width, height) >= recipe.settings.size:
        raise Problem(f"the result has {width} × {height} pixels already: nothing larger can be made of it")
    scales, index = going_on_from(scales, width, height)
    return State(
        fresh(x), index, 1, sum(scale.evaluations for scale in scales[: index + 1]), recipe.settings, scales=scales
    )


def painted_at(recipe: Recipe, pixels: Pixels) -> State:
    """The state of a run that has a picture (h, w, 3) painted already, by other means: it is polished.

    In the last size in which the photo has a say; larger ones follow as ever.
    """
    scales = list(plan_scales(recipe.photo.width, recipe.photo.height, recipe.settings.size, recipe.settings.quality))
    index = last_of_all_layers(scales)
    scales[index] = replace(scales[index], evaluations=POLISH[recipe.settings.quality])
    x = resample(tensor_of(pixels), scales[index].height, scales[index].width)
    before = sum(scale.evaluations for scale in scales[:index])
    return State(fresh(x), index, 0, before, recipe.settings, scales=tuple(scales))


def describe_environment(device: torch.device | None = None) -> dict[str, str]:
    """What the last bits of a run on `device` (the CPU unless said) depend on.

    An exact checkpoint is gone on with bit for bit where `differences` finds none in this.
    """
    device = device or torch.device("cpu")
    return {
        "StyleGUI": __version__,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "Pillow": PIL.__version__,
        "Python": platform.python_version(),
        "threads": str(torch.get_num_threads()),
        "machine": f"{platform.system()} {platform.machine()} {torch.backends.cpu.get_cpu_capability()}",
        "convolutions": "bfloat16" if knows_bfloat16(device) else "float32",
        "device": "CPU" if device.type == "cpu" else describe(device),
    }


def differences(theirs: Mapping[str, str], ours: Mapping[str, str]) -> tuple[str, ...]:
    """Of two environments, in words: "torch 2.13.0 there, 2.13.1 here"."""
    names = dict.fromkeys((*ours, *theirs))
    pairs = ((name, theirs.get(name, "unknown"), ours.get(name, "unknown")) for name in names)
    return tuple(f"{name} {there} there, {here} here" for name, there, here in pairs if there != here)


def _pack(tensors: Mapping[str, Tensor], text: str) -> bytes:
    """Float32 tensors and a text, in the format of safetensors.

    Not by that library, which holds Python's lock all the time: the window would stand still for 0.1 s at 1024 px.
    """
    header: dict[str, Any] = {"__metadata__": {ENTRY: text}}
    end = 0
    for name, tensor in tensors.items():
        begin, end = end, end + 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": tuple(tensor.shape), "data_offsets": (begin, end)}
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)  # where the numbers begin is a multiple of 8
    pieces = [len(head).to_bytes(8, "little"), head]
    for tensor in tensors.values():
        numbers = tensor.numpy().reshape(-1)
        pieces += [numbers[first : first + PIECE].tobytes() for first in range(0, len(numbers), PIECE)]
    return b"".join(pieces)  # which lets go of the lock


def _unpack(data: bytes) -> tuple[dict[str, NDArray[np.float32]], Any]:
    """The same back: arrays that lie in `data`, and the text's JSON. Raises ValueError, KeyError or TypeError."""
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    values = json.loads(header["__metadata__"][ENTRY])
    arrays = {}
    for name, array in header.items():
        if name != "__metadata__":
            place = _Array.model_validate(array)
            begin, end = place.data_offsets
            numbers = np.frombuffer(memoryview(data)[start + begin : start + end], np.float32)
            arrays[name] = numbers.reshape(place.shape)
    return arrays, values


def _memory(arrays: Mapping[str, NDArray[np.float32]], numbers: _Numbers) -> Memory:
    """Raises KeyError or ValueError where tensors are missing or do not fit."""

    def read(name: str) -> Tensor:
        # Copied to memory of torch's own: where a tensor begins there can change the last bit of a sum.
        return torch.tensor(arrays[name])

    evaluated = numbers.loss is not None
    memory = Memory(
        x=read("x"),
        loss=math.inf if numbers.loss is None else numbers.loss,
        gradient=read("gradient") if evaluated else None,
        steps=tuple(read(f"step {index}") for index in range(numbers.pairs)),
        changes=tuple(read(f"change {index}") for index in range(numbers.pairs)),
        direction=read("direction") if evaluated else None,
        length=numbers.length,
        retries=numbers.retries,
    )
    tensors = (memory.x, memory.gradient, memory.direction, *map(full, (*memory.steps, *memory.changes)))
    shapes = {tensor.shape for tensor in tensors if tensor is not None}
    if len(shapes) > 1 or memory.x.dim() != 4 or memory.x.shape[:2] != (1, 3) or not memory.x.numel():
        raise ValueError("the tensors' shapes do not fit")
    # Curvature may have left what a number can hold: the optimiser finds that out, and forgets it.
    if not all(tensor.isfinite().all() for tensor in (memory.x, memory.gradient) if tensor is not None):
        raise ValueError("the result or its gradient is no number")
    return memory
