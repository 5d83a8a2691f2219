"""Sections of the benchmark about many photos: what becomes of a mixed folder, killed again and again; time per photo.

The photos are cuts of the samples, in a dozen kinds of files; every tenth is damaged.
"""

import csv
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyvips  # type: ignore[import-untyped]  # it has no annotations
from PIL import Image

from benchmarks.sections import Bench
from benchmarks.table import Row
from stylegui.batch.report import TABLE
from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.paths import resources

COUNT, DAMAGED, KILLS = 100, 10, 10
TOGETHER = 6  # photos of which the time is taken
SMALL = ("--size", "64", "--quality", "draft", "--set", "auto=off")


def _pillow(kind: str, mode: str = "RGB", **options: Any) -> Callable[[Image.Image], bytes]:
    def made(image: Image.Image) -> bytes:
        data = BytesIO()
        image.convert(mode).save(data, kind, **options)
        return data.getvalue()

    return made


def _deep(method: str, is_float: bool = False, **options: Any) -> Callable[[Image.Image], bytes]:
    def made(image: Image.Image) -> bytes:
        levels = np.asarray(image.convert("RGB"))
        values = levels.astype(np.float32) / 255 if is_float else levels.astype(np.uint16) * 257
        plain = pyvips.Image.new_from_memory(
            values.tobytes(), image.width, image.height, 3, "float" if is_float else "ushort"
        )
        return bytes(getattr(plain.copy(interpretation="srgb" if is_float else "rgb16"), method)(**options))

    return made


KINDS: dict[str, Callable[[Image.Image], bytes]] = {
    ".jpg": _pillow("JPEG"),
    ".cmyk.jpg": _pillow("JPEG", "CMYK"),
    ".png": _pillow("PNG"),
    ".grey.png": _pillow("PNG", "L"),
    ".alpha.png": _pillow("PNG", "RGBA"),
    ".deep.png": _deep("pngsave_buffer"),
    ".webp": _pillow("WEBP"),
    ".tif": _pillow("TIFF"),
    ".deep.tif": _deep("tiffsave_buffer", compression="lzw"),
    ".float.tif": _deep("tiffsave_buffer", is_float=True),
    ".bmp": _pillow("BMP"),
    ".avif": _pillow("AVIF"),
}


def folders(bench: Bench) -> Iterator[Row]:
    """A mixed folder, killed at random and started again; and the time for one of several photos."""
    rng = random.Random(0)
    photos, results = bench.output / "photos", bench.output / "results"
    for folder in (photos, results):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
    _make_photos(photos, rng)
    kills = _paint_through_kills(photos, results, rng)
    with (results / TABLE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = sum(row["state"] == "painted" and _opens(results / row["result"]) for row in rows)
    refused = sum(row["state"] == "failed" and len(row["why"]) > 20 for row in rows)
    there = [path for path in results.iterdir() if path.suffix == ".png"]
    twice = len(there) - len({row["result"] for row in rows if row["state"] == "painted"})
    note = f"{COUNT} photos of {len(KINDS)} kinds, {DAMAGED} of them damaged, {kills} kills"
    yield Row("folders", "photos that were not painted whole", COUNT - DAMAGED - whole, 0, None, "", note)
    yield Row("folders", "damaged ones that were not refused with words", DAMAGED - refused, 0)
    yield Row("folders", "painted twice", twice, 0)
    yield _time_per_photo(bench)


def _make_photos(folder: Path, rng: random.Random) -> None:
    samples = [Image.open(path).convert("RGB") for path in sorted((resources() / "samples").glob("*.jpg"))]
    for number in range(COUNT):
        sample, (ending, made) = rng.choice(samples), list(KINDS.items())[number % len(KINDS)]
        left, top = (rng.randrange(side // 3) for side in sample.size)
        data = made(sample.crop((left, top, left + 160, top + 120)))
        if number % (COUNT // DAMAGED) == 0:
            data = data[: rng.randrange(20, len(data) * 2 // 3)]
        (folder / f"photo{number:03}{ending}").write_bytes(data)


def _paint_through_kills(photos: Path, results: Path, rng: random.Random) -> int:
    """Paint all, and end the program at any moment on the way; how often."""
    style = resources() / "samples" / "woodcut.png"
    command = [sys.executable, "-m", "stylegui", "batch", str(photos), str(style), "-o", str(results), *SMALL]
    kills = 0
    while True:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            child.wait(rng.uniform(4, 14) if kills < KILLS else None)
            return kills
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            kills += 1


def _opens(path: Path) -> bool:
    try:
        return bool(max(load(path).pixels.shape) == 64)
    except Problem:
        return False


def _time_per_photo(bench: Bench) -> Row:
    """In a batch, beside single runs of the same draft."""
    pair, folder, results = bench.pairs[0], bench.output / "timed", bench.output / "timed-results"
    for each in (folder, results):
        each.mkdir(exist_ok=True)
        for old in each.iterdir():
            old.unlink()
    data = bench.runs.photo(pair).read_bytes()
    for number in range(TOGETHER):
        (folder / f"photo{number}.png").write_bytes(data)
    how = ["--size", str(bench.size), "--quality", "draft"]
    style = str(bench.runs.style(pair))
    single = median(
        _seconds("render", str(folder / "photo0.png"), style, "-o", str(results / f"single{number}.png"), *how)
        for number in range(3)
    )
    together = _seconds("batch", str(folder), style, "-o", str(results), *how) / TOGETHER
    note = f"{together:.1f} s in a batch of {TOGETHER}, {single:.1f} s alone"
    return Row("folders", "time per photo in a batch / alone, draft", together / single, 0.8, 0.6, "", note)


def _seconds(*arguments: str) -> float:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "stylegui", *arguments, "--json"], capture_output=True, text=True, check=True
    )
    json.loads(done.stdout.splitlines()[-1])
    return time.perf_counter() - began
