"""The fast network itself, and what it paints of a photo, in one piece or in blocks."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import conv2d, pad

from stylegui.engine.errors import Cancelled
from stylegui.engine.fast import painting
from stylegui.engine.fast.painting import paint
from stylegui.engine.fast.transform_network import LAYERS, REACH, TransformNetwork, untaught
from stylegui.engine.objective.evaluation import at_once
from stylegui.engine.pictures.images import Picture, working_size


@pytest.fixture(scope="module")
def network() -> TransformNetwork:
    """One that knows nothing: its marks are as good as any for seeing where they come from."""
    return TransformNetwork(untaught(3))


@pytest.fixture
def photo() -> Picture:
    """A photo with an edge and smooth colours."""
    y, x = np.mgrid[0:90, 0:141]
    levels = np.stack([x, 2 * y, 255 - x], axis=2)
    levels[30:50, 60:] = (20, 200, 90)
    return Picture(levels.astype(np.uint8))


def _plainly(weights: dict[str, Tensor], image: Tensor, is_normalised: bool = True) -> Tensor:
    """The same network in float64, layer by layer from its description."""
    values = {name: each.double() for name, each in weights.items()}

    def layer(name: str, x: Tensor) -> Tensor:
        each = next(each for each in LAYERS if each.name == name)
        if each.is_enlarged:
            x = x.repeat_interleave(2, 2).repeat_interleave(2, 3)
        x = conv2d(pad(x, [each.size // 2] * 4, mode="reflect"), values[f"{name} filter"], stride=each.stride)
        if each.is_normalised and is_normalised:
            mean, deviation = x.mean((2, 3), keepdim=True), x.var((2, 3), unbiased=False, keepdim=True)
            x = (x - mean) / (deviation + 1e-5).sqrt()
        if each.is_normalised:
            x = x * values[f"{name} scale"][:, None, None]
        x = x + values[f"{name} shift"][:, None, None]
        return x.clamp(min=0) if each.has_relu else x

    x = layer("down2", layer("down1", layer("first", image.double())))
    for number in range(1, 6):
        x = x + layer(f"residual{number}_2", layer(f"residual{number}_1", x))
    return torch.sigmoid(layer("last", layer("up2", layer("up1", x))))


def test_it_computes_what_its_description_says() -> None:
    weights = untaught(5)
    for name, values in weights.items():
        if values.ndim == 1:  # else scales of 1 and shifts of 0 would hide each other
            weights[name] = values + 0.3 * torch.randn(values.shape, generator=torch.Generator().manual_seed(1))
    image = torch.rand((1, 3, 24, 32), generator=torch.Generator().manual_seed(2))
    assert (TransformNetwork(weights)(image).double() - _plainly(weights, image)).abs().max() < 1e-4


def test_each_picture_is_painted_by_itself() -> None:
    network = TransformNetwork(untaught(5))
    images = torch.rand((2, 3, 24, 32), generator=torch.Generator().manual_seed(2))
    together, apart = network(images), torch.cat([network(images[:1]), network(images[1:])])
    assert torch.allclose(together, apart, atol=1e-5)


def test_suited_to_paintings_it_gives_features_their_means_and_deviations() -> None:
    weights = untaught(5)
    paintings = torch.rand((2, 3, 16, 24), generator=torch.Generator().manual_seed(3)) ** 2
    suited = TransformNetwork(weights).suited_to(paintings)
    features = conv2d(pad(paintings, [4] * 4, mode="reflect"), weights["first filter"])
    assert torch.allclose(suited.weights["first shift"], features.mean((2, 3)), atol=1e-5)
    deviations = features.var((2, 3), unbiased=False).sqrt()
    assert torch.allclose(suited.weights["first scale"], deviations, atol=1e-3)
    # so that a painting in its own style comes out as if nothing were normalised
    expected = _plainly(weights, paintings, is_normalised=False)
    assert (suited(paintings).double() - expected).abs().max() < 1e-3


def test_a_place_depends_on_no_more_than_its_reach(network: TransformNetwork) -> None:
    image = torch.rand((1, 3, 16, 4 * REACH), generator=torch.Generator().manual_seed(0))
    noted: list[tuple[Tensor, Tensor]] = []
    whole = network(image, noted=noted)
    image[..., 2 * REACH :] = 0
    other = network(image, noted)
    assert torch.equal(whole[..., :REACH], other[..., :REACH])
    assert not torch.allclose(whole[..., : 2 * REACH], other[..., : 2 * REACH])


def test_blocks_leave_no_seams(network: TransformNetwork, photo: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "WHOLE", 96)
    whole = at_once(paint(network, photo, 300))
    monkeypatch.setattr(painting, "BLOCK", 64)
    in_blocks = at_once(paint(network, photo, 300))
    assert whole.shape == (191, 300, 3)
    assert np.abs(whole.astype(int) - in_blocks.astype(int)).max() <= 1


@pytest.mark.parametrize("longer", [140, 141, 142, 143])
def test_sides_need_not_suit_the_grid(network: TransformNetwork, photo: Picture, longer: int) -> None:
    assert at_once(paint(network, photo, longer)).shape == (working_size(141, 90, longer)[1], longer, 3)


def test_sixteen_bits_are_of_its_own_numbers(network: TransformNetwork, photo: Picture) -> None:
    deep: NDArray[np.uint16] = at_once(paint(network, photo, 120, is_deep=True)).astype(np.uint16)
    assert len(np.unique(deep)) > 1000
    assert np.abs(deep / 257 - at_once(paint(network, photo, 120))).max() <= 0.51


def test_the_photos_colours_can_be_kept(network: TransformNetwork, photo: Picture) -> None:
    def chroma(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
        values = pixels.astype(np.float64)
        return values - (values @ [0.299, 0.587, 0.114])[..., None]

    of_photo = chroma(np.asarray(photo.pixels))
    painted, kept = (at_once(paint(network, photo, 141, colours)).astype(np.uint8) for colours in (0.0, 1.0))
    assert np.abs(chroma(kept) - of_photo).mean() < 0.5 * np.abs(chroma(painted) - of_photo).mean()


def test_it_gives_way_to_a_cancel(network: TransformNetwork, photo: Picture) -> None:
    with pytest.raises(Cancelled):
        at_once(paint(network, photo, 120, cancelled=lambda: True))
