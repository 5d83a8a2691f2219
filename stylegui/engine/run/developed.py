"""A result's numbers as pixels: what the eye is to see of them, with 8 or 16 bits a channel."""

import numpy as np
import torch
from torch import Tensor

from stylegui.engine.pictures.files.saving import Made, finish
from stylegui.engine.pictures.images import Pixels, eight_bit
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_note import note_of
from stylegui.engine.run.views import Overlay, Views
from stylegui.engine.terms.block import Box

ROWS = 256  # that are worked at once: a large result has no room for copies in floating point


def developed(x: Tensor, overlay: Overlay, is_deep: bool = False) -> Pixels:
    """(H, W, 3) uint8, or uint16 if `is_deep`, of the optimised pixels x (1, 3, H, W)."""
    x = x if overlay.grain is None else overlay.grain.given(x)
    height, width = x.shape[2:]
    pixels: Pixels = np.empty((height, width, 3), np.uint8)
    if is_deep:
        pixels = np.empty((height, width, 3), np.uint16)
    most = np.iinfo(pixels.dtype).max
    for top in range(0, height, ROWS):
        box = Box(top, 0, min(top + ROWS, height), width)
        shown = overlay.shown(x[..., box.top : box.bottom, :], box)[0].permute(1, 2, 0).contiguous().cpu().numpy()
        pixels[box.top : box.bottom] = (shown * most).round().clip(0, most)
    return pixels


def made(recipe: Recipe, pixels: Pixels, width: int, height: int, kept: Tensor | None, names_paths: bool) -> Made:
    """What is saved of a result of width x height, of its pixels (h, w, 3).

    `kept` (1, 1, h, w) in [0, 1]: where regions keep the photo.
    """
    shown = None if kept is None else kept[0, 0].cpu().numpy()
    picture = finish(pixels, width, height, recipe.photo)
    try:
        return Made(picture, recipe.photo, shown, note_of(recipe, names_paths))
    except ValueError:  # more styles or regions than a file takes, or a name that is no text
        return Made(picture, recipe.photo, shown, notices=("the recipe could not be written into the file",))


def made_again(
    recipe: Recipe, pixels: Pixels, width: int, height: int, x: Tensor | None, names_paths: bool = False
) -> Made:
    """The same of a result that was kept: of its numbers x (1, 3, h, w), where they are of that size."""
    if x is not None and x.shape[2:] != (height, width):
        x = None
    views = Views(recipe, torch.device("cpu") if x is None else x.device)
    seen: Pixels = eight_bit(pixels)
    if x is not None:
        seen = developed(x, views.overlay(width, height, recipe.settings), is_deep=True)
    return made(recipe, seen, width, height, views.kept(width, height), names_paths)
