"""The sheet of several small pictures."""

import numpy as np

from stylegui.engine.pictures.sheet import CAPTION, MARGIN, sheet


def test_pictures_lie_row_by_row_each_above_its_label() -> None:
    tiles = [(np.full((20, 30, 3), 20 * number, np.uint8), f"Number {number}") for number in range(5)]
    made = sheet(tiles, "explored.png")
    assert made.name == "explored.png"
    assert made.pixels.shape == (2 * (40 + CAPTION + MARGIN) + MARGIN, 3 * (60 + MARGIN) + MARGIN, 3)
    for number in range(5):
        top, left = MARGIN + number // 3 * (40 + CAPTION + MARGIN), MARGIN + number % 3 * (60 + MARGIN)
        assert (made.pixels[top : top + 40, left : left + 60] == 20 * number).all()
        words = made.pixels[top + 40 : top + 40 + CAPTION, left : left + 60]
        assert words.min() < 120 < words.max()
    assert (made.pixels[-60:, -60:] == 255).all()


def test_pictures_of_other_shapes_are_centred_and_few_need_few_columns() -> None:
    made = sheet([(np.zeros((20, 10, 3), np.uint8), ""), (np.zeros((20, 30, 3), np.uint8), "")], "a")
    assert made.pixels.shape == (40 + CAPTION + 2 * MARGIN, 2 * (60 + MARGIN) + MARGIN, 3)
    row = made.pixels[MARGIN + 20, : MARGIN + 60, 0]
    assert (np.flatnonzero(row == 0)[[0, -1]] == (MARGIN + 20, MARGIN + 39)).all()
