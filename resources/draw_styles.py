"""Draw the sample styles into resources/samples/; run as `python resources/draw_styles.py` from the root."""

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that a checkout that is not installed can draw them too

from stylegui.engine.styles.drawn import brush_strokes, stained_glass, woodcut  # noqa: E402 - needs the line above

HEIGHT, WIDTH = 512, 640
SAMPLES = (
    ("brush-strokes", brush_strokes, 3),
    ("stained-glass", stained_glass, 2),
    ("woodcut", woodcut, 5),
)


def main() -> None:
    """Draw each style with its fixed seed; a file that is there is replaced."""
    folder = ROOT / "resources" / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw, seed in SAMPLES:
        path = folder / f"{name}.png"
        Image.fromarray(draw(HEIGHT, WIDTH, seed)).save(path, optimize=True)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
