"""Documents to JSON and back: their pictures and masks lie in a project as blobs, each once."""

import json
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from stylegui.document.document import Document
from stylegui.document.project.encoded import png
from stylegui.document.project.file import ProjectFile
from stylegui.document.project.tiles import Tiles, packed, unpacked
from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import decode
from stylegui.engine.pictures.images import Picture, eight_bit
from stylegui.engine.regions.regions import Mask, Region
from stylegui.engine.settings import Settings, kept_settings
from stylegui.engine.styles.drawn.families import FAMILIES
from stylegui.engine.styles.drawn.handles import Handles
from stylegui.engine.styles.drawn_picture import DrawnPicture
from stylegui.engine.styles.style import WHOLE, Style, new_key
from stylegui.engine.styles.style_file import LearntPicture, decoded, encoded

Entry = dict[str, Any]
# What reading nonsense raises, where it is no Problem of its own.
NONSENSE = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


@contextmanager
def checked(path: Path, what: str) -> Iterator[None]:
    """Reading a record of the project at `path`: where it is not as it should be, that is a Problem."""
    try:
        yield
    except NONSENSE as error:
        first, *_ = str(error).splitlines() or [""]
        raise Problem(f"{path}: {what} in it is damaged ({first}); please open a copy of it") from error


def empty_entry() -> Entry:
    """An empty document as JSON."""
    return {"photo": None, "styles": [], "settings": Settings().model_dump(mode="json"), "start": None, "regions": []}


class Shelf:
    """Puts documents into a project file and takes them out.

    What was put or taken is known while anybody holds it: a picture is encoded once, and two documents that shared a
    picture, a region or a mask share it again when they are read.
    """

    def __init__(self, file: ProjectFile, known: "Shelf | None" = None) -> None:
        """With what another one knows, of a file with the same blobs."""
        self._file = file
        hashes, pictures, entries, regions, masks = known._known() if known is not None else ((),) * 5
        self._hashes: weakref.WeakKeyDictionary[Picture, str] = weakref.WeakKeyDictionary(hashes)
        self._pictures: weakref.WeakValueDictionary[str, Picture] = weakref.WeakValueDictionary(pictures)
        self._entries: weakref.WeakKeyDictionary[Region, tuple[Entry, frozenset[str]]] = weakref.WeakKeyDictionary(
            entries
        )
        self._regions: weakref.WeakValueDictionary[str, Region] = weakref.WeakValueDictionary(regions)
        self._masks: weakref.WeakValueDictionary[str, Mask] = weakref.WeakValueDictionary(masks)

    def _known(self) -> tuple[Any, ...]:
        return self._hashes, self._pictures, self._entries, self._regions, self._masks

    def put(self, document: Document) -> tuple[Entry, frozenset[str]]:
        """A document as JSON, and the blobs that it needs, which are put; within a transaction of the file."""
        uses: set[str] = set()
        entry: Entry = {
            "photo": self._put_picture(document.photo, uses),
            "styles": [
                {
                    "key": style.key,
                    "source": self._put_known(style.source, uses),
                    "crop": list(style.crop),
                    "rotation": style.rotation,
                    "brush_size": style.brush_size,
                }
                for style in document.styles
            ],
            "settings": document.settings.model_dump(mode="json"),
            "start": self._put_picture(document.start, uses),
            "regions": [self._put_region(region, uses) for region in document.regions],
        }
        return entry, frozenset(uses)

    def take(self, entry: Mapping[str, Any]) -> Document:
        """The document that an entry tells of. Raises Problem where it or a blob is damaged."""
        with checked(self._file.path, "a document"):
            document = Document(
                photo=self._take_picture(entry["photo"]),
                styles=tuple(self._take_style(each) for each in entry["styles"]),
                settings=self._take_settings(entry["settings"]),
                start=self._take_picture(entry["start"]),
                regions=tuple(self._take_region(each) for each in entry["regions"]),
            )
            try:
                document.check()
            except Problem as problem:
                raise ValueError(str(problem)) from problem
            return document

    def _put_picture(self, picture: Picture | None, uses: set[str]) -> Entry | None:
        return None if picture is None else self._put_known(picture, uses)

    def _put_known(self, picture: Picture, uses: set[str]) -> Entry:
        hash = self._hashes.get(picture)
        if hash is None or not self._file.has_blob(hash):
            hash = self._hashes[picture] = self._file.put_blob(_bytes_of(picture))
        path = None if picture.path is None else str(picture.path)
        entry: Entry = {**_told_of(picture), "picture": hash, "name": picture.name, "path": path}
        self._pictures.setdefault(_key_of(entry), picture)
        uses.add(hash)
        return entry

    def _take_picture(self, entry: Mapping[str, Any] | None) -> Picture | None:
        return None if entry is None else self._take_known(entry)

    def _take_known(self, entry: Mapping[str, Any]) -> Picture:
        key = _key_of(entry)
        picture = self._pictures.get(key)
        if picture is None:
            hash, name, path = str(entry["picture"]), str(entry["name"]), entry.get("path")
            read = _picture_of(entry, self._file.blob(hash), Path(name or "picture"))
            picture = replace(read, name=name, path=None if path is None else Path(str(path)))
            picture.preview  # noqa: B018  # made here, once, and not in the window's thread
            self._pictures[key] = picture
            self._hashes[picture] = hash
        return picture

    def _take_settings(self, entry: Mapping[str, Any]) -> Settings:
        try:
            return kept_settings(entry)
        except Problem as problem:
            raise Problem(f"{self._file.path}: another StyleGUI made it ({problem}); please update") from problem

    def _take_style(self, entry: Mapping[str, Any]) -> Style:
        source = entry["source"]
        kind, family = source["kind"], source.get("family")
        if kind not in ("picture", "drawn", "learnt") or (kind == "drawn" and family not in FAMILIES):
            unknown = family if kind == "drawn" else kind
            raise Problem(f"{self._file.path}: a newer StyleGUI made a style of it ({unknown}): please update")
        left, top, right, bottom = (float(each) for each in entry.get("crop", WHOLE))
        return Style(
            self._take_known(source),
            (left, top, right, bottom),
            float(entry.get("rotation", 0)),
            float(entry.get("brush_size", 50)),
            str(entry.get("key") or new_key()),
        )

    def _put_region(self, region: Region, uses: set[str]) -> Entry:
        known = self._entries.get(region)
        if known is None or not all(self._file.has_blob(hash) for hash in known[1]):
            needed: set[str] = set()
            part = None if region.part is None else self._put_mask(region.part, needed)
            entry: Entry = {"mask": self._put_mask(region.mask, needed), "style": region.style, "part": part}
            entry |= {"is_subject": True} if region.is_subject else {}
            known = self._entries[region] = entry, frozenset(needed)
            self._regions[json.dumps(entry)] = region
        uses |= known[1]
        return known[0]

    def _take_region(self, entry: Mapping[str, Any]) -> Region:
        own: Entry = {name: entry[name] for name in ("mask", "style", "part", "is_subject") if name in entry}
        region = self._regions.get(json.dumps(own))
        if region is None:
            part = None if own["part"] is None else self._take_mask(own["part"])
            region = Region(self._take_mask(own["mask"]), own["style"], part, own.get("is_subject", False))
            self._regions[json.dumps(own)] = region
        return region

    def _put_mask(self, mask: Mask, uses: set[str]) -> str:
        """Its tiles as blobs, and one that lists them."""
        tiles = packed(mask)
        listed = [tile if isinstance(tile, int) else self._file.put_blob(tile) for tile in tiles.tiles]
        content = {"width": tiles.width, "height": tiles.height, "tiles": listed}
        hash = self._file.put_blob(json.dumps(content).encode())
        uses |= {hash, *(tile for tile in listed if isinstance(tile, str))}
        self._masks.setdefault(hash, mask)
        return hash

    def _take_mask(self, hash: str) -> Mask:
        mask = self._masks.get(hash)
        if mask is None:
            content = json.loads(self._file.blob(hash))
            tiles = tuple(tile if isinstance(tile, int) else self._file.blob(tile) for tile in content["tiles"])
            mask = self._masks[hash] = unpacked(Tiles(content["width"], content["height"], tiles))
        return mask


def _told_of(picture: Picture) -> Entry:
    """What kind of picture it is, and what is to be known of it beside its bytes."""
    if isinstance(picture, LearntPicture):
        return {"kind": "learnt"}
    if isinstance(picture, DrawnPicture):
        flow = None if picture.flow is None else np.round(picture.flow.astype(float), 3).tolist()
        return {"kind": "drawn", "family": picture.family, "handles": picture.handles.model_dump(), "flow": flow}
    return {"kind": "picture"}


def _bytes_of(picture: Picture) -> bytes:
    """Of a drawn one its pixels: another version may draw it otherwise."""
    if picture.encoded is not None:
        return picture.encoded
    return encoded(picture) if isinstance(picture, LearntPicture) else as_png(picture)


def _picture_of(entry: Mapping[str, Any], data: bytes, path: Path) -> Picture:
    """The picture of these bytes; `path` is what messages call it."""
    kind = entry.get("kind", "picture")
    if kind == "learnt":
        return decoded(data, path)
    read = decode(data, path)
    if kind != "drawn":
        return read
    flow = None if entry["flow"] is None else np.array(entry["flow"], float)
    handles = Handles.model_validate(entry["handles"])
    return DrawnPicture(read.pixels, family=str(entry["family"]), handles=handles, flow=flow)


def _key_of(entry: Mapping[str, Any]) -> str:
    """The same for entries of the same picture."""
    names = "picture", "name", "path", "family", "handles", "flow"
    return json.dumps([entry.get(name) for name in names], sort_keys=True)


def as_png(picture: Picture) -> bytes:
    """The picture's own pixels, losslessly."""
    pixels = eight_bit(picture.pixels)
    if picture.alpha is not None:
        pixels = np.dstack([pixels, picture.alpha])
    return png(pixels)
