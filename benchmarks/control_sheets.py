"""What each control does, on real pictures: one sheet for each.

    python -m benchmarks.control_sheets DATA [--folder build/controls] [--quality draft] [--only regions,colour]

DATA holds images/. Writes NAME.png for each sheet, the longer side of each picture 384 px.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.contact_sheet import Cell, sheet
from stylegui.engine.network.allocator import keep_freed_memory
from stylegui.engine.network.in_memory import encoder_for
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.saving import save
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import Region
from stylegui.engine.run.session import Session
from stylegui.engine.settings import Settings, make_settings
from stylegui.engine.styles.style import Style

SIZE = 384
COLOURS = ((228, 87, 46), (46, 134, 222), (242, 183, 5), (142, 68, 173), (22, 160, 133), (245, 245, 245))


class Painter:
    """Paints recipes of the pictures in a folder, and keeps what it painted."""

    def __init__(self, data: Path, folder: Path, quality: str) -> None:
        self._images, self._folder, self._quality = data / "images", folder, quality
        self.encoder = encoder_for(Settings(device="cpu"))
        self._count = 0

    def photo(self, name: str) -> Picture:
        """A photo by its name."""
        return load(self._images / f"content-{name}.png")

    def style(self, name: str, **values: Any) -> Style:
        """A style by its name."""
        return Style(load(self._images / f"style-{name}.png"), **values)

    def settings(self, **values: Any) -> Settings:
        """Settings for a sheet."""
        return make_settings({"size": SIZE, "quality": self._quality, **values})

    def paint(self, caption: str, recipe: Recipe) -> Cell:
        """Paint it, and name it."""
        session = Session(recipe, self.encoder)
        while not session.finished:
            session.step(recipe.settings)
        return self.keep(caption, session.snapshot().picture())

    def keep(self, caption: str, picture: Picture) -> Cell:
        """A picture that a sheet shows; what is transparent over a chequered ground."""
        self._count += 1
        path = self._folder / f"cell_{self._count}.png"
        if picture.alpha is not None:
            rows, columns = np.indices(picture.alpha.shape) // 12
            ground = np.where((rows + columns) % 2, 255, 200)[..., None]
            opacity = picture.alpha[..., None] / 255
            pixels = (picture.pixels * opacity + ground * (1 - opacity)).round().astype(np.uint8)
            picture = Picture(pixels, None, picture.name)
        save(picture, path)
        print(caption, flush=True)
        return caption, path

    def overlaid(self, caption: str, photo: Picture, regions: tuple[Region, ...]) -> Cell:
        """The photo with its regions over it."""
        pixels = photo.pixels.astype(float)
        for region, colour in zip(regions, COLOURS, strict=False):
            amount = 0.6 * region.mask[..., None] / 255
            pixels = pixels * (1 - amount) + np.array(colour) * amount
        return self.keep(caption, Picture(pixels.round().astype(np.uint8), None, "regions"))


def _halves(photo: Picture) -> tuple[Region, ...]:
    """Left and right, a soft border between, and a disc where the photo stays."""
    rows, columns = np.indices((photo.height, photo.width))
    left = (255 * np.clip((photo.width * 0.52 - columns) / (0.04 * photo.width), 0, 1)).astype(np.uint8)
    away = np.hypot(rows - 0.75 * photo.height, columns - 0.5 * photo.width)
    disc = (255 * np.clip((0.16 * photo.width - away) / (0.03 * photo.width), 0, 1)).astype(np.uint8)
    return Region(left, 0), Region(255 - left, 1), Region(disc, None)


def regions(painter: Painter) -> Iterator[Cell]:
    """Two styles and the photo itself, each in its place."""
    photo, styles = painter.photo("golden-gate"), (painter.style("starry-night"), painter.style("the-scream"))
    found = _halves(photo)
    yield painter.overlaid("regions", photo, found)
    yield painter.paint("without", Recipe(photo, styles, painter.settings()))
    yield painter.paint("two styles", Recipe(photo, styles, painter.settings(), regions=found[:2]))
    yield painter.paint("and the photo", Recipe(photo, styles, painter.settings(), regions=found))


def meaning(painter: Painter) -> Iterator[Cell]:
    """From the painting as a whole to kind by kind."""
    photo, styles = painter.photo("golden-gate"), (painter.style("starry-night"),)
    for value in (0, 25, 50, 100):
        given = painter.settings(follow_meaning=value)
        yield painter.paint(f"follow meaning {value}", Recipe(photo, styles, given))


def colour(painter: Painter) -> Iterator[Cell]:
    """The four modes."""
    photo, styles = painter.photo("tubingen"), (painter.style("the-scream"),)
    for caption, values in (
        ("the style's", {"colour": "style"}),
        ("half the photo's", {"colour": "photo", "colour_amount": 50}),
        ("the photo's", {"colour": "photo"}),
        ("the photo's palette", {"colour": "palette"}),
    ):
        yield painter.paint(caption, Recipe(photo, styles, painter.settings(**values)))


def alpha(painter: Painter) -> Iterator[Cell]:
    """A photo and a style with transparent parts."""
    photo, style = painter.photo("tubingen"), painter.style("starry-night")
    rows, columns = np.indices((photo.height, photo.width))
    away = np.hypot((rows / photo.height - 0.5) / 0.5, (columns / photo.width - 0.5) / 0.5)
    oval = replace(photo, alpha=(255 * np.clip((1 - away) * 12, 0, 1)).astype(np.uint8))
    sky = np.zeros((style.picture.height, style.picture.width), np.uint8)
    sky[: style.picture.height // 2] = 255
    yield painter.keep("photo", oval)
    yield painter.paint("painted", Recipe(oval, (style,), painter.settings()))
    cut = replace(style.picture, alpha=sky)
    yield painter.keep("style, the sky alone", cut)
    yield painter.paint("painted with the sky alone", Recipe(photo, (Style(cut),), painter.settings()))


def shapes(painter: Painter) -> Iterator[Cell]:
    """Coarse shapes of one style, fine marks of another."""
    photo, styles = painter.photo("tubingen"), (painter.style("starry-night"), painter.style("the-scream"))
    for caption, values in (
        ("starry-night alone", {"shares": (100, 0)}),
        ("its shapes, the-scream's marks", {"shapes": (100, 0), "marks": (0, 100)}),
        ("its marks, the-scream's shapes", {"shapes": (0, 100), "marks": (100, 0)}),
        ("the-scream alone", {"shares": (0, 100)}),
    ):
        yield painter.paint(caption, Recipe(photo, styles, painter.settings(**values)))


def shares(painter: Painter) -> Iterator[Cell]:
    """From one style to another."""
    photo, styles = painter.photo("golden-gate"), (painter.style("starry-night"), painter.style("shipwreck"))
    for share in (100, 75, 25, 0):
        given = painter.settings(shares=(share, 100 - share))
        yield painter.paint(f"{share} / {100 - share}", Recipe(photo, styles, given))


def views(painter: Painter) -> Iterator[Cell]:
    """Brush size, part and turn of one style."""
    photo = painter.photo("golden-gate")
    for caption, values in (
        ("brush size 0", {"brush_size": 0.0}),
        ("brush size 100", {"brush_size": 100.0}),
        ("the upper left quarter", {"crop": (0.0, 0.0, 0.5, 0.5)}),
        ("turned by 90 degrees", {"rotation": 90.0}),
    ):
        styles = (painter.style("starry-night", **values),)
        yield painter.paint(caption, Recipe(photo, styles, painter.settings()))


def strength(painter: Painter) -> Iterator[Cell]:
    """Strength, and how much of the photo is kept."""
    photo, styles = painter.photo("hoovertowernight"), (painter.style("the-scream"),)
    for value in (10, 25, 50, 100):
        yield painter.paint(f"strength {value}", Recipe(photo, styles, painter.settings(strength=value)))
    for value in (20, 40, 60, 80):
        yield painter.paint(f"photo kept {value}", Recipe(photo, styles, painter.settings(photo_kept=value)))


SHEETS: dict[str, Callable[[Painter], Iterator[Cell]]] = {
    each.__name__: each for each in (regions, meaning, colour, alpha, shapes, shares, views, strength)
}


def main() -> None:
    """Make the sheets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with images/")
    parser.add_argument("--folder", type=Path, default=Path("build/controls"))
    parser.add_argument("--quality", default="normal")
    parser.add_argument("--only", default=",".join(SHEETS), help="names of sheets, separated by commas")
    options = parser.parse_args()
    keep_freed_memory()
    options.folder.mkdir(parents=True, exist_ok=True)
    painter = Painter(options.data, options.folder, options.quality)
    for name in options.only.split(","):
        found: list[Cell | None] = list(SHEETS[name](painter))
        whole: Image.Image = sheet(found)
        whole.save(options.folder / f"{name}.png")


if __name__ == "__main__":
    main()
