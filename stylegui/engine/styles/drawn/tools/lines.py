"""Lines that swell where it is dark, as a graver or a knife leaves them."""

import numpy as np
from numpy.typing import ArrayLike

from stylegui.engine.styles.drawn.tools.fields import Field


def inked(phase: Field, share: Field, softness: ArrayLike) -> Field:
    """Ink (H, W), 0 to 1, of lines at whole numbers of `phase`, of which a share is inked; edges are soft."""
    away = 2 * np.abs(phase - np.round(phase))
    ink: Field = ((share - away) / softness + 0.5).clip(0, 1)
    return ink
