"""Learns a style: what the network reads of a painting, at several sizes; and mixes what it has learnt."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stylegui.engine.errors import Problem
from stylegui.engine.linear import sum_shares
from stylegui.engine.network.encoder import Encoder
from stylegui.engine.network.networks import digest_of
from stylegui.engine.objective.evaluation import Plain, at_once, sum_up
from stylegui.engine.objective.learnt import arrays_of, grain_of
from stylegui.engine.objective.masks import locate, weighted
from stylegui.engine.pictures.files.arrays_file import PICTURE_SIDE
from stylegui.engine.pictures.grain import grain
from stylegui.engine.pictures.images import MIN_SIDE, Picture, preview, reading_size, resize_visible, to_levels
from stylegui.engine.plan.blocks import blocks_within
from stylegui.engine.regions.faces import faces
from stylegui.engine.run.views import SMALL_SIDE, small_view, view_of
from stylegui.engine.settings import STYLE_LAYERS, Settings
from stylegui.engine.styles.style import Style
from stylegui.engine.styles.style_file import SIZES, About, LearntPicture, Reading, sizes_for
from stylegui.engine.terms.moments import Moments
from stylegui.engine.terms.nearest import Nearest
from stylegui.engine.terms.term import Reader

RIDGE = 1e-7  # of a covariance's mean variance: what has fewer positions than channels has a root too
AT_ONCE = 800_000  # pixels of a block
MARKS_FROM = 128  # pixels of the longer side: at smaller sizes "Strokes" has too few places


@torch.no_grad()
def learn(
    encoder: Encoder, picture: Picture, settings: Settings, author: str = "", licence: str = "", marks: bool = True
) -> LearntPicture:
    """All that painting needs of a picture but the picture; `settings` name the network and its pooling.

    With `marks` also what "Strokes" needs. Raises Problem.
    """
    picture = picture.at(SIZES[-1])
    width, height = picture.width, picture.height
    taken = _taken(encoder, picture, settings)
    readings = {
        size: _read(encoder, picture, size, taken, marks and size >= MARKS_FROM) for size in sizes_for(width, height)
    }
    about = About(
        name=picture.name.rsplit(".", 1)[0] or "style", author=author, licence=licence, width=width, height=height,
        network=settings.network, pooling=settings.pooling, digest=digest_of(settings.network),
    )  # fmt: skip
    return LearntPicture(thumbnail([picture], [1.0]), name=about.name, about=about, readings=readings)


def learn_together(
    encoder: Encoder, styles: Sequence[Style], settings: Settings, name: str, author: str, licence: str
) -> LearntPicture:
    """What a document's styles are together, as one style. Raises Problem.

    Of one alone also what "Strokes" needs; of several, mixed as the settings' shares, shapes and marks say, not.
    """
    pictures = [style.seen() for style in styles]
    if len(pictures) > 1:
        return mix([_learnt(encoder, picture, settings) for picture in pictures], settings, name, author, licence)
    if isinstance(pictures[0], LearntPicture):
        raise Problem(f"{pictures[0].name} is a style file already: it can be copied as it is")
    learnt = learn(encoder, pictures[0], settings, author, licence)
    return replace(learnt, name=name, about=learnt.about.model_copy(update={"name": name}))


def _learnt(encoder: Encoder, picture: Picture, settings: Settings) -> LearntPicture:
    return picture if isinstance(picture, LearntPicture) else learn(encoder, picture, settings, marks=False)


def mix(pictures: Sequence[LearntPicture], settings: Settings, name: str, author: str, licence: str) -> LearntPicture:
    """One style of several, with the settings' shares, shapes and marks: as if they were painted with together.

    Raises Problem.
    """
    first = pictures[0].about
    for picture in pictures[1:]:
        own = picture.about
        if (own.network, own.pooling, own.digest) != (first.network, first.pooling, first.digest):
            raise Problem(f"{picture.name} was read by another network than {pictures[0].name}: they cannot be mixed")
    parts = settings.style_shares(len(pictures))
    sizes = sorted({size for picture in pictures for size in picture.readings})
    readings = {size: _mixed(pictures, settings, size) for size in sizes}
    told = {"name": name, "author": author, "licence": licence, "width": sizes[-1], "height": sizes[-1]}
    about = first.model_copy(update=told)
    return LearntPicture(thumbnail(pictures, parts), name=name, about=about, readings=readings)


def thumbnail(pictures: Sequence[Picture], parts: Sequence[float]) -> NDArray[np.uint8]:
    """(h, w, 3), a small picture of styles: of several, strips as wide as their parts."""
    return _small(pictures[0]) if len(pictures) == 1 else _side_by_side(pictures, parts)


def _taken(encoder: Encoder, picture: Picture, settings: Settings) -> Tensor | None:
    """(1, 1, h, w) in [0, 1]: how much each place counts, a painting's faces not at all; None for all alike."""
    if not settings.tells_faces():
        return None
    face = faces(encoder, small_view(picture, encoder.device).pixels)
    return 1 - face if bool(face.any()) else None


def _read(encoder: Encoder, picture: Picture, longer: int, taken: Tensor | None, marks: bool) -> Reading:
    width, height = reading_size(picture.width, picture.height, longer)
    view = view_of(picture, width, height, encoder.device)
    place = {layer: weighted(locate(view.opacity, layer, height, width), taken) for layer in STYLE_LAYERS}
    ways = [Moments(layer) for layer in STYLE_LAYERS]
    readers = [way.reader(place) for way in ways]
    looking: list[Reader] = [*readers, *([Nearest().reader(place)] if marks else [])]
    blocks = blocks_within(height, width, encoder.reach(STYLE_LAYERS[-1]), AT_ONCE)
    sums = at_once(sum_up(encoder, looking, Plain(view.pixels), blocks))
    means, roots = {}, {}
    for way, reader, total in zip(ways, readers, sums, strict=False):
        read = reader.read(total)
        means[way.layer] = read["mean"].cpu().numpy()
        roots[way.layer] = _root(read["second"].cpu() - torch.outer(read["mean"], read["mean"]).cpu())
    found = Nearest().reader(place).read(sums[-1]) if marks else {}
    kept = {name: values.float().cpu().numpy() for name, values in found.items()}
    return Reading(means, roots, grain(view.pixels, view.opacity), kept)


def _small(picture: Picture) -> NDArray[np.uint8]:
    """As its colours are judged; a very long one on a ground of its edges' colours, for it must have some width."""
    shares = (side / max(picture.width, picture.height) for side in (picture.width, picture.height))
    small = to_levels(resize_visible(picture, *(max(round(SMALL_SIDE * share), 1) for share in shares)))
    lacking = [max(MIN_SIDE - side, 0) for side in small.shape[:2]]
    return np.pad(small, [(each // 2, each - each // 2) for each in lacking] + [(0, 0)], mode="edge")


def _root(covariance: Tensor) -> NDArray[np.float64]:
    """Its lower Cholesky factor."""
    ridge = RIDGE * covariance.trace() / len(covariance) + 1e-12
    while True:
        root, failed = torch.linalg.cholesky_ex(covariance + ridge * torch.eye(len(covariance)).to(covariance))
        if not int(failed):
            found: NDArray[np.float64] = root.numpy()
            return found
        ridge *= 10  # rounding has left it a little below 0 in some direction


def _mixed(pictures: Sequence[LearntPicture], settings: Settings, size: int) -> Reading:
    parts = settings.style_shares(len(pictures))
    like = torch.empty(0, dtype=torch.float64)
    read = [arrays_of(picture, size, like) for picture in pictures]
    means, roots = {}, {}
    for layer in STYLE_LAYERS:
        own = settings.layer_shares(layer, len(pictures))
        mean, second = (sum_shares(own, [each[layer][name] for each in read]) for name in ("mean", "second"))
        means[layer], roots[layer] = mean.numpy(), _root(second - torch.outer(mean, mean))
    return Reading(means, roots, sum(part * grain_of(each, size) for part, each in zip(parts, pictures, strict=True)))


def _side_by_side(pictures: Sequence[Picture], parts: Sequence[float]) -> NDArray[np.uint8]:
    """Strips of the small pictures, as wide as their shares."""
    side, strips, left = PICTURE_SIDE, [], 0.0
    for picture, part in zip(pictures, parts, strict=True):
        first, last = round(left * side), round((left + part) * side)
        left += part
        if last > first:
            whole = np.asarray(preview(picture, side))
            rows = np.arange(side * 3 // 4) * whole.shape[0] // (side * 3 // 4)
            columns = np.arange(first, last) * whole.shape[1] // side
            strips.append(whole[rows][:, columns])
    return np.ascontiguousarray(np.concatenate(strips, 1))
