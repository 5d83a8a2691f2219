"""A recipe's pictures as a run sees them: what was read of them at a scale, what lies over the result, its blocks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import torch
from torch import Tensor

from stylegui.engine.errors import go_on
from stylegui.engine.network.allocator import release_freed_memory
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.balance import recognisable
from stylegui.engine.objective.calibration import calibrate, calibration_size
from stylegui.engine.objective.evaluation import Evaluation, Steps
from stylegui.engine.objective.looks import gain
from stylegui.engine.objective.objective import Targets, make_targets, objective
from stylegui.engine.objective.reading import Statistics, View, reading
from stylegui.engine.pictures.images import crop_to_aspect, eight_bit
from stylegui.engine.pictures.resampling import resample
from stylegui.engine.pictures.structure import weights_of_structure
from stylegui.engine.plan.blocks import blocks_within
from stylegui.engine.plan.forecast import Needs
from stylegui.engine.plan.pyramid import Scale, is_large
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.faces import faces
from stylegui.engine.regions.kinds import Kinds, find_kinds
from stylegui.engine.regions.rarity import commonness
from stylegui.engine.run.marks import marks
from stylegui.engine.run.optimiser import Point
from stylegui.engine.run.painted import Painted
from stylegui.engine.run.views import Overlay, Views
from stylegui.engine.settings import STYLE_LAYERS, Settings
from stylegui.engine.terms.block import Block, Box
from stylegui.engine.terms.tether import cells

AVOIDED, INVITED = 8.0, 3.0  # powers of how much a painting's rare things count, at the ends of "Objects"
BRUSHED = 3.0  # how much what is painted as the subject is to be kept, beside 1 for the photo's clearest shapes
KEPT = 512 * 512  # pixels of a style whose features are kept: they take a tenth of a gigabyte
BESIDE_MARKS = 0.5  # how much less of the photo's details there is beside the painting's marks


class Scene:
    """Of one recipe. What takes long gives way now and then, and raises Cancelled if it is.

    Where it `keeps` what it has read, of small pictures, a scale that was there before is not read again.
    """

    def __init__(
        self, recipe: Recipe, encoder: Encoder, cancelled: Callable[[], bool], needs: Needs, keeps: bool = False
    ) -> None:
        self._recipe, self._encoder, self._cancelled = recipe, encoder.cancellable(cancelled), cancelled
        self._needs, self._views = needs, Views(recipe, encoder.device)
        self._keeps = keeps
        self._statistics: dict[tuple[int, int], Statistics] = {}
        self._features: dict[int, tuple[Tensor, Mapping[str, Tensor]]] = {}
        self._small: Statistics | None = None  # at the size that is calibrated at
        self._styles_features: dict[object, dict[str, Tensor]] | None = None  # where they are kept
        self._targets: tuple[object, Targets] | None = None  # for a scale and shares
        self._overlay: tuple[object, Overlay] | None = None  # for a scale and settings

    def see_as(self, other: "Scene") -> None:
        """Take over what another scene knows of what the same pictures show, whatever it is painted with."""
        if other._recipe.photo is not self._recipe.photo:
            return
        self._views.small_photo = other._views.small_photo
        self._take_features(other, (self._views.small_photo,))
        if self._recipe.same_pictures(other._recipe):
            self.see_styles_as(other)
            if self._recipe.settings.follow_meaning:
                self._kinds = other._kinds

    def keep_styles(self) -> None:
        """Keep what the network says of the styles, for a scene that `see_styles_as` this one."""
        self._styles_features = {} if self._styles_features is None else self._styles_features

    def see_styles_as(self, other: "Scene") -> None:
        """The same of the same styles, with another photo. Both are of one network."""
        self._styles_features = other._styles_features
        self._views.see_styles_as(other._views)
        self._styles_faces = other._styles_faces
        self._take_features(other, self._views.small_styles)

    def _take_features(self, other: "Scene", views: Sequence[View]) -> None:
        keys = {id(view.pixels) for view in views}
        self._features |= {key: found for key, found in other._features.items() if key in keys}

    def beginning(self, scale: Scale) -> Tensor:
        """(1, 3, H, W), what the first stroke is laid on."""
        settings, width, height = self._recipe.settings, scale.width, scale.height
        if settings.start_from == "noise":
            generator = torch.Generator().manual_seed(settings.seed)
            return (0.5 + 0.15 * torch.randn(1, 3, height, width, generator=generator)).to(self._encoder.device)
        if settings.start_from == "picture" and self._recipe.start is not None:
            start = self._recipe.start
            pixels = crop_to_aspect(start.pixels, width, height)
            alpha = None if start.alpha is None else eight_bit(crop_to_aspect(start.alpha[..., None], width, height))
            alpha = None if alpha is None else alpha[..., 0]
            return self._views.pixels(replace(start, pixels=pixels, alpha=alpha), width, height)
        return self._views.pixels(self._recipe.photo, width, height)

    def enlarged(
        self, x: Tensor, coarse: Scale, fine: Scale, settings: Settings
    ) -> Steps[tuple[Tensor, Tensor | None]]:
        """A result at the next size, with the details that its own cannot show; and what a large one is tethered to.

        Enlarging alone would leave those to be found again; so the painting's finest marks are laid on, and the
        photo's own details added (the band of its Laplacian pyramid between the two sizes), unless the run began
        without the photo: less of them where there are marks, for both would be too crisp.
        """
        before, laid = x, self._laid(fine, settings)
        x = resample(before, fine.height, fine.width)
        if fine.is_large:  # what enlarging and reducing again would lose, so that from afar nothing is lost
            yield
            x += resample(before - resample(x, coarse.height, coarse.width), fine.height, fine.width)
            yield
        if settings.start_from == "photo":
            seen = resample(self._views.photo(coarse.width, coarse.height).pixels, fine.height, fine.width)
            yield
            x += (self._views.photo(fine.width, fine.height).pixels - seen).mul_(1 - BESIDE_MARKS * laid)
            del seen
        seen = self.overlay(fine, settings).seen(x, _all_of(fine))
        yield
        styles = self._views.styles(fine.width, fine.height, settings)
        shares = settings.layer_shares(STYLE_LAYERS[0], len(styles))
        guides = self._views.guides(fine.width, fine.height, styles)
        blocks = self._blocks_at(fine)
        found = yield from marks(self._encoder, seen, styles, shares, guides, blocks)
        held = cells(seen) if fine.is_large else None
        x += found.mul_(laid)
        return x, held

    def _laid(self, fine: Scale, settings: Settings) -> Tensor | float:
        """How much of the painting's marks is laid on: less where the photo is held, while that is not settled yet."""
        laid = min(gain(settings.strength), 1.0)
        if fine.is_large or self._held is None:
            return laid
        held = resample(self._held, fine.height, fine.width) / self._held.amax()
        return laid * (1 - held.clamp(0, 1))

    def cells(self, x: Tensor, scale: Scale, settings: Settings) -> Tensor:
        """What a large scale that goes on from its result is tethered to."""
        return cells(self.overlay(scale, settings).seen(x, _all_of(scale)))

    def prepare(self, scale: Scale, settings: Settings) -> Steps[None]:
        """Read the pictures for a scale, and make targets of them, unless that was done."""
        if _size(scale) not in self._statistics:
            if not self._keeps:
                self._statistics.clear()  # let go of it before the next is read
            self._statistics[_size(scale)] = yield from self._read(scale.width, scale.height, scale)
            release_freed_memory()
            go_on(self._cancelled)
        key = _size(scale), settings.shares, settings.shapes, settings.marks
        if self._targets is None or self._targets[0] != key:
            self._targets = (key, make_targets(self._statistics[_size(scale)], settings))

    def pull(self, scale: Scale, settings: Settings, is_rough: bool = False) -> Steps[float]:
        """The content's pull, after `prepare`, whose targets serve where they are of the right size.

        A rough one is calibrated at the scale itself, for which nothing has to be read anew.
        """
        targets = self._prepared()
        size = calibration_size(self._recipe.photo.width, self._recipe.photo.height)
        if is_rough:
            size = _size(scale)
        if size != _size(scale):
            self._small = self._small or (yield from self._read(*size, scale))
            targets = make_targets(self._small, settings)
        return calibrate(self._encoder, targets, self._views.photo(*size).pixels, settings)

    def recognised(self, x: Tensor, scale: Scale, settings: Settings) -> Steps[float | None]:
        """How much of the photo can be recognised; None in a large scale, in which it has no say any more."""
        targets = self._prepared()
        if not targets.watched:
            return None
        subject = Painted(Point(x), self.overlay(scale, settings))
        return (yield from recognisable(self._encoder, targets, subject, self.blocks(scale)))

    def evaluation(
        self,
        point: Point,
        scale: Scale,
        settings: Settings,
        pull: float,
        before: Tensor | None,
        wants_gradient: bool,
    ) -> Evaluation:
        """Of the objective at a point, after `prepare`."""
        terms = objective(replace(self._prepared(), pull=pull), settings, before)
        subject = Painted(point, self.overlay(scale, settings))
        return Evaluation(self._encoder, terms, subject, self.blocks(scale), wants_gradient)

    def overlay(self, scale: Scale, settings: Settings) -> Overlay:
        """What is laid over the result."""
        key = _size(scale), settings.shares, settings.colour, settings.colour_amount, settings.smoothness
        if self._overlay is None or self._overlay[0] != key:
            self._overlay = (key, self._views.overlay(scale.width, scale.height, settings))
        return self._overlay[1]

    def kept(self, scale: Scale) -> Tensor | None:
        """(1, 1, H, W) in [0, 1]: where regions keep the photo; None for nowhere."""
        return self._views.kept(scale.width, scale.height)

    def blocks(self, scale: Scale) -> Sequence[Block]:
        """How a result is taken apart."""
        return self._blocks_at(scale)(scale.height, scale.width)

    def _prepared(self) -> Targets:
        assert self._targets is not None
        return self._targets[1]

    def _read(self, width: int, height: int, scale: Scale) -> Steps[Statistics]:
        """Of the pictures; by the recipe's settings, so that it is the same whenever it is read."""
        settings = self._recipe.settings
        go_on(self._cancelled)
        kinds = self._kinds if settings.follow_meaning else ()  # which asks for most layers goes first
        photo = self._views.painted(width, height, self._held)
        go_on(self._cancelled)
        if scale.is_large:
            yield
        styles = self._with_objects(self._views.styles(width, height, settings), settings)
        guides = self._views.guides(width, height, styles)
        blocks, is_whole = self._blocks_at(scale), not is_large(width, height)
        known = self._features_of_style if is_whole else _unknown
        return (yield from reading(self._encoder, photo, styles, settings, guides, blocks, is_whole, kinds, known))

    def _features_of_style(self, index: int, view: View) -> dict[str, Tensor] | None:
        """Those that are kept of a style at a size, unless its colours are those of this photo, or it is too large."""
        height, width = view.pixels.shape[2:]
        if self._styles_features is None or self._recipe.settings.palette() or height * width > KEPT:
            return None
        return self._styles_features.setdefault((index, height, width), {})

    def _features_of(self, pixels: Tensor, layers: Sequence[str]) -> Mapping[str, Tensor]:
        """What the network says of small pictures, which more than one question is asked about."""
        _, known = self._features.get(id(pixels), (pixels, {}))
        if not set(layers) <= set(known):
            known = self._encoder(pixels, layers)
            self._features[id(pixels)] = pixels, known  # which keeps the pixels, and with them their id
        return known

    @cached_property
    def _kinds(self) -> tuple[Kinds, ...]:
        """Of things that the photo and each style have in common."""
        photo = self._views.small_photo.pixels, self._views.small_photo.opacity
        styles = self._views.small_styles
        return tuple(find_kinds(self._features_of, photo, (style.pixels, style.opacity)) for style in styles)

    @cached_property
    def _held(self) -> Tensor | None:
        """(1, 1, h, w): how much each place of the photo is to be kept; None for all alike."""
        subject, painted = self._recipe.settings.subject, self._views.small_subject()
        if not subject and painted is None:
            return None
        photo = self._views.small_photo
        held = weights_of_structure(photo.pixels, gain(subject), photo.opacity)
        if subject and self._recipe.settings.tells_faces():
            held = held.maximum(resample(faces(self._features_of, photo.pixels), *held.shape[2:]).clamp(0, 1))
        return held if painted is None else held.maximum(BRUSHED * painted)

    @cached_property
    def _styles_faces(self) -> tuple[Tensor | None, ...]:
        """Where each style shows one; None where that is not known."""
        if not self._recipe.settings.tells_faces():
            return (None,) * len(self._recipe.styles)
        return tuple(faces(self._features_of, view.pixels) for view in self._views.small_styles)

    @cached_property
    def _commonness(self) -> tuple[Tensor, ...]:
        """Of each style, how much of it is like what is at each place."""
        views = self._views.small_styles
        return tuple(commonness(self._features_of, view.pixels, view.opacity) for view in views)

    def _with_objects(self, styles: tuple[View, ...], settings: Settings) -> tuple[View, ...]:
        """The styles with how much their things count: a painting's faces least of all."""
        unwanted = min(1 + settings.objects_avoided(), 1.0)
        if unwanted:
            styles = tuple(
                style if face is None or not bool(face.any()) else replace(style, taken=1 - unwanted * face)
                for style, face in zip(styles, self._styles_faces, strict=True)
            )
        if settings.objects_avoided():
            power = settings.objects_avoided() * (AVOIDED if settings.objects < 50 else INVITED)
            common = self._commonness
            styles = tuple(replace(style, weights=own**power) for style, own in zip(styles, common, strict=True))
        return styles

    def _blocks_at(self, scale: Scale) -> Callable[[int, int], Sequence[Block]]:
        """How pictures are taken apart while a scale is worked."""
        most = self._needs.most(scale)
        reach = self._encoder.reach(STYLE_LAYERS[2] if scale.is_large else STYLE_LAYERS[-1])
        return lambda height, width: blocks_within(height, width, reach, most)


def _unknown(_index: int, _view: View) -> None:
    """Nothing is known of a style beforehand."""


def _all_of(scale: Scale) -> Box:
    return Box(0, 0, scale.height, scale.width)


def _size(scale: Scale) -> tuple[int, int]:
    return scale.width, scale.height
