"""What is read of the photo and the styles, at one scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import Blocks, Plain, Steps, at_once, one_block, sum_up
from stylegui.engine.objective.looks import LOOKS, RELATIONS, finest
from stylegui.engine.objective.masks import locate, locate_sharply, weighted
from stylegui.engine.settings import SHAPE_LAYERS, STYLE_LAYERS, Settings
from stylegui.engine.terms.seen import Where
from stylegui.engine.terms.term import Arrays, ContentWay, Place, StyleWay

SEAM = 0.3  # what soft borders of regions leave to no region, at most: a seam is no part of its own
LEAST_SHARE = 0.004  # of the picture: a smaller part is not worth its decompositions, and is painted as the rest


@dataclass(frozen=True, eq=False)
class View:
    """A picture at its working size.

    Attributes:
        pixels: (1, 3, H, W) in [0, 1]. opacity: (1, 1, H, W) in [0, 1], or None where all of it is opaque.
        weights: how much each place counts beside the others: of a photo, to be kept; of a style, for its coarse
            shapes. (1, 1, h, w) of any size, above 0, or None for all alike.
    """

    pixels: Tensor
    opacity: Tensor | None = None
    weights: Tensor | None = None


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
class Statistics:
    """What was read of the pictures, at one scale.

    Attributes:
        height, width: of the photo. painted: share of it that is not left as it is, above 0.
        content: what each way has read of the photo. visible: where on those layers it is to be kept, and how much.
        parts: of the picture. Tiny ones are left out. is_whole: whether all layers of the look were read.
    """

    height: int
    width: int
    painted: float
    content: Mapping[ContentWay, Arrays]
    visible: Place
    parts: tuple[Part, ...]
    is_whole: bool = True


def reading(
    encoder: Encoder,
    photo: View,
    styles: Sequence[View],
    settings: Settings,
    guides: Sequence[Guide] = (),
    blocks: Blocks = one_block,
    is_whole: bool = True,
) -> Steps[Statistics]:
    """What the settings' look needs of the photo, the styles, and the parts that the guides look at.

    If not `is_whole`, of the styles' finest layers alone, and nothing of the photo.
    """
    look = LOOKS[settings.look]
    entries = look.style if is_whole else finest(look.style)
    height, width = photo.pixels.shape[2:]
    ways = [way for _, way in look.content[settings.content] if is_whole]
    if settings.balance == "auto" and is_whole:  # which watches the relations
        ways = list(dict.fromkeys((*ways, *RELATIONS)))
    layers = dict.fromkeys(layer for way in ways for layer in way.layers)
    visible = {layer: weighted(locate_sharply(photo.opacity, layer, height, width), photo.weights) for layer in layers}
    readers = [way.reader(visible) for way in ways]
    sums = yield from sum_up(encoder, readers, Plain(photo.pixels), blocks(height, width))
    content = {way: reader.read(total) for way, reader, total in zip(ways, readers, sums, strict=True)}
    masks, guides = _masks(photo, guides)
    shares = [1.0 if mask is None else float(mask.mean()) for mask in masks]
    whole: list[Mapping[StyleWay, Arrays]] = []
    guided: dict[int, Mapping[StyleWay, Arrays]] = {}
    for index, style in enumerate(styles):  # one at a time: features need much memory
        mine = [number for number, guide in enumerate(guides) if guide.style == index]
        wanted = [style.opacity, *(_both(guides[number].part, style.opacity) for number in mine)]
        first, *rest = yield from _read(encoder, style, wanted, [entry.way for entry in entries], blocks)
        whole.append(first)
        guided |= dict(zip(mine, rest, strict=True))
    parts = []
    for number, (share, mask) in enumerate(zip(shares, masks, strict=True)):
        if share > LEAST_SHARE * sum(shares):
            place = {layer: locate(mask, layer, height, width) for layer in STYLE_LAYERS}
            found = (guided[number],) if number in guided else tuple(whole)
            parts.append(Part(share / sum(shares), place, found, number in guided))
    painted = 1.0 if photo.opacity is None else max(float(photo.opacity.mean()), LEAST_SHARE)
    return Statistics(height, width, painted, content, visible, tuple(parts), is_whole)


def read_pictures(
    encoder: Encoder, photo: View, styles: Sequence[View], settings: Settings, guides: Sequence[Guide] = ()
) -> Statistics:
    """The same at once, of pictures that are one block."""
    return at_once(reading(encoder, photo, styles, settings, guides))


def _read(
    encoder: Encoder, style: View, masks: Sequence[Tensor | None], ways: Sequence[StyleWay], blocks: Blocks
) -> Steps[list[Mapping[StyleWay, Arrays]]]:
    """What is read of each masked part of a style."""
    height, width = style.pixels.shape[2:]
    readers = []
    for mask in masks:
        place = {layer: locate(mask, layer, height, width) for layer in STYLE_LAYERS}
        # A part may be too small to have a position on a deep layer: there it is read as the whole style.
        place = {layer: where if where.count else Where(where.height, where.width) for layer, where in place.items()}
        place |= {layer: weighted(place[layer], style.weights) for layer in SHAPE_LAYERS}
        readers += [way.reader(place) for way in ways]
    sums = yield from sum_up(encoder, readers, Plain(style.pixels), blocks(height, width))
    read = [reader.read(total) for reader, total in zip(readers, sums, strict=True)]
    return [dict(zip(ways, read[first : first + len(ways)], strict=True)) for first in range(0, len(read), len(ways))]


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
