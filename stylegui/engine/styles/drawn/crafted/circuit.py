"""Line work like a circuit board's: traces that run in eight directions and never cross, with pads at their ends."""

from collections.abc import Iterator

import numpy as np

from stylegui.engine.styles.drawn.tools.drawing import Drawing
from stylegui.engine.styles.drawn.tools.fields import Field

CELL = 0.019  # from trace to trace
LONGEST = 22  # cells that a trace runs through
STEPS = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
FOLLOWS, STRAYS = 0.35, 0.07  # chances that a trace turns towards the flow, or anywhere


def circuit(drawing: Drawing) -> Field:
    """(H, W, 3)."""
    cell = CELL * drawing.mark_size / drawing.density**0.35
    board = drawing.ink * 0.9
    sheet = drawing.sheet(board)
    for trace in _traces(drawing, cell):
        middle = trace[len(trace) // 2 :][:1]
        tone = 0.25 + 0.72 * drawing.at(drawing.tone, middle)
        colour = drawing.shade(drawing.at(drawing.motif.place, middle), tone)[0]
        ends = trace[[0, -1]] if len(trace) > 2 else trace[:1]
        if len(trace) > 2:
            sheet.line(trace, 0.35 * colour, 0.66 * cell)
            sheet.line(trace, colour, 0.42 * cell)
            sheet.line(trace - 0.07 * cell, 1.35 * colour + 0.08, 0.08 * cell)
        for end in ends:
            for tint, width in ((0.4 * colour, 0.86), (1.15 * colour, 0.68), (0.5 * board, 0.28)):
                sheet.dot(end, tint, width * cell)
    return drawing.on_paper(sheet.pixels(), drawing.tooth(0.002))


def _traces(drawing: Drawing, cell: float) -> Iterator[Field]:
    """Points (N, 2) of each, laid one after the other on the cells that are left."""
    across, down = int(drawing.motif.wide / cell) + 1, int(drawing.motif.tall / cell) + 1
    y, x = np.mgrid[0:down, 0:across].reshape(2, -1)
    angle = drawing.angle(np.stack([x, y], 1) * cell)
    wanted = (np.round(angle / (np.pi / 4)).astype(int) % 8).tolist()
    luck = drawing.rng.random((across * down, LONGEST + 1)).tolist()
    taken = [[False] * across for _ in range(down)]
    for first in drawing.rng.permutation(across * down).tolist():
        row, column = divmod(first, across)
        if taken[row][column]:
            continue
        turn = (wanted[first] + (4 if luck[first][0] < 0.5 else 0)) % 8
        path, taken[row][column] = [(column, row)], True
        for chance in luck[first][1:]:
            turn = _turned(turn, wanted[row * across + column], chance)
            right, lower = column + STEPS[turn][0], row + STEPS[turn][1]
            if not (0 <= right < across and 0 <= lower < down) or taken[lower][right]:
                break
            if taken[row][right] and taken[lower][column]:  # it would cross another
                break
            column, row = right, lower
            path.append((column, row))
            taken[row][column] = True
        yield np.array(path) * cell


def _turned(turn: int, wanted: int, chance: float) -> int:
    """The next direction: now and then one eighth towards the flow, either way along it, or anywhere."""
    if (wanted - turn) % 8 in (3, 4, 5):
        wanted = (wanted + 4) % 8
    if chance < FOLLOWS and wanted != turn:
        return (turn + (1 if (wanted - turn) % 8 < 4 else -1)) % 8
    return (turn + 1) % 8 if chance > 1 - STRAYS else turn
