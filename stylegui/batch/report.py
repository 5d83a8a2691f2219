"""What became of each photo of a folder: a table that a later run goes on from, and a page to look at."""

import csv
import html
from base64 import b64encode
from collections.abc import Iterable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import eight_bit, reduced
from stylegui.engine.whole_file import write_whole

TABLE, PAGE = "report.csv", "report.html"
MOST_BYTES = 64 * 2**20  # of a table: more is none of ours
THUMBNAIL = 192  # pixels of the longer side
Name = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^/\\\x00]+$")]
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

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All, in the order in which they were begun."""
        return tuple(self._entries.values())

    def find(self, photo: str, photo_sha256: str, recipe_sha256: str) -> Entry | None:
        """What became of a photo, as it is now, with this recipe."""
        return self._entries.get((photo, photo_sha256, recipe_sha256))

    def note(self, entry: Entry) -> None:
        """Write an entry, in place of an earlier one of the same photo and recipe. Raises Problem."""
        self._entries[self._key(entry)] = entry
        text = StringIO()
        rows = csv.DictWriter(text, list(Entry.model_fields), lineterminator="\n")
        rows.writeheader()
        rows.writerows(each.model_dump() for each in self._entries.values())
        write_whole(self._folder / TABLE, text.getvalue().encode())

    def write_page(self) -> None:
        """The same as a page with thumbnails, which needs nothing but a browser. Raises Problem."""
        write_whole(self._folder / PAGE, _page(self._folder, self.entries).encode())

    @staticmethod
    def _key(entry: Entry) -> tuple[str, str, str]:
        return entry.photo, entry.photo_sha256, entry.recipe_sha256


def _read(path: Path) -> Iterable[Entry]:
    try:
        if not path.exists():
            return ()
        if path.stat().st_size > MOST_BYTES:
            raise Problem(f"{path} is too large for a report of this program: please move it away")
        text = path.read_text(encoding="utf-8")
        return [Entry.model_validate(row) for row in csv.DictReader(StringIO(text))]
    except OSError as error:
        raise Problem(f"cannot read {path}: {error.strerror}") from error
    except (ValidationError, UnicodeDecodeError, csv.Error) as error:
        raise Problem(f"{path} is no report of this program: please move it away, or choose another folder") from error


def _page(folder: Path, entries: Iterable[Entry]) -> str:
    cells = "\n".join(_cell(folder, entry) for entry in entries)
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
"""


def _cell(folder: Path, entry: Entry) -> str:
    name, words = html.escape(entry.photo), f"{entry.seconds:.0f} s"
    if entry.state != "painted":
        words = html.escape(entry.why) if entry.state == "failed" else "cut off"
        return f'<figure class="{entry.state}"><figcaption>{name}<br>{words}</figcaption></figure>'
    thumbnail = f'<a href="{quote(entry.result)}">{_thumbnail(folder / entry.result)}</a>'
    return f"<figure>{thumbnail}<figcaption>{name}<br>{words}</figcaption></figure>"


def _thumbnail(result: Path) -> str:
    try:
        picture = reduced(load(result), THUMBNAIL)
    except Problem:  # somebody has moved it away
        return "not there any more"
    encoded = BytesIO()
    Image.fromarray(eight_bit(picture.pixels)).save(encoded, "JPEG", quality=80)
    return f'<img alt="" src="data:image/jpeg;base64,{b64encode(encoded.getvalue()).decode("ascii")}">'
