"""Small pictures with what they are called, together on one sheet."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from stylegui.engine.pictures.images import Picture

COLUMNS, MARGIN, CAPTION, TEXT = 3, 16, 26, 15  # pixels, but for the first
PAPER, INK = "#ffffff", "#262626"


def sheet(tiles: Sequence[tuple[NDArray[np.uint8], str]], name: str) -> Picture:
    """Of pictures (h, w, 3), each with its label below it, row by row; at least one. At twice their size."""
    pictures = [Image.fromarray(pixels) for pixels, _ in tiles]
    pictures = [each.resize((2 * each.width, 2 * each.height), Image.Resampling.LANCZOS) for each in pictures]
    wide, high = max(each.width for each in pictures), max(each.height for each in pictures)
    rows = -(-len(pictures) // COLUMNS)
    columns = min(COLUMNS, len(pictures))
    across, down = wide + MARGIN, high + CAPTION + MARGIN
    whole = Image.new("RGB", (columns * across + MARGIN, rows * down + MARGIN), PAPER)
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(TEXT)
    for number, (picture, (_, label)) in enumerate(zip(pictures, tiles, strict=True)):
        left, top = MARGIN + number % COLUMNS * across, MARGIN + number // COLUMNS * down
        whole.paste(picture, (left + (wide - picture.width) // 2, top))
        draw.text((left + wide / 2, top + high + CAPTION / 2), label, fill=INK, font=font, anchor="mm")
    return Picture(np.asarray(whole), None, name)
