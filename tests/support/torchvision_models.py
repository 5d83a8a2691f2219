"""Imports torchvision's models even beside a torch that its compiled operators were not built for."""

import sys
from types import ModuleType


def torchvision_models() -> ModuleType:
    """The module torchvision.models.

    A CPU build of torch cannot load torchvision's operators (built for another torch), and the import then
    fails on registering their shadows. Style transfer calls none of them, so their schemas are declared here,
    once, and only where the import proved to need it.
    """
    try:
        from torchvision import models
    except RuntimeError as error:
        if "torchvision::" not in str(error):
            raise
        for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
            del sys.modules[name]
        _declare_operators()
        from torchvision import models
    assert isinstance(models, ModuleType)
    return models


_libraries: list[object] = []  # a torch library is undone when it is garbage-collected


def _declare_operators() -> None:
    import torch

    library = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]  # untyped in torch
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
    library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
    _libraries.append(library)
