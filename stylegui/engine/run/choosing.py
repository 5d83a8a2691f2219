"""What Auto sees of a recipe's pictures."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.reading import View
from stylegui.engine.pictures.character import Character, character, fitting_scale
from stylegui.engine.pictures.images import Picture
from stylegui.engine.pictures.structure import structure
from stylegui.engine.recipes.auto import Choice, Impression, choose
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.faces import faces
from stylegui.engine.run.views import small_view


@dataclass(frozen=True)
class PhotoSeen:
    """What Auto sees of a photo, whatever it is painted with: its character, and the share of it that is a face."""

    character: Character
    face: float


def see_photo(photo: Picture, encoder: Encoder) -> PhotoSeen:
    """With the built-in network, which alone tells faces."""
    return PhotoSeen(character(photo), float(faces(encoder, small_view(photo, encoder.device).pixels).mean()))


def choice_for(recipe: Recipe, encoder: Encoder, seen: PhotoSeen | None = None) -> Choice:
    """What suits a recipe's pictures, all paintings alike; with the built-in network, unless its photo was `seen`."""
    seen, count = seen or see_photo(recipe.photo, encoder), len(recipe.styles)
    fit, marks = 1.0, 0.0
    for style in recipe.styles:
        fit *= fitting_scale(seen.character, character(style.picture)) ** (1 / count)
        marks += float(_structure(small_view(style.picture, encoder.device)).median()) / count
    return choose(Impression(seen.face, marks, fit))


def as_chosen(recipe: Recipe, encoder: Encoder, by_hand: Collection[str] = ()) -> tuple[Recipe, str]:
    """The recipe with what Auto chooses, and why; as it is where Auto is off. With the built-in network.

    Settings that are `by_hand` stay as they are. Where Auto would have chosen one of them, all is by hand from there,
    as in the window.
    """
    if recipe.settings.auto == "off":
        return recipe, ""
    choice = choice_for(recipe, encoder)
    rest = {name: value for name, value in choice.values.items() if name not in by_hand}
    off = {} if len(rest) == len(choice.values) else {"auto": "off"}
    return replace(recipe, settings=recipe.settings.model_copy(update={**rest, **off})), choice.why


def _structure(view: View) -> Tensor:
    """(N,), of what can be seen."""
    found = structure(view.pixels).flatten()
    return found if view.opacity is None else found[view.opacity.flatten() > 0]
