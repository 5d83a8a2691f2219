"""A drawn face, which nobody has rights in."""

import numpy as np
from numpy.typing import NDArray

RADIUS = 0.3  # of the head, as a share of the height


def drawn_face(height: int = 160, width: int = 192, x: float = 0.3, y: float = 0.5) -> NDArray[np.uint8]:
    """(height, width, 3), the middle of the face at the shares x and y of the width and the height."""
    rows, columns = np.indices((height, width))
    across, down = (columns - x * width) / height / RADIUS, (rows / height - y) / RADIUS
    found = np.full((height, width), 0.25)

    def blob(at: tuple[float, float], size: tuple[float, float], bright: float, soft: float = 0.4) -> None:
        away = np.hypot((across - at[0]) / size[0], (down - at[1]) / size[1])
        amount = np.clip((1 - away) / soft + 0.5, 0, 1)
        found[:] = found * (1 - amount) + bright * amount

    blob((0, -0.25), (0.95, 1.05), 0.12, 0.15)  # hair
    blob((0, 0.05), (0.75, 1), 0.75, 0.3)
    for side in (-0.33, 0.33):
        blob((side, -0.28), (0.2, 0.05), 0.3, 0.6)  # brows
        blob((side, -0.1), (0.17, 0.09), 0.9)
        blob((side, -0.1), (0.08, 0.09), 0.1)
    blob((0.05, 0.2), (0.1, 0.2), 0.6, 0.8)  # nose
    blob((0, 0.3), (0.13, 0.05), 0.45, 0.8)
    blob((0, 0.55), (0.32, 0.1), 0.4, 0.5)  # mouth
    blob((0, 0.53), (0.25, 0.02), 0.2, 0.8)
    return np.asarray((255 * found).round().astype(np.uint8)[..., None].repeat(3, 2))
