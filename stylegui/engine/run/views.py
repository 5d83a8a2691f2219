"""The recipe's pictures and regions, at any working size."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stylegui.engine.linear import sum_shares
from stylegui.engine.objective.learnt import grain_of
from stylegui.engine.objective.reading import Guide, View
from stylegui.engine.pictures.color import Tint, tint_of, with_chroma_of, with_palette_of, with_tint
from stylegui.engine.pictures.grain import Grain, grain, suiting
from stylegui.engine.pictures.images import Picture, reading_size, resize_values, resize_visible, working_size
from stylegui.engine.pictures.palette import keep_to, palette
from stylegui.engine.plan.pyramid import is_large
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.regions.regions import disjoint, union, values_of
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.engine.styles.style_file import LearntPicture
from stylegui.engine.terms.block import Box

TINT_SIDE = 128  # pixels of the longer side that a style's tint is judged by
SMALL_SIDE = 224  # and that what photo and styles show is


@dataclass(frozen=True, eq=False)
class Overlay:
    """What is laid over the optimised pixels to make the result.

    Attributes:
        photo: (1, 3, H, W). fixed: (1, 1, H, W) in [0, 1], where the result is the photo itself; None for nowhere.
        tints: with how much of each, a number or (1, 1, H, W): styles without colours of their own.
        chroma: how much of the photo's chroma is put back, 0..1.
        palette: table of the styles' colours, for the eye; None where others are wanted.
        grain: how fine a result is to be for the eye; None for as it is.
    """

    photo: Tensor
    fixed: Tensor | None
    tints: tuple[tuple[Tint, Tensor | float], ...]
    chroma: float
    palette: Tensor | None
    grain: Grain | None

    def unpainted(self) -> "Overlay":
        """Without what keeps a result to its paintings: what a run begins with is nobody's painting yet."""
        return replace(self, palette=None, grain=None)

    def seen(self, x: Tensor, box: Box) -> Tensor:
        """What the network is to see of the pixels (1, 3, h, w) in a box."""
        return self._beside_photo(self._tinted(x, box), box)

    def shown(self, x: Tensor, box: Box) -> Tensor:
        """What the eye is to see of them.

        Foreign colours go as a last step: what the network sees has to be smooth.
        """
        x = self._tinted(x, box)
        x = self._beside_photo(x if self.palette is None else keep_to(self.palette, x), box)
        return with_chroma_of(x, _part(self.photo, box), self.chroma) if self.chroma else x

    def _tinted(self, x: Tensor, box: Box) -> Tensor:
        for tint, amount in self.tints:
            x = with_tint(x, tint, _part(amount, box) if isinstance(amount, Tensor) else amount)
        return x

    def _beside_photo(self, x: Tensor, box: Box) -> Tensor:
        return x if self.fixed is None else torch.lerp(x, _part(self.photo, box), _part(self.fixed, box))


def _part(tensor: Tensor, box: Box) -> Tensor:
    return tensor[..., box.top : box.bottom, box.left : box.right]


class Views:
    """Brings what a recipe holds to the size that a scale works at, where the network is."""

    def __init__(self, recipe: Recipe, device: torch.device) -> None:
        self._recipe, self._device = recipe, device
        self._seen = tuple(style.seen() for style in recipe.styles)
        self._regions = tuple(region for region in recipe.regions if not region.is_subject)
        self._photos: dict[tuple[int, int], View] = {}
        self._masks: dict[tuple[int, int], list[Tensor]] = {}
        self._palettes: dict[tuple[int, ...], Tensor] = {}
        self._grains: dict[tuple[int, int, float], tuple[float, ...]] = {}  # of each style

    def see_styles_as(self, other: "Views") -> None:
        """Take over what others know of the same styles, whatever the photo."""
        self.small_styles, self._style_tints = other.small_styles, other._style_tints
        self._palettes = other._palettes

    def pixels(self, picture: Picture, width: int, height: int) -> Tensor:
        """(1, 3, height, width) in [0, 1]."""
        return self._tensor(resize_visible(picture, width, height))

    def photo(self, width: int, height: int) -> View:
        """The photo."""
        size = width, height
        if size not in self._photos:
            self._photos[size] = self._view(self._recipe.photo, *size)
        return self._photos[size]

    def painted(self, width: int, height: int, weights: Tensor | None) -> View:
        """The photo with how much of it is to be kept, opaque only where the result is not the photo itself."""
        photo = replace(self.photo(width, height), weights=weights)
        kept = self.kept(width, height)
        if kept is None:
            return photo
        opacity = (1 - kept) if photo.opacity is None else photo.opacity * (1 - kept)
        return replace(photo, opacity=opacity if bool(opacity.any()) else None)

    def styles(self, width: int, height: int, settings: Settings) -> tuple[View, ...]:
        """Each style, for a result of width x height."""
        sizes = self.style_sizes(width, height, settings)
        views = tuple(
            self._style_view(self._seen_at(index, self._needed(width, height, style, settings)), *size)
            for index, (style, size) in enumerate(zip(self._recipe.styles, sizes, strict=True))
        )
        if settings.palette():
            photo = self.photo(width, height)
            views = tuple(replace(view, pixels=self._recoloured(view, photo, settings.palette())) for view in views)
        if not is_large(width, height):  # told here, where they have this size, and asked for by `_grain`
            self._grains[width, height, settings.palette()] = tuple(
                grain_of(*view.learnt) if view.learnt is not None else grain(view.pixels, view.opacity)
                for view in views
            )
        return views

    @cached_property
    def small_photo(self) -> View:
        """The photo, as its structure and its things are judged."""
        return small_view(self._recipe.photo, self._device)

    @cached_property
    def small_styles(self) -> tuple[View, ...]:
        """Each style, as its colours and its things are judged."""
        return tuple(small_view(seen, self._device) for seen in self._seen)

    def small_subject(self) -> Tensor | None:
        """(1, 1, h, w) in [0, 1]: what regions say that the photo's subject is; None where they say nothing."""
        masks = [region.mask for region in self._recipe.regions if region.is_subject]
        if not masks:
            return None
        size = working_size(self._recipe.photo.width, self._recipe.photo.height, SMALL_SIDE)
        return self._mask(values_of(union(masks)), *size)

    def style_sizes(self, width: int, height: int, settings: Settings) -> tuple[tuple[int, int], ...]:
        """(width, height) of each style, for a result of width x height.

        A whole painting gets the result's longer side, times the brush sizes. Of a part only that part is read, at
        the same scale: cropping does not change the size of the marks. None is enlarged beyond its own pixels, but by
        the brush size: from there on its finest marks are taken as they are, and of a large scale all are.
        """
        sizes = []
        for style, seen in zip(self._recipe.styles, self._seen, strict=True):
            scale = settings.style_scale() * style.scale()
            part = max(seen.width, seen.height) / max(style.picture.width, style.picture.height)
            longest = max(style.picture.size_at(self._needed(width, height, style, settings)))
            own, wanted = longest * part, max(width, height) * part
            longer = min(wanted * scale, own) if is_large(width, height) else min(wanted, own) * scale
            sizes.append(reading_size(seen.width, seen.height, round(longer)))
        return tuple(sizes)

    def _seen_at(self, index: int, longer: int) -> Picture:
        """What is looked at of a style, of a picture with as many pixels as it can be had with."""
        style = self._recipe.styles[index]
        picture = style.picture.at(longer)
        return self._seen[index] if picture is style.picture else replace(style, source=picture).seen()

    def _needed(self, width: int, height: int, style: Style, settings: Settings) -> int:
        """Pixels of a whole style's longer side, of which none need be enlarged."""
        return round(max(width, height) * settings.style_scale() * style.scale())

    def guides(self, width: int, height: int, styles: tuple[View, ...]) -> tuple[Guide, ...]:
        """The regions that a style holds, for a photo of width x height and these views of the styles."""
        guides = []
        for region, small in zip(self._regions, self._region_masks(width, height), strict=True):
            if region.style is not None and bool(small.any()):
                _, _, high, wide = styles[region.style].pixels.shape
                part = None if region.part is None else self._mask(values_of(region.part), wide, high)
                guides.append(Guide(small, region.style, _visible(part, styles[region.style].opacity)))
        return tuple(guides)

    def overlay(self, width: int, height: int, settings: Settings) -> Overlay:
        """What is laid over the optimised pixels of width x height."""
        photo = self.photo(width, height)
        masks = self._region_masks(width, height)
        kept = self.kept(width, height)
        fixed = [] if kept is None else [kept]
        if photo.opacity is not None:
            fixed.append((photo.opacity == 0).to(photo.opacity))
        together = torch.stack(fixed).sum(0).clamp(0, 1) if fixed else None
        tints, palette = self._tints(masks, settings), self._palette(settings)
        wanted = None if is_large(width, height) else self._grain(width, height, masks, settings)
        return Overlay(photo.pixels, together, tints, settings.photo_colours(), palette, wanted)

    def kept(self, width: int, height: int) -> Tensor | None:
        """(1, 1, height, width): where the photo is left as it is; None for nowhere."""
        masks = zip(self._regions, self._region_masks(width, height), strict=True)
        kept = [mask for region, mask in masks if region.style is None]
        return torch.stack(kept).sum(0).clamp(0, 1) if kept else None

    def _tints(self, masks: list[Tensor], settings: Settings) -> tuple[tuple[Tint, Tensor | float], ...]:
        """Of regions and of the rest, where nobody asked for other colours than the styles'."""
        if settings.colour != "style" or not any(self._style_tints):
            return ()
        tints: list[tuple[Tint, Tensor | float]] = []
        rest: Tensor | float = 1.0
        for region, mask in zip(self._regions, masks, strict=True):
            rest = rest - mask
            tint = None if region.style is None else self._style_tints[region.style]
            if tint is not None:
                tints.append((tint, mask))
        shares = settings.style_shares(len(self._seen))
        toned = [(share, tint) for share, tint in zip(shares, self._style_tints, strict=True) if share and tint]
        if toned:
            whole = sum(share for share, _ in toned)
            offset = sum_shares([share / whole for share, _ in toned], [tint.offset for _, tint in toned])
            slope = sum_shares([share / whole for share, _ in toned], [tint.slope for _, tint in toned])
            tints.append((Tint(offset, slope), rest * whole))
        return tuple(tints)

    def _palette(self, settings: Settings) -> Tensor | None:
        """Of the styles that are painted with, if it is their colours that are wanted."""
        if settings.colour != "style":
            return None
        shares = settings.style_shares(len(self._seen))
        used = {index for index, share in enumerate(shares) if share}
        used |= {region.style for region in self._regions if region.style is not None}
        key = tuple(sorted(used))
        if key not in self._palettes:
            styles = self.small_styles
            self._palettes[key] = palette([_colours(styles[index]) for index in key]).to(self._device)
        return self._palettes[key]

    def _grain(self, width: int, height: int, masks: list[Tensor], settings: Settings) -> Grain:
        """Of the styles, each by how much of the result is painted with it."""
        key = width, height, settings.palette()
        if key not in self._grains:
            self.styles(width, height, settings)
        held = [0.0] * len(self._seen)
        for region, mask in zip(self._regions, masks, strict=True):
            if region.style is not None:
                held[region.style] += float(mask.mean())
        shares = settings.style_shares(len(self._seen))
        painted = [own + (1 - sum(held)) * share for own, share in zip(held, shares, strict=True)]
        energy = sum(part * own for part, own in zip(painted, self._grains[key], strict=True))
        return suiting(energy, settings.calm())

    @cached_property
    def _style_tints(self) -> tuple[Tint | None, ...]:
        views = [self._view(seen, *working_size(seen.width, seen.height, TINT_SIDE)) for seen in self._seen]
        return tuple(tint_of(view.pixels, view.opacity) for view in views)

    def _region_masks(self, width: int, height: int) -> list[Tensor]:
        size = width, height
        if size not in self._masks:
            small = [resize_values(region.mask[..., None], *size, largest=255) for region in self._regions]
            self._masks[size] = [self._tensor(mask) for mask in disjoint(small)]
        return self._masks[size]

    def _style_view(self, picture: Picture, width: int, height: int) -> View:
        if not isinstance(picture, LearntPicture):
            return self._view(picture, width, height)
        return replace(self._view(picture, picture.width, picture.height), learnt=(picture, max(width, height)))

    def _recoloured(self, view: View, photo: View, amount: float) -> Tensor:
        return with_palette_of(view.pixels, photo.pixels, amount, view.opacity, photo.opacity)

    def _view(self, picture: Picture, width: int, height: int) -> View:
        return view_of(picture, width, height, self._device)

    def _mask(self, mask: NDArray[np.float32], width: int, height: int) -> Tensor:
        """(1, 1, height, width) of a mask (H, W) in [0, 1]."""
        return self._tensor(resize_values(mask[..., None], width, height))

    def _tensor(self, values: NDArray[np.float32]) -> Tensor:
        return _tensor(values, self._device)


def view_of(picture: Picture, width: int, height: int, device: torch.device) -> View:
    """A picture at width x height."""
    opacity = None
    if picture.alpha is not None:
        mask = _tensor(resize_values(values_of(picture.alpha)[..., None], width, height), device)
        opacity = mask if bool(mask.any()) else None  # where nothing can be seen, all of it counts
    return View(_tensor(resize_visible(picture, width, height), device), opacity)


def small_view(picture: Picture, device: torch.device) -> View:
    """A picture as what it shows is judged."""
    return filled(view_of(picture, *working_size(picture.width, picture.height, SMALL_SIDE), device))


def filled(view: View) -> View:
    """Where a picture cannot be seen, it is as what can be seen is on the average."""
    if view.opacity is None:
        return view
    mean = (view.pixels * view.opacity).sum((2, 3), keepdim=True) / view.opacity.sum()
    return replace(view, pixels=torch.lerp(mean, view.pixels, view.opacity))


def _tensor(values: NDArray[np.float32], device: torch.device) -> Tensor:
    return torch.from_numpy(values).to(device).permute(2, 0, 1)[None].contiguous()


def _colours(view: View) -> Tensor:
    """(N, 3), of what can be seen."""
    colours = view.pixels[0].flatten(1).T
    return colours if view.opacity is None else colours[view.opacity.flatten() > 0]


def _visible(part: Tensor | None, opacity: Tensor | None) -> Tensor | None:
    """A part of a style, if anything of it can be seen; else all of the style."""
    if part is None or opacity is None:
        return part if part is None or bool(part.any()) else None
    return part if bool((part * opacity).any()) else None
