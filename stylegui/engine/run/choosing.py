"""What Auto sees of a recipe's pictures."""

from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.reading import View
from stylegui.engine.pictures.character import character, fitting_scale
from stylegui.engine.pictures.structure import structure
from stylegui.engine.recipes.auto import Choice, Impression, choose
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.faces import faces
from stylegui.engine.run.views import small_view


def choice_for(recipe: Recipe, encoder: Encoder) -> Choice:
    """What suits a recipe's pictures, all paintings alike; with the built-in network, which alone tells faces."""
    photo, count = character(recipe.photo), len(recipe.styles)
    fit, marks = 1.0, 0.0
    for style in recipe.styles:
        fit *= fitting_scale(photo, character(style.picture)) ** (1 / count)
        marks += float(_structure(small_view(style.picture, encoder.device)).median()) / count
    face = faces(encoder, small_view(recipe.photo, encoder.device).pixels).mean()
    return choose(Impression(float(face), marks, fit))


def _structure(view: View) -> Tensor:
    """(N,), of what can be seen."""
    found = structure(view.pixels).flatten()
    return found if view.opacity is None else found[view.opacity.flatten() > 0]
