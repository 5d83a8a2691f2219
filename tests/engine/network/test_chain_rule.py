import torch

from stylegui.engine.network.chain_rule import pulled_back


def test_it_is_the_gradient_of_what_was_computed_weighted_by_the_given_one() -> None:
    generator = torch.Generator().manual_seed(0)
    x, y, given = (torch.randn(3, 4, generator=generator, dtype=torch.float64) for _ in range(3))
    leaves = [x.requires_grad_(), y.requires_grad_()]
    by_x, by_y = pulled_back(given, (x**2 * y).sin(), leaves)
    slope = given * (x**2 * y).cos()
    torch.testing.assert_close(by_x, (slope * 2 * x * y).detach())
    torch.testing.assert_close(by_y, (slope * x**2).detach())
