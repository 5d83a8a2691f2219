"""What is read of the photo and the styles, at one scale."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import Blocks, Plain, Steps, at_once, one_block, sum_up
from stylegui.engine.objective.learnt import read_of
from stylegui.engine.objective.looks import FLAT_PARTS, FOLLOWED, LOOKS, RELATIONS, StylePart, finest
from stylegui.engine.objective.masks import locate, locate_sharply, members_at, weighted
from stylegui.engine.pictures.resampling import resample
from stylegui.engine.pictures.structure import flattest, weights_of_structure
from stylegui.engine.regions.kinds import Kinds
from stylegui.engine.settings import SHAPE_LAYERS, STYLE_LAYERS, Settings
from stylegui.engine.styles.style_file import LearntPicture
from stylegui.engine.terms.block import PIXELS, Block
from stylegui.engine.terms.seen import Where
from stylegui.engine.terms.term import Arrays, ContentWay, KindsWay, Place, Reader, StyleWay

SEAM = 0.3  # what soft borders of regions leave to no region, at most: a seam is no part of its own
PROTECTED = 0.8  # how much less the photo's subject follows meaning than what nothing holds
LEAST_SHARE = 0.004  # of the picture: a smaller part is not worth its decompositions, and is painted as the rest


@dataclass(frozen=True, eq=False)
class View:
    """A picture at its working size.

    Attributes:
        pixels: (1, 3, H, W) in [0, 1]. opacity: (1, 1, H, W) in [0, 1], or None where all of it is opaque.
        weights: how much each place counts beside the others: of a photo, to be kept; of a style, for its coarse
            shapes. (1, 1, h, w) of any size, above 0, or None for all alike.
        taken: of a style, how much each place counts for all that is read of it; likewise, but some may be 0.
        learnt: of a style that is known by what was read of it: that, and the longer side that it is to be of; the
            pixels are a small picture then.
    """

    pixels: Tensor
    opacity: Tensor | None = None
    weights: Tensor | None = None
    taken: Tensor | None = None
    learnt: tuple[LearntPicture, int] | None = None


@dataclass(frozen=True, eq=False)
class Guide:
    """A region at its working size.

    Attributes:
        mask: (1, 1, H, W) in [0, 1], of the photo; those of all guides sum to 1 at most.
        style: index of the style. part: (1, 1, h, w) of that style, or None for all of it.
    """

    mask: Tensor
    style: int
    part: Tensor | None = None


@dataclass(frozen=True, eq=False)
class Part:
    """A part of the picture: its share of it, where it is, and what was read of what it looks at.

    Attributes:
        styles: of each style that the part looks at, what each way has read.
        is_guided: by a region, to one style or a part of it; else it is all styles, by their shares.
    """

    share: float
    place: Place
    styles: tuple[Mapping[StyleWay, Arrays], ...]
    is_guided: bool


@dataclass(frozen=True, eq=False)
class ReadKinds:
    """The kinds of things that the photo and a style have in common, in one layer; of FLAT_PARTS, in those alone.

    Attributes:
        members: (K, h, w), where the photo's are, each with the sum 1. areas: (K,), their shares of all.
        style: what was read of the style's.
    """

    way: KindsWay
    members: Tensor
    areas: Tensor
    style: Arrays


@dataclass(frozen=True, eq=False)
class Statistics:
    """What was read of the pictures, at one scale.

    Attributes:
        height, width: of the photo. painted: share of it that is not left as it is, above 0.
        content: what each way has read of the photo. visible: where on those layers it is to be kept, and how much.
        parts: of the picture. Tiny ones are left out. kinds: of what no region guides and each style, in each layer
            that they are followed in. is_whole: whether all layers of the look were read.
    """

    height: int
    width: int
    painted: float
    content: Mapping[ContentWay, Arrays]
    visible: Place
    parts: tuple[Part, ...]
    kinds: tuple[tuple[ReadKinds, ...], ...] = ()
    is_whole: bool = True


def reading(
    encoder: Encoder,
    photo: View,
    styles: Sequence[View],
    settings: Settings,
    guides: Sequence[Guide] = (),
    blocks: Blocks = one_block,
    is_whole: bool = True,
    kinds: Sequence[Kinds] = (),
    known: Callable[[int, View], dict[str, Tensor] | None] = lambda _index, _view: None,
) -> Steps[Statistics]:
    """What the settings' look needs of the photo, the styles, and the parts that the guides look at.

    If not `is_whole`, of the styles' finest layers alone, and nothing of the photo. With `kinds` of
    each style, "Follow meaning" says how far its places are taken as much as suits the photo, instead of all alike.
    `known` gives the features of a style's view that are known, to be added to; None where they are not to be kept.
    """
    look = LOOKS[settings.look]
    entries = look.style if is_whole else finest(look.style)
    height, width = photo.pixels.shape[2:]
    content, visible = (yield from _read_photo(encoder, photo, settings, blocks)) if is_whole else ({}, {})
    masks, guides = _masks(photo, guides)
    shares = [1.0 if mask is None else float(mask.mean()) for mask in masks]
    whole: list[Mapping[StyleWay, Arrays]] = []
    guided: dict[int, Mapping[StyleWay, Arrays]] = {}
    painted = 1.0 if photo.opacity is None else max(float(photo.opacity.mean()), LEAST_SHARE)
    free, followed = masks[-1], FOLLOWED if kinds and is_whole and shares[-1] > LEAST_SHARE else ()
    of_kinds: list[tuple[ReadKinds, ...]] = []
    for index, style in enumerate(styles):  # one at a time: features need much memory
        mine = [number for number, guide in enumerate(guides) if guide.style == index]
        if style.learnt is not None:
            of_file = read_of(*style.learnt, entries, photo.pixels)
            whole.append(of_file)
            guided |= dict.fromkeys(mine, of_file)
            of_kinds.append(())
            continue
        own = [_both(guides[number].part, style.opacity) for number in mine]
        proportions = kinds[index].proportions() if kinds else None
        places = [_place(style, style.opacity, proportions, settings.follow_meaning / 100)]
        places += [_place(style, mask) for mask in own]
        of_style = _of_kinds(style, kinds[index], followed) if followed else {}
        taken_apart = blocks(*style.pixels.shape[2:])
        features = known(index, style) if len(taken_apart) == 1 else None
        first, *rest, read = yield from _read(encoder, style, entries, places, of_style, taken_apart, features)
        whole.append(first)
        guided |= dict(zip(mine, rest, strict=True))
        of_kinds.append(_read_kinds(kinds[index], photo, free, painted, read) if followed else ())
    parts = []
    for number, (share, mask) in enumerate(zip(shares, masks, strict=True)):
        if share > LEAST_SHARE * sum(shares):
            place = {layer: locate(mask, layer, height, width) for layer in STYLE_LAYERS}
            looked_at = (guided[number],) if number in guided else tuple(whole)
            parts.append(Part(share / sum(shares), place, looked_at, number in guided))
    return Statistics(height, width, painted, content, visible, tuple(parts), tuple(of_kinds), is_whole)


def read_pictures(
    encoder: Encoder,
    photo: View,
    styles: Sequence[View],
    settings: Settings,
    guides: Sequence[Guide] = (),
    kinds: Sequence[Kinds] = (),
) -> Statistics:
    """The same at once, of pictures that are one block."""
    return at_once(reading(encoder, photo, styles, settings, guides, kinds=kinds))


def _read_photo(
    encoder: Encoder, photo: View, settings: Settings, blocks: Blocks
) -> Steps[tuple[Mapping[ContentWay, Arrays], Place]]:
    """What each way of the look has read of the photo, and where."""
    height, width = photo.pixels.shape[2:]
    content = LOOKS[settings.look].content[settings.content]
    # the relations also tell how much of the photo can be recognised
    ways = list(dict.fromkeys((*(way for _, way in content), *RELATIONS)))
    layers = dict.fromkeys(layer for way in ways for layer in way.layers)
    visible = {layer: weighted(locate_sharply(photo.opacity, layer, height, width), photo.weights) for layer in layers}
    readers = [way.reader(visible) for way in ways]
    sums = yield from sum_up(encoder, readers, Plain(photo.pixels), blocks(height, width))
    return {way: reader.read(total) for way, reader, total in zip(ways, readers, sums, strict=True)}, visible


def with_photo(encoder: Encoder, photo: View, known: Statistics, settings: Settings) -> Statistics:
    """What was read, with another photo in place of its own: all styles as a whole everywhere, for it is one block."""
    height, width = photo.pixels.shape[2:]
    content, visible = at_once(_read_photo(encoder, photo, settings, one_block))
    place = {layer: locate(photo.opacity, layer, height, width) for layer in STYLE_LAYERS}
    whole = Part(1.0, place, known.parts[-1].styles, is_guided=False)
    return Statistics(height, width, 1.0, content, visible, (whole,))


def _read(
    encoder: Encoder,
    style: View,
    entries: Sequence[StylePart],
    places: Sequence[Place],
    of_kinds: Mapping[KindsWay, Reader],
    blocks: Sequence[Block],
    known: dict[str, Tensor] | None,
) -> Steps[list[Mapping[Any, Arrays]]]:
    """What is read of each place of a style, and at last of its kinds; each by the way that has read it."""
    named: list[Mapping[Any, Reader]] = [{entry.way: entry.way.reader(place) for entry in entries} for place in places]
    named.append(of_kinds)
    readers = [reader for each in named for reader in each.values()]
    sums = yield from sum_up(encoder, readers, Plain(style.pixels), blocks, known)
    totals = iter(sums)
    return [{way: reader.read(next(totals)) for way, reader in each.items()} for each in named]


def _of_kinds(style: View, kinds: Kinds, followed: Sequence[KindsWay]) -> Mapping[KindsWay, Reader]:
    """Readers of what the kinds take of a style."""
    size = style.pixels.shape[2:]
    taken = None if style.taken is None else resample(style.taken, *size).clamp(0, 1)
    mask = _both(style.opacity, taken)
    return {way: way.reader(members_at(kinds.style, mask, way.layer, *size)) for way in followed}


def _place(style: View, mask: Tensor | None, proportions: Tensor | None = None, follow: float = 0.0) -> Place:
    """Where the masked part of a style is; `follow` 0..1 says how far places count by their `proportions`."""
    height, width = style.pixels.shape[2:]
    place = {layer: locate(mask, layer, height, width) for layer in STYLE_LAYERS}
    # A part may be too small to have a position on a deep layer: there it is read as the whole style.
    place = {layer: where if where.count else Where(where.height, where.width) for layer, where in place.items()}
    if proportions is not None:
        place = {layer: weighted(where, 1 + follow * (proportions - 1)) for layer, where in place.items()}
    place = {layer: weighted(where, style.taken) for layer, where in place.items()}
    return place | {layer: weighted(place[layer], style.weights) for layer in SHAPE_LAYERS}


def _read_kinds(
    kinds: Kinds, photo: View, free: Tensor | None, painted: float, read: Mapping[KindsWay, Arrays]
) -> tuple[ReadKinds, ...]:
    """With what was read of a style's kinds, where the photo's are: what is `free` of regions."""
    areas, found = _areas(kinds, free, painted), []
    for way, of_style in read.items():
        if way is FLAT_PARTS:
            found.append(ReadKinds(way, *_flat(kinds, photo, free), of_style))
        else:
            found.append(ReadKinds(way, _unheld(kinds, photo, free, way.layer), areas, of_style))
    return tuple(found)


def _flat(kinds: Kinds, photo: View, free: Tensor | None) -> tuple[Tensor, Tensor]:
    """(K, H, W): where the photo's kinds are in its flat parts; and (K,), how much of those they are."""
    size = photo.pixels.shape[2:]
    held = photo.weights  # None where all of it is held alike
    held = weights_of_structure(photo.pixels, 1.0, photo.opacity) if held is None else resample(held, *size)
    flat = flattest(held, photo.opacity)
    seen = flat if free is None else flat * free
    areas = (kinds.photo * resample(seen, *kinds.photo.shape[1:])[0].clamp(0, 1)).mean((1, 2)) / flat.mean()
    return members_at(kinds.photo, seen, PIXELS, *size), areas


def _unheld(kinds: Kinds, photo: View, free: Tensor | None, layer: str) -> Tensor:
    """(K, h, w): where the photo's kinds are, the less the more it is held there."""
    size = photo.pixels.shape[2:]
    if photo.weights is None:
        return members_at(kinds.photo, free, layer, *size)
    held = resample(photo.weights, *kinds.photo.shape[1:])[0]
    held = (held / photo.weights.amax()).clamp(0, 1)
    return members_at(kinds.photo * (1 - PROTECTED * held), free, layer, *size)


def _areas(kinds: Kinds, free: Tensor | None, painted: float) -> Tensor:
    """(K,): how much of what is painted the kinds are, where no region guides."""
    if free is None:
        return kinds.shares
    return (kinds.photo * resample(free, *kinds.photo.shape[1:])[0].clamp(0, 1)).mean((1, 2)) / painted


def _masks(photo: View, guides: Sequence[Guide]) -> tuple[list[Tensor | None], list[Guide]]:
    """Of each guide that is worth it, and of the rest; and those guides."""
    guides = [guide for guide in guides if float(guide.mask.mean()) > LEAST_SHARE]
    if not guides:
        return [photo.opacity], []
    rest = (1 - sum((guide.mask for guide in guides), torch.zeros_like(guides[0].mask))).clamp(0, 1)
    rest = rest * (rest > SEAM)
    return [_both(mask, photo.opacity) for mask in (*(guide.mask for guide in guides), rest)], guides


def _both(mask: Tensor | None, other: Tensor | None) -> Tensor | None:
    if mask is None or other is None:
        return other if mask is None else mask
    return mask * other
