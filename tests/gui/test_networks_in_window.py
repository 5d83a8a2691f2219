"""Fast networks in the window: found in the gallery, seen on the photo, and painted with."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from made_fast_network import made_fast_network
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from window_driver import PATIENCE_MS, click, in_dialogs, press

from stylegui.application.app import Application
from stylegui.engine.fast.network_file import save_network
from stylegui.engine.fast.painting import paint
from stylegui.engine.fast.transform_network import TransformNetwork
from stylegui.engine.objective.evaluation import at_once
from stylegui.gui.dialogs.export_dialog import ExportDialog
from stylegui.gui.gallery.gallery import Gallery
from stylegui.gui.gallery.gallery_model import ENTRY


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "networks" / "waves.stylegui-network"
    path.parent.mkdir()
    save_network(made_fast_network(), path)
    return path


@pytest.fixture
def gallery(application: Application, qtbot: QtBot, network: Path) -> Gallery:
    """Open, with a folder that has a network."""
    gallery = application.window.gallery
    press(application.window, Qt.Key.Key_G)
    qtbot.waitUntil(gallery.isVisible, timeout=PATIENCE_MS)
    gallery.add_folder(str(network.parent))
    qtbot.waitUntil(lambda: any(name == str(network) for name, _ in gallery.shown()), timeout=PATIENCE_MS)
    return gallery


def index_of(gallery: Gallery, network: Path) -> QModelIndex:
    model = gallery.list.model()
    rows = range(model.rowCount())
    return next(model.index(row, 0) for row in rows if model.index(row, 0).data(ENTRY).name == str(network))


def saved_as(path: Path) -> tuple[type[QWidget], Callable[[QWidget], None]]:
    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, ExportDialog)
        dialog.name.setText(str(path))
        click("Add")(dialog)

    return ExportDialog, act


def painted_by(network: Path, application: Application, longer: int) -> NDArray[np.integer]:
    photo = application.desk.document.photo
    assert photo is not None
    return at_once(paint(TransformNetwork(made_fast_network().weights), photo, longer))


def test_one_is_in_the_gallery_and_seen_on_the_photo(
    application: Application, qtbot: QtBot, gallery: Gallery, network: Path
) -> None:
    entry = index_of(gallery, network).data(ENTRY)
    assert entry.title == "waves"
    assert "paints at once" in entry.maker
    application.window.gallery.looked_at.emit(str(network))
    qtbot.waitUntil(lambda: str(network) in gallery._previews, timeout=PATIENCE_MS)
    shown = gallery._previews[str(network)].astype(int)
    assert np.abs(shown - painted_by(network, application, 160)).mean() < 2  # of the photo, reduced beforehand
    application.window.looks.open_explore()
    assert str(network) not in [name for name, _ in application.window.looks.explore._styles]


def test_a_double_click_paints_the_photo(
    application: Application, qtbot: QtBot, gallery: Gallery, network: Path, tmp_path: Path
) -> None:
    index = index_of(gallery, network)
    gallery.list.scrollTo(index)
    done, target = in_dialogs(saved_as(tmp_path / "painted.png")), tmp_path / "painted.png"
    place, view = gallery.list.visualRect(index).center(), gallery.list.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert done()
    qtbot.waitUntil(target.exists, timeout=PATIENCE_MS)
    size = application.desk.document.settings.size
    qtbot.waitUntil(lambda: application.window.queue.dialog.says.text() == "1 of 1 painted", timeout=PATIENCE_MS)
    seen = np.asarray(Image.open(target)).astype(int)
    assert np.abs(seen - painted_by(network, application, size)).max() <= 1
    assert [style.picture.name for style in application.desk.document.styles] == ["woodcut.png"]  # as before


def test_one_that_is_dropped_on_the_window_paints_too(
    application: Application, qtbot: QtBot, network: Path, tmp_path: Path
) -> None:
    target = tmp_path / "painted.png"
    done = in_dialogs(saved_as(target))
    application.open([str(network)])
    qtbot.waitUntil(done, timeout=PATIENCE_MS)
    qtbot.waitUntil(target.exists, timeout=PATIENCE_MS)
    assert application.window.queue.dialog.way.currentText() == "waves"
