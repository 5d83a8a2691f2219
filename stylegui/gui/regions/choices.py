"""What regions can be painted with: every style, its parts that were matched, the subject, the photo as it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtGui import QColor

from stylegui.engine.regions.region_editor import is_same_kind
from stylegui.engine.regions.regions import Mask, Region
from stylegui.engine.styles.style import Style

COLOURS = ("#e4572e", "#2e86de", "#f2b705", "#8e44ad", "#16a085", "#d6336c", "#5c940d", "#845ef7")
KEPT_COLOUR = "#f5f5f5"
SUBJECT_COLOUR = "#20c997"
DARKEST, LIGHTEST = 0.28, 0.78  # lightness of a style's parts
EMPTY: Mask = np.zeros((1, 1), np.uint8)


@dataclass(frozen=True)
class Choice:
    """One of them: the kind of region (its mask means nothing), what to call it, and its colour."""

    kind: Region
    name: str
    colour: QColor


def choices(styles: Sequence[Style], regions: Sequence[Region], tr: Callable[[str], str]) -> tuple[Choice, ...]:
    """All that can be painted with; `tr` puts words into the user's language."""
    parts = [region for region in regions if region.part is not None]
    names = [Path(style.picture.name).stem for style in styles]
    found = [Choice(Region(EMPTY, index), name, _of_style(index)) for index, name in enumerate(names)]
    for number, part in enumerate(parts, 1):
        name = tr("%s, part %s") % (tr("The photo") if part.style is None else names[part.style], number)
        found.append(Choice(Region(EMPTY, part.style, part.part), name, _shade(part, parts)))
    found.append(
        Choice(Region(EMPTY, None, is_subject=True), tr("The subject: keep its shapes"), QColor(SUBJECT_COLOUR))
    )
    found.append(Choice(Region(EMPTY, None), tr("Leave the photo as it is"), QColor(KEPT_COLOUR)))
    return tuple(found)


def colour_of(region: Region, offered: Sequence[Choice]) -> tuple[int, int, int]:
    """R, G, B in 0..255 of a region; of a kind that is not offered any more, its style's."""
    alike = (choice.colour for choice in offered if is_same_kind(choice.kind, region))
    colour = next(alike, _of_style(region.style))
    return colour.red(), colour.green(), colour.blue()


def _of_style(index: int | None) -> QColor:
    return QColor(KEPT_COLOUR if index is None else COLOURS[index % len(COLOURS)])


def _shade(part: Region, parts: Sequence[Region]) -> QColor:
    """The style's parts have shades of its colour."""
    of_style = [each for each in parts if each.style == part.style]
    place = of_style.index(part) / max(len(of_style) - 1, 1)
    colour = _of_style(part.style)
    return QColor.fromHslF(colour.hslHueF(), colour.hslSaturationF(), DARKEST + (LIGHTEST - DARKEST) * place)
