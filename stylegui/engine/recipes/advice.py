"""What to do where a style and a photo do not fit each other: in words, with one setting that helps."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stylegui.engine.pictures.character import Character
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.engine.styles.style_file import LearntPicture

COARSE = 0.75  # share of the size it is read at that a style must have itself
FAR_PALETTE = 0.45  # distance of mean and spread of the colours, each in [0, 1]
FLAT = 0.03  # contrast below which a photo shows next to nothing


@dataclass(frozen=True)
class Advice:
    """One piece of advice.

    Attributes:
        about, picture: what it is about, so that it is given once. message: what does not fit.
        action: what the button says. settings: the values that are suggested.
    """

    about: str
    picture: Picture
    message: str
    action: str
    settings: Mapping[str, Any]


def without_marks(recipe: Recipe) -> Picture | None:
    """A style file that Strokes cannot paint with, where that is asked for."""
    pictures = (style.picture for style in recipe.styles if recipe.settings.look == "strokes")
    return next((each for each in pictures if isinstance(each, LearntPicture) and not each.has_marks), None)


def advise(recipe: Recipe, photo: Character, styles: Sequence[Character]) -> tuple[Advice, ...]:
    """What does not fit in a recipe, by the characters of its pictures: the most important first."""
    settings, found = recipe.settings, list[Advice]()
    markless = without_marks(recipe)
    if markless is not None:
        text = f"{markless.name} holds no marks, which Strokes needs."
        found.append(Advice("marks", markless, text, "Use Painterly", {"look": "painterly"}))
    if photo.contrast < FLAT and settings.start_from == "photo":
        found.append(
            Advice(
                "flat photo",
                recipe.photo,
                "The photo is almost flat: there is little to hold the painting's shapes.",
                "Start from noise",
                {"start_from": "noise"},
            )
        )
    for style, character in zip(recipe.styles, styles, strict=True):
        found += _too_small(settings, style)
        apart = math.hypot(*(character.mean - photo.mean), *(character.spread - photo.spread))
        can_be = settings.colour == "style" and not isinstance(style.picture, LearntPicture)
        if can_be and apart > FAR_PALETTE and float(np.ptp(character.mean)) > FLAT:
            found.append(
                Advice(
                    "palette",
                    style.picture,
                    f"The colours of {style.picture.name} are far from the photo's: parts may look painted over.",
                    "Give it the photo's palette",
                    {"colour": "palette", "colour_amount": 60.0},
                )
            )
    return tuple(found)


def _too_small(settings: Settings, style: Style) -> list[Advice]:
    wanted = settings.size * settings.style_scale() * style.scale()
    width, height = style.picture.size_at(round(wanted))
    own = max(width, height)
    if own >= COARSE * wanted:
        return []
    brush = 50 + 50 * math.log2(own / (settings.size * style.scale()))
    text = f"{style.picture.name} has {width} × {height} px, less than it is read at: "
    text += "its strokes will be soft."
    if brush >= 0:
        return [Advice("small", style.picture, text, "Smaller brush", {"brush_size": float(math.floor(brush))})]
    size = max(64, int(2 * own / style.scale()) // 64 * 64)  # with the smallest brush, which halves the style
    return [Advice("small", style.picture, text, f"Size {size} px", {"size": size, "brush_size": 0.0})]
