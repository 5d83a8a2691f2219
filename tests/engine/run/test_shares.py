"""Shares: from one style to another."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from stylegui.engine.network.encoder import Encoder
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.images import resize
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.session import Session
from stylegui.engine.settings import make_settings
from stylegui.engine.styles.style import Style

SHARES = (0, 25, 50, 75, 100)


def _means(encoder: Encoder, pixels: Tensor) -> Tensor:
    """What a picture is like: the mean of each feature, each layer of length 1."""
    with torch.no_grad():
        found = encoder(pixels, ["relu1_1", "relu2_1", "relu3_1"])
    return torch.cat([torch.nn.functional.normalize(each.mean((2, 3))[0], dim=0) for each in found.values()])


@pytest.mark.parametrize("while_running", [False, True])
def test_styles_go_over_into_each_other(encoder: Encoder, samples: Path, while_running: bool) -> None:
    """Of what differs between the two ends, the result has about the share that it was given."""
    photo = load(samples / "cat.jpg")
    styles = (Style(load(samples / "stained-glass.png")), Style(load(samples / "woodcut.png")))
    found = []
    for share in SHARES:
        settings = make_settings({"size": 128, "quality": "normal", "shares": (100 - share, share)})
        begun = settings.model_copy(update={"shares": (100, 0)}) if while_running else settings
        session = Session(Recipe(photo, styles, begun), encoder)
        for _ in range(8):
            session.step(begun)
        while not session.finished:
            session.step(settings)
        pixels = session.snapshot().pixels
        picture = torch.from_numpy(resize(pixels, pixels.shape[1], pixels.shape[0])).permute(2, 0, 1)[None]
        found.append(_means(encoder, picture))
    way = found[-1] - found[0]
    along = [float((each - found[0]) @ way / way.square().sum()) for each in found]
    assert along == sorted(along)
    assert along == pytest.approx([share / 100 for share in SHARES], abs=0.2)
