"""What Auto sees of a recipe's pictures."""

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.character import character, fitting_scale
from stylegui.engine.pictures.images import Picture, preview
from stylegui.engine.pictures.resampling import tensor_of
from stylegui.engine.pictures.structure import structure
from stylegui.engine.recipes.auto import Choice, Impression, choose
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.faces import faces

SIDE = 256  # pixels of the longer side that pictures are looked at with


def choice_for(recipe: Recipe, encoder: Encoder) -> Choice:
    """What suits a recipe's pictures; with the built-in network, which alone tells faces."""
    paintings = [style.seen() for style in recipe.styles]
    shares = recipe.settings.style_shares(len(paintings))
    mine = character(recipe.photo)
    fit, marks = 1.0, 0.0
    for share, painting in zip(shares, paintings, strict=True):
        fit *= fitting_scale(mine, character(painting)) ** share
        marks += share * float(structure(tensor_of(preview(painting, SIDE))).median())
    seen = (_face(encoder, painting) for share, painting in zip(shares, paintings, strict=True) if share)
    return choose(Impression(_face(encoder, recipe.photo), max(seen), marks, fit))


def _face(encoder: Encoder, picture: Picture) -> float:
    """How much of a picture is a face."""
    return float(faces(encoder, tensor_of(preview(picture, SIDE))).mean())
