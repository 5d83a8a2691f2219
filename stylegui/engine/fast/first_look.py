"""What a run begins with for the eye: a hint of its result, painted at once."""

import numpy as np
import torch
from numpy.typing import NDArray

from stylegui.engine.fast.any_style import network_of
from stylegui.engine.fast.painting import on_grid
from stylegui.engine.fast.transform_network import unsettled
from stylegui.engine.pictures.images import to_levels, working_size
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.views import Views, filled
from stylegui.engine.styles.style import Style
from stylegui.engine.styles.style_file import LearntPicture
from stylegui.engine.terms.block import Box

LONGER = 512  # pixels of the longer side, at most


@torch.no_grad()
def first_look(recipe: Recipe, device: torch.device, longer: int = LONGER) -> NDArray[np.uint8] | None:
    """(h, w, 3) sRGB, `longer` pixels on its longer side at most.

    None where it would be of something else than the result: styles that are in no picture, or in regions of their
    own, a run that does not begin from the photo, or paints nothing.
    """
    settings, photo = recipe.settings, recipe.photo
    is_apart = any(region.style is not None for region in recipe.regions)
    if is_apart or settings.start_from != "photo" or not settings.strength or not all(map(_is_seen, recipe.styles)):
        return None
    size = working_size(photo.width, photo.height, min(settings.size, longer))
    views = Views(recipe, device)
    paintings = [filled(view).pixels for view in views.styles(*size, settings)]
    network = network_of(paintings, settings.style_shares(len(paintings)))
    image = unsettled(views.photo(*size).pixels, torch.Generator().manual_seed(0))
    overlay = views.overlay(*size, settings).unpainted()
    shown = overlay.shown(on_grid(network, image), Box(0, 0, size[1], size[0]))
    return to_levels(shown[0].permute(1, 2, 0).contiguous().cpu().numpy())


def _is_seen(style: Style) -> bool:
    return not isinstance(style.source, LearntPicture)
