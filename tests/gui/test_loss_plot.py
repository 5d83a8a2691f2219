"""The loss plot: what is remembered, what is drawn, and how it reads."""

import math
import subprocess
import sys
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from stylegui.gui.controls.loss_history import MOST_POINTS, LossHistory, log_ticks
from stylegui.gui.controls.loss_plot import LossPlot


@pytest.fixture
def plot(qtbot: QtBot) -> LossPlot:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(260, 170)
    with qtbot.waitExposed(plot):
        plot.show()
    return plot


def legend(plot: LossPlot) -> str:
    label = plot.findChild(QLabel)
    assert isinstance(label, QLabel)
    return label.text()


def grabbed(plot: LossPlot) -> QImage:
    for _ in range(2):  # the scene lays itself out, then asks to be painted
        QApplication.processEvents()
    return plot.grab().toImage()


def shade(plot: LossPlot, colour: str) -> int:
    """How many pixels are nearly this colour."""
    image, wanted = grabbed(plot), QColor(colour)
    count = 0
    for x in range(image.width()):
        for y in range(30, image.height()):
            seen = image.pixelColor(x, y)
            apart = max(
                abs(seen.red() - wanted.red()),
                abs(seen.green() - wanted.green()),
                abs(seen.blue() - wanted.blue()),
            )
            count += apart < 40
    return count


def fall(plot: LossPlot, count: int = 50) -> None:
    for step in range(1, count + 1):
        style = 1e4 / step
        plot.add(step, {"total": 3 * style + 50, "style": style, "content": 50.0, "range": 0.0})


def test_the_curves_are_drawn_and_named_for_a_person(plot: LossPlot) -> None:
    fall(plot)
    assert shade(plot, "#0067a5") > 20
    assert shade(plot, "#c85200") > 20
    for name in ("Total", "Style", "Photo"):
        assert name in legend(plot)


def test_a_term_that_is_zero_has_no_curve_and_no_name(plot: LossPlot) -> None:
    fall(plot)
    assert "Range" not in legend(plot)
    plot.add(51, {"total": 60.0, "range": 2.0})
    assert "Range" in legend(plot)


def test_values_that_a_logarithm_cannot_show_are_left_out() -> None:
    history = LossHistory()
    for step, value in enumerate((100.0, 0.0, -1.0, math.nan, math.inf, 10.0)):
        history.add(step, {"total": value})
    assert history.series("total") == ([0.0, 5.0], [2.0, 1.0])


def test_only_values_that_cannot_be_drawn_draw_nothing(plot: LossPlot) -> None:
    plot.add(1, {"total": math.nan, "style": 0.0})
    grabbed(plot)
    assert "Total" not in legend(plot)


def test_old_points_are_thinned_evenly_and_the_last_one_is_kept() -> None:
    history = LossHistory()
    for step in range(10 * MOST_POINTS + 3):
        history.add(step, {"total": 1.0 + step})
        assert history.points[-1][0] == step
        assert len(history.points) <= MOST_POINTS + 1
    places, _ = history.series("total")
    apart = {later - sooner for sooner, later in pairwise(places[:-1])}
    assert places[0] == 0
    assert len(apart) == 1
    assert len(places) > MOST_POINTS / 3


def test_a_tiny_term_does_not_flatten_the_others() -> None:
    history = LossHistory()
    history.add(1, {"total": 1e5, "range": 1e-12})
    bounds = history.range()
    assert bounds is not None
    assert bounds[1] == pytest.approx(5)
    assert bounds[0] >= 0 - 1e-9


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.0, 2.0, ["1", "3", "10", "30", "100"]),
        (2.0, 2.8, ["100", "200", "500"]),
        (-2.0, 6.0, ["10⁻²", "10⁰", "10²", "10⁴", "10⁶"]),
        (4.0, 4.8, ["10⁴", "2·10⁴", "5·10⁴"]),
    ],
)
def test_the_axis_has_few_round_numbers(low: float, high: float, texts: list[str]) -> None:
    ticks = log_ticks(low, high)
    assert [text for _, text in ticks] == texts
    assert all(low - 1e-6 <= place <= high + 1e-6 for place, _ in ticks)


@pytest.mark.parametrize("value", [1.0, 123.0, 6.5e7])
def test_even_a_flat_curve_has_a_number_beside_it(value: float) -> None:
    middle = math.log10(value)
    assert log_ticks(middle - 0.25, middle + 0.25)


def test_another_scale_is_marked(plot: LossPlot) -> None:
    fall(plot)
    before = grabbed(plot)
    plot.mark_scale(25, "256 px")
    assert grabbed(plot) != before


def test_a_reset_forgets_everything(plot: LossPlot) -> None:
    plot.mark_scale(1, "128 px")
    fall(plot)
    plot.reset()
    assert shade(plot, "#0067a5") == 0
    assert "Style" not in legend(plot)
    fall(plot)
    assert shade(plot, "#0067a5") > 20


def test_what_came_while_it_was_hidden_is_drawn_when_it_is_shown(plot: LossPlot) -> None:
    plot.hide()
    fall(plot)
    plot.mark_scale(25, "256 px")
    assert legend(plot).startswith("Curves")
    plot.show()
    assert "Style" in legend(plot)


def test_a_dark_theme_gets_lighter_curves(plot: LossPlot) -> None:
    fall(plot)
    plot.mark_scale(25, "256 px")
    plot.setPalette(QPalette(QColor("#2b2b2b")))
    assert "#63b8ee" in legend(plot)
    assert shade(plot, "#63b8ee") > 20


def test_the_wheel_is_left_to_the_panel_around_it(plot: LossPlot) -> None:
    fall(plot)
    at = plot.rect().center()
    for widget in (plot, plot.childAt(at) or plot):
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(plot.mapToGlobal(at)),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        event.ignore()
        QApplication.sendEvent(widget, event)
        assert not event.isAccepted()


def test_the_window_does_not_wait_for_pyqtgraph() -> None:
    code = "import sys, stylegui.gui.controls.loss_plot; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
