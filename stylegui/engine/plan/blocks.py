"""How a picture is taken apart so that an evaluation fits into the memory."""

from collections.abc import Sequence

from stylegui.engine.terms.block import Block, blocks_of, whole

STEP = 16  # pixels of a position of the deepest layer: blocks begin at multiples of them
WHOLE = 600_000  # pixels up to which a picture is one block, if it may be; larger blocks cost more than they save
SIDES = (512, 384, 256)  # of blocks, largest first
REACH = 58  # pixels that a position of VGG-16's deepest style layer sees around itself, on each side
SMALLEST = (SIDES[-1] + 2 * 64) ** 2  # pixels of the smallest block with what is around it


def blocks_within(height: int, width: int, reach: int, most: int) -> Sequence[Block]:
    """Blocks of a picture, as few as have no more than `most` pixels with what is around; the smallest where none has.

    `reach` is how far the network sees around a position, in pixels.
    """
    if height * width <= min(WHOLE, most):
        return (whole(height, width),)
    halo = -(-reach // STEP) * STEP
    for side in SIDES:
        blocks = blocks_of(height, width, side, halo, STEP)
        if max(block.outer.height * block.outer.width for block in blocks) <= most:
            break
    return blocks
