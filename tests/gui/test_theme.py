"""Text can be read in light and dark, and icons are sharp on every screen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QToolTip, QVBoxLayout
from pytestqt.qtbot import QtBot

from stylegui.gui.basics.icon_button import IconButton
from stylegui.gui.basics.theme import ACCENT, DARK, LIGHT, icon, palette_of
from stylegui.paths import resources

Role = QPalette.ColorRole
READABLE = 4.5  # WCAG 2.2, 1.4.3, level AA
ICONS = sorted(path.stem for path in (resources() / "icons").glob("*.svg") if path.stem != "stylegui")


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (channel / 255 for channel in (colour.red(), colour.green(), colour.blue()))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2: 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=["light", "dark"])
def palette(request: pytest.FixtureRequest, qapp: QApplication) -> QPalette:
    palette = palette_of(LIGHT if request.param == "light" else DARK)
    qapp.setPalette(palette)
    return palette


def test_contrast_is_computed_as_defined() -> None:
    assert contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    "text",
    [
        Role.WindowText, Role.Text, Role.ButtonText, Role.ToolTipText, Role.PlaceholderText, Role.Link,
        Role.LinkVisited, Role.BrightText,
    ],
)  # fmt: skip
def test_all_text_can_be_read_on_all_it_may_stand_on(palette: QPalette, text: Role) -> None:
    for ground in (Role.Window, Role.Base, Role.AlternateBase, Role.Button, Role.ToolTipBase):
        assert contrast(palette.color(text), palette.color(ground)) >= READABLE, ground


@pytest.mark.parametrize("fill", [Role.Highlight, Role.Accent])
def test_white_text_can_be_read_on_the_accent(palette: QPalette, fill: Role) -> None:
    assert palette.color(fill) == QColor(ACCENT)
    assert contrast(palette.color(Role.HighlightedText), palette.color(fill)) >= READABLE


def test_the_accent_can_be_told_from_what_it_lies_on(palette: QPalette) -> None:
    for ground in (Role.Window, Role.Base):
        assert contrast(palette.color(Role.Accent), palette.color(ground)) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("name", ["faint", "reason", "heading", ""])
def test_labels_can_be_read_as_they_are_drawn(palette: QPalette, name: str, qtbot: QtBot) -> None:
    well, label = QFrame(), QLabel("Words")
    well.setObjectName("well")
    label.setObjectName(name)
    QVBoxLayout(well).addWidget(label)
    qtbot.addWidget(well)
    well.show()
    assert contrast(label.palette().color(label.foregroundRole()), palette.color(Role.Base)) >= READABLE
    assert contrast(label.palette().color(label.foregroundRole()), palette.color(Role.Window)) >= READABLE


def test_tips_can_be_read(palette: QPalette) -> None:
    tip = QToolTip.palette()
    assert contrast(tip.color(Role.ToolTipText), tip.color(Role.ToolTipBase)) >= READABLE


def painted(drawing: QIcon, side: int, ratio: float) -> QPixmap:
    return drawing.pixmap(QSize(side, side), ratio)


@pytest.mark.parametrize("side", [16, 24])
@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_an_icon_is_drawn_for_the_screen_and_not_stretched(side: int, ratio: float) -> None:
    pixels = round(side * ratio)
    got = painted(icon("star"), side, ratio)
    assert (got.width(), got.height()) == (pixels, pixels)
    assert got.devicePixelRatio() == ratio
    wanted = QPixmap(pixels, pixels)
    wanted.fill(Qt.GlobalColor.transparent)
    colour = QApplication.palette().color(Role.WindowText).name()
    file = resources() / "icons" / "star.svg"
    painter = QPainter(wanted)
    QSvgRenderer(file.read_text(encoding="utf-8").replace("currentColor", colour).encode()).render(painter)
    painter.end()
    got.setDevicePixelRatio(1)
    assert got.toImage() == wanted.toImage()


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_something_in_the_text_colour(name: str) -> None:
    image = painted(icon(name), 24, 2.0).toImage()
    inked = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255]
    text = QApplication.palette().color(Role.WindowText)
    assert inked
    assert all(abs(colour.lightness() - text.lightness()) < 8 for colour in inked)


def test_no_icon_is_read_twice(monkeypatch: pytest.MonkeyPatch, palette: QPalette) -> None:
    icon("fit")

    def read(path: Path, *_: object, **__: object) -> str:
        raise AssertionError(f"{path} was read again")

    monkeypatch.setattr(Path, "read_text", read)
    assert icon("fit").cacheKey() == icon("fit").cacheKey()
    painted(icon("fit"), 24, 3.0)
    IconButton("fit", "Fit")


def test_an_icon_that_cannot_be_used_is_paler(palette: QPalette, qtbot: QtBot) -> None:
    usual, disabled = (icon("stop").pixmap(24, 24, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled))
    window = palette.color(Role.Window)
    assert contrast(disabled.pixelColor(12, 12), window) < contrast(usual.pixelColor(12, 12), window)


def test_a_button_draws_its_icon_anew_in_another_scheme(qapp: QApplication, qtbot: QtBot) -> None:
    qapp.setPalette(palette_of(LIGHT))
    button = IconButton("stop", "Stop")
    qtbot.addWidget(button)
    button.show()
    before = button.icon().cacheKey()
    qapp.setPalette(palette_of(DARK))
    QApplication.processEvents()
    assert button.icon().cacheKey() != before
