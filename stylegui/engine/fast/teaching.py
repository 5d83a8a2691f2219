"""Teaches a fast network a style, or a mixture of styles: by the run's own objective, a cut of a photo at a time."""

import math
import random
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from stylegui.engine.errors import Problem
from stylegui.engine.fast.any_style import network_of, shipped_digest
from stylegui.engine.fast.descent import Descent
from stylegui.engine.fast.lessons import SMALL, Lessons, Pair
from stylegui.engine.fast.network_file import FastNetwork
from stylegui.engine.fast.transform_network import TransformNetwork, unsettled, untaught
from stylegui.engine.network.chain_rule import pulled_back
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.calibration import calibrate, calibration_size
from stylegui.engine.objective.evaluation import evaluate
from stylegui.engine.objective.learnt import check_learnt
from stylegui.engine.objective.objective import Targets, make_targets, objective, with_content
from stylegui.engine.objective.reading import Statistics, View, read_pictures, with_photo
from stylegui.engine.pictures.images import Picture, working_size
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.views import Views, filled, view_of
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.engine.styles.style_file import LearntPicture

SIDE = 512  # pixels of the longer side of the results whose marks it learns
LARGE = 256  # pixels of a large cut's sides: in a small one, patterns have too few places to be judged by
COST = 3.75  # of a large lesson, in small ones
WEIGHED = 5  # photos that say how much a photo's content counts
AGAIN = 24  # cuts that are remembered: each new one is followed by one of those, which needs no reading
# What one stroke of a brush does in all photos alike keeps to them by itself, and misses patterns above all: found by
# scoring what was taught, so that the same sliders paint about the same.
KEPT, PATTERNS = 0.7, 1.6  # factors on "Photo kept" and "Patterns"


@dataclass(frozen=True)
class Course:
    """How many lessons are given, with small cuts and then with large ones.

    Attributes:
        rate: how long steps are beside those from nothing: what is known is not to be forgotten.
    """

    small: int
    large: int
    rate: float = 1.0

    @property
    def lessons(self) -> int:
        """All of them."""
        return self.small + self.large

    def done(self, lessons: int) -> float:
        """The share of the work that the first lessons are, 0..1."""
        work = min(lessons, self.small) + COST * max(lessons - self.small, 0)
        return work / (self.small + COST * self.large)


FROM_NOTHING, USUAL, QUICK = Course(330, 85), Course(250, 130, 0.8), Course(70, 55, 1.3)


def course_after(lessons: int) -> Course:
    """What is left of the usual course after so many lessons, as many as those of QUICK at least."""
    if not lessons:
        return USUAL
    small = max(USUAL.small - lessons, QUICK.small)
    return replace(USUAL, small=small, large=min(max(USUAL.lessons - lessons, QUICK.large), USUAL.large))


@dataclass(frozen=True)
class Lesson:
    """How one went.

    Attributes:
        number: from 1. losses: by group, weighted, and "total".
    """

    number: int
    losses: Mapping[str, float]


class Teaching:
    """One fast network, taught lesson by lesson.

    The settings count as in a run, but for what is of one photo alone (regions, meaning, its colours) and Objects. With
    the same pictures and settings it comes out the same.

    Attributes:
        course: the lessons that it gives. number: how many it has given.
        grown_from: SHA-256 of the weights of the network of any style that it began as, if it did.
    """

    def __init__(
        self,
        encoder: Encoder,
        styles: Sequence[Style],
        settings: Settings,
        photos: Sequence[Picture],
        before: FastNetwork | None = None,
        is_quick: bool = False,
        pairs: Sequence[Pair] = (),
    ) -> None:
        """On the photos and `pairs`; `before` it was this network, or none. In less than half of the time if it
        `is_quick`, unless it begins from nothing.

        Raises Problem where the styles cannot be worked with the settings, or there is no photo.
        """
        if not photos:
            raise Problem("there is no photo to teach with")
        settings.style_shares(len(styles))
        for style in styles:
            if isinstance(style.source, LearntPicture):
                check_learnt(style.source, _taught_with(settings))
        self._encoder, self._settings = encoder, _taught_with(settings)
        self._before = 0 if before is None else before.about.lessons
        self.number = 0
        seed = settings.seed + self._before  # what it has seen already teaches it less
        self._rng = random.Random(seed)
        self._lessons, self._noise = Lessons(photos, self._rng, pairs), torch.Generator().manual_seed(seed)
        width, height = working_size(photos[0].width, photos[0].height, SIDE)
        recipe = Recipe(photos[0], tuple(styles), self._settings)
        views = Views(recipe, encoder.device).styles(width, height, self._settings)
        known = _shipped_for(views, self._settings) if before is None else before.weights
        if before is None:
            self.grown_from = None if known is None else shipped_digest()
        else:
            self.grown_from = before.about.grown_from
        if known is None:
            self.course = FROM_NOTHING
        else:
            self.course = QUICK if is_quick else course_after(self._before)
        weights = untaught(settings.seed) if known is None else known
        on_device = {name: values.to(encoder.device) for name, values in weights.items()}
        self._descent = Descent(on_device, self.course.rate)
        self._known = read_pictures(encoder, self._small(photos[0]), views, self._settings)
        pulls = sorted(self._pull(photo) for photo in photos[:WEIGHED])
        self._content = pulls[len(pulls) // 2]
        self._cuts: deque[tuple[Tensor, Statistics]] = deque(maxlen=AGAIN)
        self._targets: Targets | None = None  # for cuts of one size

    @property
    def finished(self) -> bool:
        """All lessons were given."""
        return self.number >= self.course.lessons

    @property
    def fraction(self) -> float:
        """The share of the work that is done, 0..1."""
        return self.course.done(self.number)

    @property
    def lessons(self) -> int:
        """How many the network has had, those before included."""
        return self._before + self.number

    @property
    def weights(self) -> Mapping[str, Tensor]:
        """Of the network as it is by now, on the CPU."""
        return {name: values.detach().cpu() for name, values in self._descent.weights.items()}

    def step(self) -> Lesson:
        """Give one lesson. Raises Problem if the numbers run out of range."""
        cut, read = self._next_cut()
        if self._targets is None:
            self._targets = make_targets(read, self._settings, self._content)
        weights = {name: values.requires_grad_() for name, values in self._descent.weights.items()}
        painted = TransformNetwork(weights)(unsettled(cut, self._noise))
        terms = objective(with_content(self._targets, read, self._settings), self._settings)
        losses, gradient = evaluate(self._encoder, terms, painted.detach())
        if not math.isfinite(losses["total"]):
            raise Problem("teaching gives no numbers with these settings: please lower Strength")
        found = pulled_back(gradient, painted, list(weights.values()))
        self._descent.step(dict(zip(weights, found, strict=True)), self.fraction)
        self.number += 1
        return Lesson(self.number, losses)

    def _next_cut(self) -> tuple[Tensor, Statistics]:
        """Every other one is new, but at first; with what was read of it."""
        if self.number == self.course.small:  # from here on they are large, and judged as such
            self._cuts.clear()
            self._targets = None
        if len(self._cuts) == AGAIN and self.number % 2:
            return self._rng.choice(self._cuts)
        side = SMALL if self.number < self.course.small else LARGE
        cut, device = self._lessons.cut(side), self._encoder.device
        read = with_photo(self._encoder, View(cut.content.to(device)), self._known, self._settings)
        self._cuts.append((cut.photo.to(device), read))
        return self._cuts[-1]

    def _small(self, photo: Picture) -> View:
        return view_of(photo, *calibration_size(photo.width, photo.height), self._encoder.device)

    def _pull(self, photo: Picture) -> float:
        """How much a photo's content counts beside the style, as in a run."""
        view = self._small(photo)
        known = with_photo(self._encoder, view, self._known, self._settings)
        return calibrate(self._encoder, make_targets(known, self._settings), view.pixels, self._settings)


def _shipped_for(styles: Sequence[View], settings: Settings) -> Mapping[str, Tensor] | None:
    """The network that ships, suited to the styles; None where one of them is in no picture."""
    if any(view.learnt is not None for view in styles):
        return None
    return network_of([filled(view).pixels for view in styles], settings.style_shares(len(styles))).weights


def _taught_with(settings: Settings) -> Settings:
    """What is of all photos alike: what is asked for of a run, as a fast network needs it."""
    return settings.model_copy(
        update={
            "size": SIDE, "auto": "off", "follow_meaning": 0.0, "subject": 0.0, "colour": "style", "layer_relu5_1": 0.0,
            "photo_kept": settings.photo_kept * KEPT,
            "layer_relu4_1": min(settings.layer_relu4_1 * PATTERNS, 100.0),
        }
    )  # fmt: skip
