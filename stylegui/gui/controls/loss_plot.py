"""The curves of the objective and its terms, for a person who wants to know whether it still gets better."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from stylegui.gui.controls.loss_history import LossHistory, log_ticks

if TYPE_CHECKING:
    import pyqtgraph

# Told apart in either theme and by colour-blind eyes (after Okabe and Ito): on light, on dark.
COLOURS = {
    "style": ("#0067a5", "#63b8ee"),
    "content": ("#c85200", "#f0a03c"),
    "smoothness": ("#00805c", "#35c89c"),
    "range": ("#a03c82", "#e090c2"),
}


class LossPlot(QWidget):
    """A logarithmic plot of each term's weighted share of the objective, with a legend above it.

    pyqtgraph takes a third of a second to import, so the plot itself is made when the first losses come.
    Whoever starts the application should have imported it in a thread by then.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = LossHistory()
        self._marks: list[tuple[int, str]] = []
        self._graph: pyqtgraph.PlotWidget | None = None
        self._curves: dict[str, Any] = {}
        self._is_stale = False
        self._names = {
            "total": self.tr("Total"),
            "style": self.tr("Style"),
            "content": self.tr("Photo"),
            "smoothness": self.tr("Smoothness"),
            "range": self.tr("Range"),
        }
        self._invitation = self.tr("Curves appear here while a picture is painted")
        self._legend = QLabel(self._invitation)
        self._legend.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._legend.setWordWrap(True)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setFont(self._small_font())
        self._legend.setContentsMargins(4, 2, 4, 0)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._layout.addWidget(self._legend)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(200, 140)
        self.setAccessibleName(self.tr("Loss curves"))
        self.setToolTip(self.tr("How far the result is from what you asked for. Lower is nearer."))

    @Slot(int, object)
    def add(self, evaluations: int, losses: Mapping[str, float]) -> None:
        """Add one point to every curve; values that a logarithm cannot show are left out."""
        self._history.add(evaluations, losses)
        self._refresh()

    @Slot(int, str)
    def mark_scale(self, evaluations: int, label: str) -> None:
        """Mark where another size began, with its name, say "256 px"."""
        self._marks.append((evaluations, label))
        if self._graph is not None:
            self._draw_mark(self._graph, evaluations, label)

    @Slot()
    def reset(self) -> None:
        """Forget everything, before another run."""
        self._history = LossHistory()
        self._marks = []
        self._curves = {}
        if self._graph is not None:
            self._graph.clear()
        self._refresh()

    # --- drawing

    def _refresh(self) -> None:
        """Draw now if somebody sees it, otherwise when it is shown."""
        self._is_stale = True
        if not self.isVisible():
            return
        bounds = self._history.range()
        if bounds is None and self._graph is None:
            return
        self._is_stale = False
        if self._graph is None:
            self._graph = self._make_graph()
            self._restyle()
        self._graph.setVisible(bounds is not None)
        if bounds is None:
            self._legend.setText(self._invitation)
            return
        for term in self._names:
            evaluations, values = self._history.series(term)
            if values and term not in self._curves:
                self._curves[term] = self._graph.plot(antialias=True, pen=self._pen(term))
                self._write_legend()
            if term in self._curves:
                self._curves[term].setData(evaluations, values)
        self._set_ranges(self._graph, *bounds)

    def _make_graph(self) -> "pyqtgraph.PlotWidget":
        import pyqtgraph  # late: see the class

        graph = pyqtgraph.PlotWidget(self, background=None, enableMenu=False)
        # For looking at only: no zoom, no menu, and the wheel and what is dropped go to the panel around it.
        graph.setMouseEnabled(False, False)
        graph.hideButtons()
        graph.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        graph.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        graph.setAcceptDrops(False)
        graph.setFrameShape(graph.Shape.NoFrame)
        graph.getViewBox().setDefaultPadding(0)
        for side in ("left", "bottom"):
            axis = graph.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickFont=self._small_font(), tickLength=-4, tickTextOffset=4)
        self._layout.addWidget(graph)
        for mark in self._marks:
            self._draw_mark(graph, *mark)
        return graph

    def _draw_mark(self, graph: "pyqtgraph.PlotWidget", evaluations: int, label: str) -> None:
        import pyqtgraph

        options = {"position": 0.02, "rotateAxis": (1, 0), "anchors": [(0, 0), (0, 0)]}
        line = pyqtgraph.InfiniteLine(evaluations, angle=90, label=label, labelOpts=options)
        line.label.textItem.setFont(self._small_font())
        line.setZValue(-1)
        self._style_mark(line)
        graph.addItem(line)

    def _set_ranges(self, graph: "pyqtgraph.PlotWidget", low: float, high: float) -> None:
        points = self._history.points
        first, last = points[0][0], max(points[-1][0], points[0][0] + 1)
        # Half a decade at least, so that there is always a round number to write beside the curves.
        room = max((high - low) * 0.06, (0.5 - (high - low)) / 2)
        graph.setRange(xRange=(first, last), yRange=(low - room, high + room), padding=0)
        graph.getAxis("left").setTicks([log_ticks(low - room, high + room), []])

    # --- colours

    def _is_dark(self) -> bool:
        return self.palette().color(QPalette.ColorRole.Window).lightness() < 128

    def _colour(self, term: str) -> QColor:
        if term == "total":
            return self.palette().color(QPalette.ColorRole.WindowText)
        return QColor(COLOURS[term][self._is_dark()])

    def _pen(self, term: str) -> Any:
        import pyqtgraph

        return pyqtgraph.mkPen(self._colour(term), width=2 if term == "total" else 1.5)

    def _faint(self, alpha: int) -> QColor:
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        colour.setAlpha(alpha)
        return colour

    def _style_mark(self, line: Any) -> None:
        line.setPen(self._faint(70))
        line.label.setColor(self._faint(170))

    def _write_legend(self) -> None:
        entries = [
            f'<span style="color:{self._colour(term).name()}">━</span>&nbsp;{name.replace(" ", "&nbsp;")}'
            for term, name in self._names.items()
            if term in self._curves
        ]
        self._legend.setText("&nbsp; ".join(entries))

    def _restyle(self) -> None:
        """Take the colours of the present palette."""
        if self._graph is None:
            return
        text = self.palette().color(QPalette.ColorRole.WindowText)
        for side in ("left", "bottom"):
            axis = self._graph.getAxis(side)
            axis.setPen(self._faint(90))
            axis.setTextPen(text)
        style = {"color": text.name(), "font-size": f"{self._small_font().pointSizeF()}pt"}
        self._graph.setLabel("bottom", self.tr("Evaluations"), **style)
        # pyqtgraph leaves a line's worth of air between the numbers and the label.
        self._graph.getAxis("bottom").setHeight(2 * QFontMetrics(self._small_font()).height() + 4)
        for term, curve in self._curves.items():
            curve.setPen(self._pen(term))
        for item in self._graph.items():
            if hasattr(item, "setAngle") and hasattr(item, "label"):
                self._style_mark(item)
        self._write_legend()

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        if font.pointSizeF() > 0:
            font.setPointSizeF(max(font.pointSizeF() - 1.5, 6.5))
        return font

    # --- Qt's own

    def sizeHint(self) -> QSize:
        return QSize(260, 170)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._restyle()
        super().changeEvent(event)
