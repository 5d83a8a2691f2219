"""How results become files, for every command that writes one."""

import functools
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from stylegui.engine.errors import Problem

if TYPE_CHECKING:
    from stylegui.engine.pictures.files.saving import Saving

OPTIONS = (
    click.option("--file-size", help="Longer side of the file: pixels, 'photo', or a length like 30cm or 12in."),
    click.option("--dpi", type=click.FloatRange(1, 10_000), help="Pixels per inch, for lengths. [default: 300]"),
    click.option("--file-quality", type=click.IntRange(1, 100), help="Of JPEG and WebP. [default: 92]"),
    click.option(
        "--depth", type=click.Choice(["photo", "8", "16"]), help="Bits a channel of PNG and TIFF. [default: photo]"
    ),
    click.option("--colours", type=click.Choice(["photo", "srgb"]), help="The file's colour space. [default: photo]"),
    click.option("--background", help="Colour behind transparent parts in a JPEG, like white or #336699."),
    click.option("--no-metadata", is_flag=True, help="Without the photo's date, camera and artist."),
    click.option("--position", is_flag=True, help="With the place where the photo was taken."),
    click.option("--no-recipe", is_flag=True, help="Do not write into the file how it was made."),
    click.option("--sidecar", is_flag=True, help="Write a recipe file (JSON) beside the result."),
    click.option("--paths", is_flag=True, help="Where the recipe names pictures, write their places too."),
)
NAMES = (
    "file_size", "dpi", "file_quality", "depth", "colours", "background", "no_metadata", "position", "no_recipe",
    "paths", "sidecar",
)  # fmt: skip


def how_to_save(command: Callable[..., int]) -> Callable[..., int]:
    """Gives a command the options that say so, and hands them over as `saved`."""

    @functools.wraps(command)
    def together(**values: Any) -> int:
        return command(saved={name: values.pop(name) for name in NAMES}, **values)

    found: Callable[..., int] = together
    for option in reversed(OPTIONS):
        found = option(found)
    return found


def saving_of(saved: Mapping[str, Any]) -> "Saving":
    """What these options say. Raises Problem."""
    from stylegui.engine.pictures.files.saving import Saving

    said = {
        "quality": saved["file_quality"],
        "depth": int(saved["depth"]) if saved["depth"] in ("8", "16") else saved["depth"],
        "dpi": saved["dpi"],
        "colours": saved["colours"],
        "background": colour(saved["background"]),
        "longer": _longer(saved["file_size"], saved["dpi"] or 300.0),
        "keeps_metadata": not saved["no_metadata"],
        "keeps_position": saved["position"],
        "has_recipe": not saved["no_recipe"],
        "names_paths": saved["paths"],
        "has_sidecar": saved["sidecar"],
    }
    return Saving(**{name: value for name, value in said.items() if value is not None})


def colour(name: str | None) -> tuple[int, int, int] | None:
    """(R, G, B) of a colour by its name or #rrggbb. Raises Problem."""
    from PIL import ImageColor

    if name is None:
        return None
    try:
        red, green, blue, *_ = ImageColor.getrgb(name)
    except ValueError as error:
        raise Problem(f"'{name}' is no colour: please give a name like white, or #rrggbb") from error
    return red, green, blue


def _longer(text: str | None, dpi: float) -> int | str | None:
    """Pixels, or "photo". Raises Problem."""
    from stylegui.engine.pictures.files.saving import LARGEST, UNITS, pixels_of_length

    if text is None or text == "photo":
        return text
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(cm|mm|in|px)?", text.strip())
    if match is None:
        raise Problem(f"{text} is no size of a file: please give pixels, 'photo', or a length like 30cm or 12in")
    number, unit = float(match[1]), match[2]
    pixels = pixels_of_length(number, unit, dpi) if unit in UNITS else round(number)
    if not 16 <= pixels <= LARGEST:
        raise Problem(f"a file of {pixels} pixels cannot be made: please ask for 16 to {LARGEST}")
    return pixels
