"""The fast network: a photo in, the photo painted in the one style that it was taught out.

Of Johnson, Alahi and Fei-Fei 2016, "Perceptual losses for real-time style transfer and super-resolution", with instance
normalisation (Ulyanov et al. 2016), enlarged before it is convolved (Odena et al. 2016, against checkerboards), and at
half their width: two cores are what it has.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

WIDTH = 16  # channels at the picture's own size; twice and four times as many at a half and a quarter of it
RESIDUALS = 5
GRID = 4  # pixels that one position at a quarter of the size stands for
FINE, COARSE = 9, 3  # sizes of the filters, at the picture's own size and below it
REACH = 64  # pixels that the result at a place depends on, on each side: 4 + 1 + 2 + 10 x 4 + 4 + 2 + 4, and some
EPSILON = 1e-5  # of a variance
UNREST = (
    0.05  # standard deviation of the noise that is laid over a photo: in a clear sky there is nothing else to paint
)

Norms = Sequence[tuple[Tensor, Tensor]]  # of each normalised layer, what it multiplies features with and adds: (N, C)


@dataclass(frozen=True)
class Layer:
    """One convolution.

    Attributes:
        size: of the filter. stride: 2 where it halves. is_enlarged: twice the size before it. is_normalised: after it.
        has_relu: at its end.
    """

    name: str
    channels_in: int
    channels: int
    size: int = COARSE
    stride: int = 1
    is_enlarged: bool = False
    is_normalised: bool = True
    has_relu: bool = True


def _residuals() -> Iterator[Layer]:
    for number in range(1, RESIDUALS + 1):
        yield Layer(f"residual{number}_1", 4 * WIDTH, 4 * WIDTH)
        yield Layer(f"residual{number}_2", 4 * WIDTH, 4 * WIDTH, has_relu=False)


Norm = Callable[[Layer, Tensor], tuple[Tensor, Tensor]]  # of a layer, by its features

BEGINNING = (
    Layer("first", 3, WIDTH, FINE),
    Layer("down1", WIDTH, 2 * WIDTH, stride=2),
    Layer("down2", 2 * WIDTH, 4 * WIDTH, stride=2),
)
MIDDLE = tuple(_residuals())
END = (
    Layer("up1", 4 * WIDTH, 2 * WIDTH, is_enlarged=True),
    Layer("up2", 2 * WIDTH, WIDTH, is_enlarged=True),
    Layer("last", WIDTH, 3, FINE, is_normalised=False, has_relu=False),
)
LAYERS = (*BEGINNING, *MIDDLE, *END)


def shapes() -> dict[str, tuple[int, ...]]:
    """Of each array of weights, by name."""
    found: dict[str, tuple[int, ...]] = {}
    for layer in LAYERS:
        found[f"{layer.name} filter"] = (layer.channels, layer.channels_in, layer.size, layer.size)
        found[f"{layer.name} shift"] = (layer.channels,)
        if layer.is_normalised:
            found[f"{layer.name} scale"] = (layer.channels,)
    return found


def untaught(seed: int) -> dict[str, Tensor]:
    """Weights to begin teaching with (He et al. 2015)."""
    generator = torch.Generator().manual_seed(seed)
    weights = {}
    for name, shape in shapes().items():
        if name.endswith("filter"):
            deviation = (2 / (shape[1] * shape[2] * shape[3])) ** 0.5
            weights[name] = torch.randn(shape, generator=generator) * deviation
        else:
            weights[name] = torch.ones(shape) if name.endswith("scale") else torch.zeros(shape)
    return weights


def unsettled(image: Tensor, generator: torch.Generator) -> Tensor:
    """A photo (1, 3, H, W) with the noise that the network is to make marks of where the photo has nothing."""
    return image + UNREST * torch.randn((1, 1, *image.shape[2:]), generator=generator).to(image)


class TransformNetwork:
    """A network with its weights.

    Attributes:
        weights: by name, of `shapes`.
    """

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        self.weights = {
            name: values.contiguous(memory_format=torch.channels_last) if values.ndim == 4 else values
            for name, values in weights.items()
        }

    def __call__(
        self, image: Tensor, norms: Norms | None = None, noted: list[tuple[Tensor, Tensor]] | None = None
    ) -> Tensor:
        """(N, 3, H, W) in 0..1 of `unsettled` photos (N, 3, H, W), both sides divisible by GRID.

        Each normalised by its own statistics, which are `noted` if wanted, or by `norms` that were noted.
        """
        given = None if norms is None else iter(norms)

        def norm(layer: Layer, x: Tensor) -> tuple[Tensor, Tensor]:
            scale, shift = self._norm(layer, x) if given is None else next(given)
            if noted is not None:
                noted.append((scale, shift))
            return scale, shift

        return self._walked(image, norm)

    def suited_to(self, paintings: Tensor) -> "TransformNetwork":
        """One of any style as it is for paintings (N, 3, H, W), both sides divisible by GRID: a photo for each of them.

        Features get the means and deviations that the painting's have, layer by layer (Huang and Belongie 2017,
        "Arbitrary style transfer in real-time with adaptive instance normalization"). Departs from the paper in having
        no other network to tell them: the painting goes through this one, unnormalised, and comes out as it is.
        """
        suited = dict(self.weights)

        def norm(layer: Layer, x: Tensor) -> tuple[Tensor, Tensor]:
            scale, shift = self.weights[f"{layer.name} scale"], self.weights[f"{layer.name} shift"]
            variance, mean = torch.var_mean(x, (2, 3), correction=0)
            suited[f"{layer.name} scale"] = scale * (variance + EPSILON).sqrt()
            suited[f"{layer.name} shift"] = scale * mean + shift
            return scale, shift

        self._walked(paintings, norm)
        return TransformNetwork(suited)

    def _walked(self, image: Tensor, norm: Norm) -> Tensor:
        """Through all layers; `norm` says what normalised ones multiply their features with, and add."""

        def worked(layer: Layer, x: Tensor) -> Tensor:
            x = self._convolved(layer, x)
            if layer.is_normalised:
                scale, shift = norm(layer, x)
                x = x * scale[..., None, None] + shift[..., None, None]
            return x.relu_() if layer.has_relu else x

        x = image.contiguous(memory_format=torch.channels_last)
        for layer in BEGINNING:
            x = worked(layer, x)
        for first, second in zip(MIDDLE[::2], MIDDLE[1::2], strict=True):
            x = x + worked(second, worked(first, x))
        for layer in END:
            x = worked(layer, x)
        return torch.sigmoid(x)

    def _convolved(self, layer: Layer, x: Tensor) -> Tensor:
        if layer.is_enlarged:
            x = F.interpolate(x, scale_factor=2, mode="nearest")
        edge = layer.size // 2
        x = F.pad(x, (edge, edge, edge, edge), mode="reflect")
        shift = None if layer.is_normalised else self.weights[f"{layer.name} shift"]
        return F.conv2d(x, self.weights[f"{layer.name} filter"], shift, layer.stride)

    def _norm(self, layer: Layer, x: Tensor) -> tuple[Tensor, Tensor]:
        variance, mean = torch.var_mean(x, (2, 3), correction=0)
        scale = self.weights[f"{layer.name} scale"] * (variance + EPSILON).rsqrt()
        return scale, self.weights[f"{layer.name} shift"] - mean * scale
