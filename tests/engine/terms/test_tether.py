"""What holds a large result, against numpy and finite differences; in blocks it is the same."""

import numpy as np
import pytest
import torch
from single_terms import loss_of

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.objective.evaluation import Plain, at_once, sum_up
from stylegui.engine.terms.block import PIXELS, blocks_of
from stylegui.engine.terms.tether import CELL, Tether, cells


def _image(generator: torch.Generator, height: int, width: int) -> torch.Tensor:
    return torch.rand(1, 3, height, width, generator=generator, dtype=torch.float64)


def test_it_is_the_mean_square_of_what_the_cells_means_differ(generator: torch.Generator) -> None:
    image, before = _image(generator, 26, 35), _image(generator, 26, 35)
    means = [
        picture[0, :, :24, :32].numpy().reshape(3, 24 // CELL, CELL, 32 // CELL, CELL).mean((2, 4))
        for picture in (image, before)
    ]
    found = loss_of(Tether(cells(before)), {PIXELS: image}, 26, 35)
    assert float(found) == pytest.approx(np.mean((means[0] - means[1]) ** 2))
    assert float(loss_of(Tether(cells(before)), {PIXELS: before}, 26, 35)) == 0


def test_its_gradient_equals_finite_differences(generator: torch.Generator) -> None:
    image, term = _image(generator, 18, 17).requires_grad_(), Tether(cells(_image(generator, 18, 17)))
    assert torch.autograd.gradcheck(lambda x: loss_of(term, {PIXELS: x}, 18, 17), (image,))


def test_in_blocks_it_sums_up_to_the_same(encoder: Encoder, generator: torch.Generator) -> None:
    image, term = _image(generator, 90, 75), Tether(cells(_image(generator, 90, 75)))
    (sums,) = at_once(sum_up(encoder, [term], Plain(image), blocks_of(90, 75, 32, 16, 16)))
    assert float(term.settle(sums)[0]) == pytest.approx(float(loss_of(term, {PIXELS: image}, 90, 75)))


def test_what_is_finer_than_a_cell_is_free(generator: torch.Generator) -> None:
    before = _image(generator, 32, 32)
    grain = _image(generator, 32, 32) - 0.5
    grain = grain - torch.nn.functional.interpolate(cells(grain)[None], scale_factor=CELL)
    assert float(loss_of(Tether(cells(before)), {PIXELS: before + grain}, 32, 32)) == pytest.approx(0, abs=1e-12)
