"""A section of the benchmark about files that mean harm: bombs, loops, places and scripts in pictures' metadata."""

import json
import multiprocessing
import random
import resource
import struct
import time
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin

from benchmarks.sections import Bench
from benchmarks.table import Row
from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.metadata import RECIPES
from stylegui.engine.pictures.files.saving import Made, Saving, write_result
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.known_pictures import recipe_in_picture
from stylegui.engine.recipes.recipe_note import note_in
from stylegui.paths import resources

COUNT = 200
LONGEST_S, LARGEST = 10.0, 8 * 2**30  # of time, and of address space, of which torch maps six gigabytes


def hostile(bench: Bench) -> Iterator[Row]:
    """Make the files, and read, look into and write each, in a process of its own for fifty."""
    folder = bench.output / "hostile"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for number, (ending, data) in enumerate(_files(random.Random(0), folder)):
        (folder / f"file{number:03}{ending}").write_bytes(data)
    files = sorted(folder.iterdir())
    before = {path: path.read_bytes() for path in files}
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, _bounded, maxtasksperchild=50) as pool:
        found = []
        for path in files:
            waited = pool.apply_async(_read, (path,))
            try:
                found.append(waited.get(LONGEST_S + 30))
            except Exception as error:  # it hung, or took its process with it
                found.append(f"{type(error).__name__}")
    hurt = [(path.name, why) for path, why in zip(files, found, strict=True) if why]
    there = {path: path.read_bytes() for path in folder.iterdir() if ".out" not in path.suffixes}
    changed = sum(there.get(path) != data for path, data in before.items()) + len(set(there) - set(before))
    note = f"{len(files)} files" + "".join(f"; {name}: {why}" for name, why in hurt[:5])
    yield Row("hostile", "files that hurt", len(hurt), 0, None, "", note)
    yield Row("hostile", "files that wrote where they should not", changed, 0)


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST, resource.RLIM_INFINITY))


def _read(path: Path) -> str:
    """How a file hurts, or ""."""
    began = time.perf_counter()
    for act in (lambda: note_in(path.read_bytes()), lambda: recipe_in_picture(path), lambda: _through(path)):
        try:
            act()
        except Problem:
            continue
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    taken = time.perf_counter() - began
    return f"{taken:.1f} s" if taken > LONGEST_S else ""


def _through(path: Path) -> None:
    """Read, and written again with what its metadata says."""
    picture = load(path)
    small = Picture(picture.pixels[:64, :64])
    for ending in (".jpg", ".png", ".tif"):
        target = path.with_suffix(".out" + ending)
        write_result(Made(small, picture, None, "{}"), target, Saving(keeps_position=True))
        target.unlink()


def _files(rng: random.Random, folder: Path) -> Iterator[tuple[str, bytes]]:
    plain = Image.open(resources() / "samples" / "coffee.jpg").resize((48, 32))
    made: list[Callable[[], tuple[str, bytes]]] = [
        *(lambda note=note: (".png", _png(plain, _xmp(json.dumps(note)))) for note in _notes(folder)),
        *(lambda text=text: (".png", _png(plain, text)) for text in _packets(folder)),
        *(lambda text=text: (".jpg", _jpeg(plain, text.encode())) for text in _packets(folder)),
        lambda: (".png", _bomb(plain)),
        lambda: (".jpg", _looping_exif(plain)),
        lambda: (".tif", _looping_tiff()),
    ]
    count = 0
    for make in made:
        count += 1
        yield make()
    sound = _png(plain, _xmp(json.dumps(_note()))), _jpeg(plain, _xmp(json.dumps(_note())).encode()), _tiff(plain)
    while count < COUNT:
        number = count % 3
        data = bytearray(sound[number])
        for _ in range(rng.randrange(1, 12)):
            place = rng.randrange(len(data))
            data[place : place + rng.randrange(1, 9)] = rng.randbytes(rng.randrange(0, 9))
        count += 1
        yield (".png", ".jpg", ".tif")[number], bytes(data)


def _note(**changed: Any) -> dict[str, Any]:
    picture = {"name": "waves.png", "sha256": "0" * 64}
    note = {"version": 2, "photo": picture, "styles": [{"picture": picture}], "settings": {}}
    return note | changed


def _notes(folder: Path) -> Iterator[dict[str, Any]]:
    outside = str(folder / "evil.png")
    places = "/etc/passwd", "../../../evil.png", "file:///etc/passwd", "\\\\host\\share", "con", "a\x00b", "$(id)"
    for place in (*places, outside):
        picture = {"name": place, "sha256": "0" * 64, "path": place}
        yield _note(photo=picture, styles=[{"picture": picture}])
        yield _note(photo={"name": "x", "named": place})
        yield _note(styles=[{"picture": {"name": "x", "named": f"painting:{place}"}}])
        yield _note(styles=[{"picture": {"name": "x", "named": f"drawn:{place},density=1e999"}}])
    yield _note(settings={"size": 10**12})
    yield _note(settings={"strength": float("1e308")})
    yield _note(settings={"network": "/etc/passwd"})
    yield _note(settings={f"a{number}": 1 for number in range(500)})
    yield _note(styles=[{"picture": {"name": "x" * 10**6, "sha256": "0" * 64}}] * 3)
    yield _note(styles=[{"picture": {"name": "x", "sha256": "0" * 64}}] * 100)
    yield _note(styles=[{"picture": {"name": "x", "named": "drawn:pencil"}, "crop": [0, 0, 1e-9, 1e-9]}])
    yield _note(regions=[{"mask": "data:image/png;base64,AAAA"}] * 65)
    yield _note(regions=[{"mask": "data:image/png;base64," + _bomb_text()}])
    yield _note(regions=[{"mask": "/etc/passwd"}])
    yield _note(version=10**400)


def _packets(folder: Path) -> Iterator[str]:
    deep = "[" * 200_000
    entities = "".join(f'<!ENTITY a{number} "&a{number - 1};&a{number - 1};">' for number in range(1, 30))
    yield _xmp(deep)
    yield _xmp('{"version": 2, "photo": ' * 50_000)
    yield f"<!DOCTYPE x [<!ENTITY a0 'ha'>{entities}]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&a29;</x:xmpmeta>"
    yield '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&f;</x:xmpmeta>'
    yield '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'
    yield "<x>" * 100_000
    yield _xmp("<script>alert(1)</script>")
    yield "\x00" * 1000
    yield _xmp("x" * 50_000)


def _xmp(recipe: str) -> str:
    text = recipe.replace("&", "&amp;").replace("<", "&lt;")
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:s="{RECIPES}"><s:recipe>{text}</s:recipe></rdf:Description></rdf:RDF></x:xmpmeta>'
    )


def _png(image: Image.Image, packet: str) -> bytes:
    about, data = PngImagePlugin.PngInfo(), BytesIO()
    about.add_itxt("XML:com.adobe.xmp", packet, zip=len(packet) > 10_000)
    image.save(data, "PNG", pnginfo=about)
    return data.getvalue()


def _jpeg(image: Image.Image, packet: bytes) -> bytes:
    data = BytesIO()
    image.save(data, "JPEG", xmp=packet[:60_000])
    return data.getvalue()


def _tiff(image: Image.Image) -> bytes:
    data = BytesIO()
    image.save(data, "TIFF")
    return data.getvalue()


def _bomb(image: Image.Image) -> bytes:
    """A gigabyte of text in a chunk of a megabyte."""
    data = _png(image, "x")
    packed = zlib.compressobj(9)
    text = b"".join(packed.compress(b" " * 2**20) for _ in range(1024)) + packed.flush()
    body = b"XML:com.adobe.xmp\x00\x01\x00\x00\x00" + text
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))
    return data[:33] + chunk + data[33:]


def _bomb_text() -> str:
    data = BytesIO()
    Image.new("L", (20_000, 20_000)).save(data, "PNG")
    return b64encode(data.getvalue()).decode()


def _looping_exif(image: Image.Image) -> bytes:
    """A directory that goes on with itself."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    exif = b"Exif\x00\x00II*\x00" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 8)
    data = BytesIO()
    image.save(data, "JPEG", exif=exif)
    return data.getvalue()


def _looping_tiff() -> bytes:
    return b"II*\x00" + struct.pack("<IH", 8, 1) + struct.pack("<HHII", 256, 4, 1, 32) + struct.pack("<I", 8)
