"""The flat parts term against numpy in float64, and its gradient against differences."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from single_terms import loss_of, read_by
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import evaluate
from stylegui.engine.terms.block import PIXELS, blocks_of
from stylegui.engine.terms.flat_parts import OCTAVES, FlatParts, FlatPartsError
from stylegui.engine.terms.term import Arrays, Weighted

KINDS = 2
AREAS = (0.7, 0.2)
Values = NDArray[np.float64]


def _picture(generator: torch.Generator, height: int, width: int) -> Tensor:
    return torch.rand(1, 3, height, width, generator=generator, dtype=torch.float64)


def _members(generator: torch.Generator, height: int, width: int) -> Tensor:
    found = torch.rand(KINDS, height, width, generator=generator, dtype=torch.float64)
    return found / found.sum((1, 2), keepdim=True)


def _read(picture: Tensor, members: Tensor) -> Arrays:
    return read_by(FlatParts().reader(members), {PIXELS: picture}, *picture.shape[2:])


def _term(generator: torch.Generator, height: int, width: int) -> FlatPartsError:
    """Of a style of 30 x 26 pixels."""
    style = _read(_picture(generator, 30, 26), _members(generator, 30, 26))
    return FlatParts().term(style, _members(generator, height, width), torch.tensor(AREAS))


def _loss(term: FlatPartsError, picture: Tensor) -> Tensor:
    return loss_of(term, {PIXELS: picture}, *picture.shape[2:])


def _softened(values: Values) -> Values:
    """Half as many rows: each the binomial mean of the six about it, and of the edge beyond the edge."""
    padded = np.pad(values, ((2, 3 + len(values) % 2), (0, 0)), mode="edge")
    rows = range(0, 2 * -(-len(values) // 2), 2)
    return np.array([np.array([1, 5, 10, 10, 5, 1]) / 32 @ padded[row : row + 6] for row in rows])


def _enlarged(values: Values, rows: int) -> Values:
    """Twice as many rows, of which `rows` are kept: three parts of the nearer one, one of the further."""
    padded = np.pad(values, ((1, 1), (0, 0)), mode="edge")
    upper, here, lower = padded[:-2], padded[1:-1], padded[2:]
    both = np.stack([0.75 * here + 0.25 * upper, 0.75 * here + 0.25 * lower], 1)
    return both.reshape(2 * len(values), -1)[:rows]


def _bands(bright: Values) -> list[Values]:
    found = []
    for _ in range(OCTAVES):
        coarse = _softened(_softened(bright).T).T
        found.append(bright - _enlarged(_enlarged(coarse, len(bright)).T, bright.shape[1]).T)
        bright = coarse
    return found


def _summed(values: Values, members: Values, step: int) -> Values:
    """(K,) of values that stand for step x step pixels each, but for those at the edges."""
    whole = np.kron(values, np.ones((step, step)))[: members.shape[1], : members.shape[2]]
    return np.asarray((whole * members).sum((1, 2)))


def _agreement(bright: Values) -> Values:
    """At a quarter of the size."""
    padded = np.pad(bright, 1, mode="edge")
    across, down = padded[1:-1, 2:] - padded[1:-1, :-2], padded[2:, 1:-1] - padded[:-2, 1:-1]
    steps = np.arange(-6, 7)
    kernel = np.exp(-0.5 * (steps / 2) ** 2)
    kernel /= kernel.sum()

    def about(values: Values) -> Values:
        height, width = values.shape
        values = values.reshape(height // 4, 4, width // 4, 4).mean((1, 3))
        for _ in range(2):
            padded = np.pad(values, ((6, 6), (0, 0)), mode="reflect")
            values = np.array([kernel @ padded[row : row + 13] for row in range(len(values))]).T
        return values

    xx, yy, xy = about(across**2), about(down**2), about(across * down)
    return np.asarray(np.sqrt((xx - yy) ** 2 + 4 * xy**2) / (xx + yy))


def _bright(picture: Tensor) -> Values:
    return np.asarray(np.einsum("c,chw->hw", (0.299, 0.587, 0.114), picture[0].numpy()))


@pytest.mark.parametrize("size", [(32, 40), (33, 47)])
def test_the_deviations_are_those_of_numpy(generator: torch.Generator, size: tuple[int, int]) -> None:
    picture, members = _picture(generator, *size), _members(generator, *size)
    expected = [_summed(np.abs(band), members.numpy(), 2**k) for k, band in enumerate(_bands(_bright(picture)))]
    found = _read(picture, members)["deviations"]
    np.testing.assert_allclose(found.numpy(), np.sqrt(np.pi / 2) * np.array(expected), rtol=1e-9)


def test_the_agreement_is_that_of_numpy(generator: torch.Generator) -> None:
    picture, members = _picture(generator, 32, 40), _members(generator, 32, 40)
    expected = _summed(_agreement(_bright(picture)), members.numpy(), 4)
    np.testing.assert_allclose(_read(picture, members)["agreement"].numpy(), expected, rtol=1e-3)


def test_the_value_is_that_of_numpy(generator: torch.Generator) -> None:
    style, own = _picture(generator, 32, 40), _picture(generator, 32, 48) ** 3
    there, here = _members(generator, 32, 40), _members(generator, 32, 48)
    read = _read(style, there)

    def apart(one: Values, other: Values) -> Values:
        return np.asarray(2 * (one - other) ** 2 / (one**2 + other**2))

    deviations = np.sqrt([_summed(band**2, here.numpy(), 2**k) for k, band in enumerate(_bands(_bright(own)))])
    agreement = _summed(_agreement(_bright(own)), here.numpy(), 4)
    each = apart(deviations, read["deviations"].numpy()).mean(0) + apart(agreement, read["agreement"].numpy())
    term = FlatParts().term(read, here, torch.tensor(AREAS))
    assert float(_loss(term, own)) == pytest.approx(float(np.array(AREAS) @ each), rel=1e-3)


def test_the_gradient_is_that_of_differences(generator: torch.Generator) -> None:
    picture = _picture(generator, 13, 14).requires_grad_()
    term = _term(generator, 13, 14)
    assert torch.autograd.gradcheck(lambda x: _loss(term, x), (picture,))


def test_blocks_sum_to_the_whole(generator: torch.Generator, encoder: Encoder) -> None:
    picture = _picture(generator, 75, 90)
    objective = [Weighted("style", 1.0, _term(generator, 75, 90))]
    losses, gradient = evaluate(encoder, objective, picture)
    of_blocks, gradient_of_blocks = evaluate(encoder, objective, picture, blocks_of(75, 90, 32, 64, 16))
    assert of_blocks["style"] == pytest.approx(losses["style"], rel=1e-9)
    torch.testing.assert_close(gradient_of_blocks, gradient, rtol=1e-9, atol=1e-12)


def test_noise_is_like_itself(generator: torch.Generator) -> None:
    noise = 0.5 + 0.1 * torch.randn(1, 3, 64, 80, generator=generator, dtype=torch.float64)
    members = _members(generator, 64, 80)
    term = FlatParts().term(_read(noise, members), members, torch.tensor(AREAS))
    assert float(_loss(term, noise)) < 0.01
    assert float(_loss(term, 0.5 + 0.5 * (noise - 0.5))) > 0.3


def test_a_few_hard_outlines_do_not_make_a_sky_busy(generator: torch.Generator) -> None:
    calm = 0.5 + 0.01 * torch.randn(1, 3, 64, 80, generator=generator, dtype=torch.float64)
    lined, members = calm.clone(), torch.full((1, 64, 80), 1 / (64 * 80), dtype=torch.float64)
    lined[..., 40] = 0
    finest = [_read(picture, members)["deviations"][0].item() for picture in (calm, lined)]
    root_mean_squares = [float(np.sqrt((_bands(_bright(picture))[0] ** 2).mean())) for picture in (calm, lined)]
    assert finest[1] < 3 * finest[0]
    assert root_mean_squares[1] > 5 * root_mean_squares[0]


def test_stripes_agree_and_noise_does_not(generator: torch.Generator) -> None:
    stripes = (0.5 + 0.2 * torch.sin(torch.arange(80.0) / 2)).to(torch.float64).expand(1, 3, 64, 80)
    members = torch.full((1, 64, 80), 1 / (64 * 80), dtype=torch.float64)
    assert float(_read(stripes, members)["agreement"]) > 0.95
    assert float(_read(_picture(generator, 64, 80), members)["agreement"]) < 0.3


@pytest.mark.parametrize("is_style", [True, False])
def test_what_has_no_marks_at_all_has_a_finite_gradient(generator: torch.Generator, is_style: bool) -> None:
    plain, other = torch.full((1, 3, 32, 40), 0.5, dtype=torch.float64), _picture(generator, 32, 40)
    style, result = (plain, other) if is_style else (other, plain)
    members = _members(generator, 32, 40)
    result = result.clone().requires_grad_()
    loss = _loss(FlatParts().term(_read(style, members), members, torch.tensor(AREAS)), result)
    loss.backward()  # type: ignore[no-untyped-call]
    assert result.grad is not None
    assert bool(result.grad.isfinite().all())
    assert float(loss.detach()) <= 4 * sum(AREAS)


def test_a_kind_that_is_nowhere_counts_for_nothing(generator: torch.Generator) -> None:
    members = _members(generator, 32, 40)
    members[1] = 0
    term = FlatParts().term(_read(_picture(generator, 32, 40), members), members, torch.tensor([1.0, 0.0]))
    assert float(_loss(term, _picture(generator, 32, 40))) < 1
