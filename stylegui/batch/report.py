"""What became of each photo of a folder: a table that a later run goes on from, and a page to look at."""

import csv
import html
import os
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from hashlib import file_digest, sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from stylegui.batch.names import free_name
from stylegui.engine.errors import Problem, never
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import eight_bit, reduced
from stylegui.engine.whole_file import write_whole

TABLE, PAGE = "report.csv", "report.html"
MOST_BYTES = 256 * 2**20  # of a table: more is none of ours
MOST_SHOWN = 1000  # on the page: a browser has to show it
THUMBNAIL = 192  # pixels of the longer side
Name = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^/\x00\r\n]+$")]
Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class Entry(BaseModel):
    """One photo.

    Attributes:
        photo, result: names of files in their folders. state: "painting" until it ended, or was cut off.
        seconds: that it took. why: it failed. photo_sha256, recipe_sha256: of the file, and of all it is painted with.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    photo: Name
    result: Name
    state: Literal["painting", "painted", "failed"]
    seconds: Annotated[float, Field(ge=0, le=10**9)] = 0.0
    why: Annotated[str, StringConstraints(max_length=2000)] = ""
    photo_sha256: Digest
    recipe_sha256: Digest


class Report:
    """The entries of a folder of results. Each change is in its table before the call returns."""

    def __init__(self, folder: Path) -> None:
        """What an earlier run wrote there, or nothing. Raises Problem for a table that is none of ours."""
        self._folder = folder
        self._entries = {self._key(entry): entry for entry in _read(folder / TABLE)}
        self._taken = {entry.result.lower() for entry in self._entries.values()}
        if (folder / PAGE).exists() and not (folder / TABLE).exists():
            raise Problem(f"{folder / PAGE} is there already, and none of this program's: please move it away")
        self._is_begun = False  # whether the table has been written in this run

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All, in the order in which they were begun."""
        return tuple(self._entries.values())

    def note(self, entry: Entry) -> None:
        """Write an entry, in place of an earlier one of the same photo and recipe. Raises Problem.

        It is a further line: writing all of a hundred thousand each time would take longer than painting them. The
        last line of a photo holds; those before it go when the next run begins, or this one has ended.
        """
        self._entries[self._key(entry)] = entry
        self._taken.add(entry.result.lower())
        if not self._is_begun:
            self._write_table()
            return
        try:
            with (self._folder / TABLE).open("a", encoding="utf-8", newline="") as file:
                file.write(_lines([entry]))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            self._is_begun = False  # half a line may be there: the next time all is written anew
            raise Problem(f"cannot write {self._folder / TABLE}: {error.strerror}") from error

    def _write_table(self) -> None:
        write_whole(self._folder / TABLE, _lines(self._entries.values(), has_head=True).encode())
        self._is_begun = True

    def begin(self, photo: Path, recipe_sha256: str, wanted: str, has_sidecar: bool = False) -> Entry | None:
        """A photo is to be painted: as what, never over a file that is there. None if it is painted already.

        If it `has_sidecar`, the name is free for a recipe file too.

        Results are written whole: one that is there is ready, though its run was cut off before it could say so.
        Raises Problem.
        """
        photo_sha256 = _digest(photo)
        known = self._entries.get((photo.name, photo_sha256, recipe_sha256))
        is_there = known is not None and (self._folder / known.result).exists()
        if known is not None and known.state != "failed" and is_there:
            if known.state == "painting":
                self.note(known.model_copy(update={"state": "painted"}))
            return None
        result = known.result if known is not None and not is_there else ""
        result = result or free_name(wanted, self._folder, self._taken, has_sidecar)
        entry = Entry(
            photo=photo.name, result=result, state="painting", photo_sha256=photo_sha256, recipe_sha256=recipe_sha256
        )
        self.note(entry)
        return entry

    def with_free_name(self, entry: Entry) -> Entry:
        """As it can be written now: whatever lies there meanwhile stays. Raises Problem."""
        if not (self._folder / entry.result).exists():
            return entry
        entry = entry.model_copy(update={"result": free_name(entry.result, self._folder, self._taken)})
        self.note(entry)
        return entry

    def end(self, entry: Entry, seconds: float, why: str = "") -> None:
        """It is painted, in so many seconds; or it failed, and why. Raises Problem."""
        said = " ".join(why.split())[:2000]  # without line breaks, by which half a line is known
        became = {"state": "failed" if why else "painted", "seconds": round(seconds, 2), "why": said}
        self.note(entry.model_copy(update=became))

    def result_of(self, photo: Path, recipe_sha256: str) -> str:
        """The name of a photo's result, if it is painted and still there; else ""."""
        known = self._entries.get((photo.name, _digest(photo), recipe_sha256))
        is_there = known is not None and known.state == "painted" and (self._folder / known.result).exists()
        return known.result if known is not None and is_there else ""

    def add(self, photo: Path, recipe_sha256: str, result: str, seconds: float, why: str) -> None:
        """What became of a photo that is known elsewhere until it ends. Raises Problem."""
        entry = Entry(
            photo=photo.name, result=result, state="painting", photo_sha256=_digest(photo), recipe_sha256=recipe_sha256
        )
        self.end(entry, seconds, why)

    def write_page(self, cancelled: Callable[[], bool] = never) -> None:
        """The same as a page with thumbnails, which needs nothing but a browser; the table as well. Raises Problem.

        Where it is `cancelled`, with those thumbnails that there are by then.
        """
        self._write_table()
        write_whole(self._folder / PAGE, _page(self._folder, self.entries, cancelled).encode())

    @staticmethod
    def _key(entry: Entry) -> tuple[str, str, str]:
        return entry.photo, entry.photo_sha256, entry.recipe_sha256


def _digest(photo: Path) -> str:
    try:
        with photo.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:  # whoever opens it as a picture says why
        return sha256().hexdigest()


def _read(path: Path) -> Iterable[Entry]:
    try:
        if not path.exists():
            return ()
        if path.stat().st_size > MOST_BYTES:
            raise Problem(f"{path} is too large for a report of this program: please move it away")
        data = path.read_bytes()
        text = data[: data.rfind(b"\n") + 1].decode()  # a line that a power cut left half was never said
        rows = csv.DictReader(StringIO(text))
        if list(rows.fieldnames or ()) != list(Entry.model_fields):
            raise csv.Error("another table")
        return [Entry.model_validate(row) for row in rows]
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}") from error
    except (ValidationError, UnicodeDecodeError, csv.Error) as error:
        raise Problem(f"{path} is no report of this program: please move it away, or choose another folder") from error


def _lines(entries: Iterable[Entry], has_head: bool = False) -> str:
    """As lines of the table."""
    text = StringIO()
    rows = csv.DictWriter(text, list(Entry.model_fields), lineterminator="\n")
    if has_head:
        rows.writeheader()
    rows.writerows(each.model_dump() for each in entries)
    return text.getvalue()


def _page(folder: Path, entries: Sequence[Entry], cancelled: Callable[[], bool]) -> str:
    shown = sorted(entries, key=lambda entry: entry.state == "painted")[:MOST_SHOWN]  # what failed comes first
    more = f"<p>and {len(entries) - len(shown)} more, in {TABLE}</p>" if len(entries) > len(shown) else ""
    cells = "\n".join(_cell(folder, entry, not cancelled()) for entry in shown)
    return f"""<!doctype html>
<meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>StyleGUI: report</title>
<style>
body {{ font: 14px system-ui, sans-serif; margin: 24px; }}
main {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 16px; }}
figure {{ margin: 0; }}
img {{ max-width: 192px; max-height: 192px; display: block; }}
.failed {{ color: #b3261e; }}
</style>
<main>
{cells}
</main>
{more}
"""


def _cell(folder: Path, entry: Entry, has_picture: bool) -> str:
    name, words = html.escape(entry.photo), f"{entry.seconds:.0f} s"
    if entry.state != "painted":
        words = html.escape(entry.why) if entry.state == "failed" else "cut off"
        return f'<figure class="{entry.state}"><figcaption>{name}<br>{words}</figcaption></figure>'
    thumbnail = (
        f'<a href="{quote(entry.result)}">{_thumbnail(folder / entry.result) if has_picture else "the result"}</a>'
    )
    return f"<figure>{thumbnail}<figcaption>{name}<br>{words}</figcaption></figure>"


def _thumbnail(result: Path) -> str:
    try:
        picture = reduced(load(result), THUMBNAIL)
    except Problem:  # somebody has moved it away
        return "not there any more"
    encoded = BytesIO()
    Image.fromarray(eight_bit(picture.pixels)).save(encoded, "JPEG", quality=80)
    return f'<img alt="" src="data:image/jpeg;base64,{b64encode(encoded.getvalue()).decode("ascii")}">'
