"""Where the engine computes.

On CUDA torch's own settings hold: TF32 in convolutions, where it is not seen, and all of float32 in other products,
which the moments need.
"""

import psutil
import torch

from stylegui.engine.errors import Problem

BFLOAT16 = ("avx512_bf16", "amx_bf16")  # what processors call their own products of such numbers
NAMES = {"cpu": "CPU", "cuda": "CUDA", "mps": "Apple GPU"}


def use_threads(threads: int) -> None:
    """Compute with that many threads. To be called once, before the first session."""
    torch.set_num_threads(threads)


def choose(device: str) -> torch.device:
    """The device called "auto", "cpu", "cuda" or "mps". Raises Problem if this computer does not have it."""
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if device == "auto":
        return torch.device(next(name for name, usable in there.items() if usable))
    if not there[device]:
        raise Problem(f"this computer has no {NAMES[device]} that torch can use: please choose another device")
    return torch.device(device)


def describe(device: torch.device) -> str:
    """For the status bar, like "CPU, 2 threads"."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "mps":
        return NAMES["mps"]
    threads = torch.get_num_threads()
    return f"CPU, {threads} thread{'s' if threads > 1 else ''}"


def knows_bfloat16(device: torch.device) -> bool:
    """Whether it is a processor that multiplies such numbers by itself; others are faster with float32."""
    capabilities = torch.cpu.get_capabilities()
    return device.type == "cpu" and any(capabilities.get(name, False) for name in BFLOAT16)


def free_memory(device: torch.device) -> int:
    """Bytes that a run can have on the device."""
    if device.type == "cuda":
        kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)  # by torch, for the next run
        return torch.cuda.mem_get_info(device)[0] + kept
    return psutil.virtual_memory().available
