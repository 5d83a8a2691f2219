"""Small quick pictures of what a recipe gives: for choosing, not for keeping."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from stylegui.engine.errors import never
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import at_once
from stylegui.engine.objective.learnt import check_learnt
from stylegui.engine.pictures.images import Picture, reduced, to_levels, working_size
from stylegui.engine.plan.forecast import needs_of, usual_memory
from stylegui.engine.plan.pyramid import Scale
from stylegui.engine.recipes.auto import Choice, applied
from stylegui.engine.recipes.recipe import Change, Recipe, change
from stylegui.engine.run import optimiser
from stylegui.engine.run.choosing import PhotoSeen, choice_for, see_photo
from stylegui.engine.run.painted import Measured
from stylegui.engine.run.preconditioner import preconditioned
from stylegui.engine.run.scene import Scene
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style_file import LearntPicture
from stylegui.engine.terms.block import Box

COARSE = 96  # pixels of the longer side that it begins with
EVALUATIONS = (7, 2)  # there, and at its own size
ENOUGH = 384  # pixels of the longer side that a photo is looked at with


class Sketcher:
    """Makes one after the other with a network. What several have in common is read once."""

    def __init__(self, encoder: Encoder, built_in: Encoder) -> None:
        """`built_in` is the network that Auto looks with, whatever paints."""
        self._encoder, self._built_in = encoder, built_in
        self._cancelled: Callable[[], bool] = never
        self._photo: tuple[Picture, Picture] | None = None  # one, and as small as it need be
        self._seen: tuple[Picture, PhotoSeen] | None = None
        self._choice: tuple[Recipe, Choice] | None = None
        self._known: tuple[Recipe, Scene] | None = None  # of the one before

    def sketch(self, recipe: Recipe, longer: int, cancelled: Callable[[], bool] = never) -> NDArray[np.uint8]:
        """(h, w, 3) sRGB with `longer` pixels on its longer side, whatever the recipe's size; with Auto as it chooses.

        Raises Problem where the recipe cannot be worked, Cancelled where `cancelled`.
        """
        self._cancelled = cancelled
        scene, recipe = self._scene(recipe, longer)
        settings, photo = recipe.settings, recipe.photo
        sizes = (working_size(photo.width, photo.height, side) for side in (COARSE, longer))
        coarse, fine = (Scale(*size, count) for size, count in zip(sizes, EVALUATIONS, strict=True))
        at_once(scene.prepare(coarse, settings))
        pull = at_once(scene.pull(coarse, settings, is_rough=True))
        x = self._worked(scene, scene.beginning(coarse), coarse, settings, pull)
        x, _ = at_once(scene.enlarged(x, coarse, fine, settings))
        at_once(scene.prepare(fine, settings))
        x = self._worked(scene, x, fine, settings, pull)
        overlay = scene.overlay(fine, settings)
        x = x if overlay.grain is None else overlay.grain.given(x)
        shown = overlay.shown(x, Box(0, 0, fine.height, fine.width))
        return to_levels(shown[0].permute(1, 2, 0).contiguous().cpu().numpy())

    def get_ready(self, photo: Picture, cancelled: Callable[[], bool] = never) -> None:
        """Look at a photo ahead of its first sketch. Raises Cancelled where `cancelled`."""
        self._cancelled = cancelled
        self._see(photo)

    def _see(self, photo: Picture) -> PhotoSeen:
        if self._seen is None or self._seen[0] is not photo:
            self._seen = photo, see_photo(photo, self._built_in.cancellable(self._cancelled))
        return self._seen[1]

    def _scene(self, recipe: Recipe, longer: int) -> tuple[Scene, Recipe]:
        """The recipe as it is made, and what is read of it."""
        settings = self._chosen(recipe).model_copy(update={"size": longer, "quality": "draft"})
        recipe = replace(recipe, photo=self._reduced(recipe), settings=settings)
        if self._known is None or change(self._known[0], recipe) in (Change.REBUILD, Change.RESTART):
            recipe.settings.style_shares(len(recipe.styles))
            for style in recipe.styles:
                if isinstance(style.source, LearntPicture):
                    check_learnt(style.source, settings)
            needs = needs_of(recipe, usual_memory())
            scene = Scene(recipe, self._encoder, lambda: self._cancelled(), needs, keeps=True)
            if self._known is not None:
                scene.see_as(self._known[1])
            self._known = recipe, scene
        return self._known[1], recipe

    def _chosen(self, recipe: Recipe) -> Settings:
        """As Auto has them, if it is on."""
        if recipe.settings.auto == "off":
            return recipe.settings
        if self._choice is None or not self._choice[0].same_pictures(recipe):
            built_in = self._built_in.cancellable(self._cancelled)
            self._choice = recipe, choice_for(recipe, built_in, self._see(recipe.photo))
        return applied(recipe.settings, self._choice[1])

    def _reduced(self, recipe: Recipe) -> Picture:
        """The photo; with no more pixels than are needed where nothing else has its size."""
        photo = recipe.photo
        if recipe.regions:
            return photo
        if self._photo is None or self._photo[0] is not photo:
            self._photo = photo, reduced(photo, ENOUGH)
        return self._photo[1]

    def _worked(self, scene: Scene, x: Tensor, scale: Scale, settings: Settings, pull: float) -> Tensor:
        """After the scale's evaluations."""

        def measure(point: optimiser.Point, wants_gradient: bool) -> Measured:
            return Measured(scene.evaluation(point, scale, settings, pull, None, wants_gradient), _tell_nobody)

        memory = optimiser.fresh(x)
        for number in range(scale.evaluations):
            is_last = number + 1 == scale.evaluations
            memory, _ = at_once(optimiser.advance(memory, measure, is_last, preconditioned))
        return memory.x


def _tell_nobody(_losses: Mapping[str, float]) -> None:
    """It is not kept."""
