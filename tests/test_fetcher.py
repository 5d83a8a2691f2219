"""Networks in the window: got, cancelled, imported and removed by a person's clicks."""

from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from made_network import made_network
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from weights_server import Behaviour, address
from window_driver import PATIENCE_MS, in_dialogs, press, running, save_as

from stylegui.application.app import Application
from stylegui.engine.network import networks
from stylegui.engine.network.networks import is_here, network_path
from stylegui.gui.dialogs.preferences import NetworkRow, Preferences


@pytest.fixture
def application(qtbot: QtBot, weights: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    """The application, for which the file of VGG-19 is the made one."""
    monkeypatch.setitem(networks.NETWORKS, "vgg19", made_network(weights))
    with running(qtbot) as application:
        application.window.show()
        yield application


@pytest.fixture
def preferences(application: Application, qtbot: QtBot, server: ThreadingHTTPServer) -> Preferences:
    """The dialog as the keys open it, with the server's address typed in."""
    press(application.window, Qt.Key.Key_Comma)
    dialog = application.window.preferences
    qtbot.waitUntil(dialog.isVisible)
    QTest.keyClicks(dialog.address, address(server))
    return dialog


def _click(row: NetworkRow, button: str) -> None:
    QTest.mouseClick(getattr(row, button), Qt.MouseButton.LeftButton)


def test_return_in_the_address_downloads_nothing(preferences: Preferences, behaviour: Behaviour, qtbot: QtBot) -> None:
    QTest.keyClick(preferences.address, Qt.Key.Key_Return)
    qtbot.wait(200)
    assert preferences.isVisible()
    assert behaviour.asked == []


def test_a_network_is_got_used_and_removed(preferences: Preferences, qtbot: QtBot) -> None:
    row = preferences.rows["vgg19"]
    assert "26 MB on disk" in row.text()
    assert not row.remove.isVisible()
    _click(row, "get")
    assert row.get.text() == "Cancel"
    qtbot.waitUntil(lambda: row.text() == "Installed", timeout=PATIENCE_MS)
    assert is_here(networks.NETWORKS["vgg19"])
    assert not row.get.isVisible()
    _click(row, "remove")
    qtbot.waitUntil(lambda: row.text().startswith("Not installed"), timeout=PATIENCE_MS)
    assert not is_here(networks.NETWORKS["vgg19"])


def test_a_download_says_how_far_it_is_and_can_be_cancelled_and_gone_on_with(
    preferences: Preferences, qtbot: QtBot, behaviour: Behaviour
) -> None:
    row = preferences.rows["vgg19"]
    behaviour.silent = 2_000_000
    _click(row, "get")
    qtbot.waitUntil(lambda: " of 26 MB" in row.text(), timeout=PATIENCE_MS)
    _click(row, "get")
    qtbot.waitUntil(lambda: row.get.text() == "Download", timeout=PATIENCE_MS)
    behaviour.silent = None
    _click(row, "get")
    qtbot.waitUntil(lambda: row.text() == "Installed", timeout=PATIENCE_MS)
    assert behaviour.asked[1]["Range"].startswith("bytes=")


def test_a_failure_is_told_beside_the_network(preferences: Preferences, qtbot: QtBot, behaviour: Behaviour) -> None:
    row = preferences.rows["vgg19"]
    behaviour.status = 503
    _click(row, "get")
    qtbot.waitUntil(lambda: "answered 503" in row.text(), timeout=PATIENCE_MS)
    assert row.get.text() == "Download"
    behaviour.status = 200
    _click(row, "get")
    qtbot.waitUntil(lambda: row.text() == "Installed", timeout=PATIENCE_MS)


def test_a_file_that_the_user_has_is_imported(
    preferences: Preferences, qtbot: QtBot, weights: bytes, tmp_path: Path
) -> None:
    row = preferences.rows["vgg19"]
    wrong, right = tmp_path / "wrong.pth", tmp_path / "right.pth"
    wrong.write_bytes(b"no weights")
    right.write_bytes(weights)
    in_dialogs((QFileDialog, save_as(wrong)))
    _click(row, "import_")
    qtbot.waitUntil(lambda: "cannot be read as network weights" in row.text(), timeout=PATIENCE_MS)
    assert not is_here(networks.NETWORKS["vgg19"])
    in_dialogs((QFileDialog, save_as(right)))
    _click(row, "import_")
    qtbot.waitUntil(lambda: row.text() == "Installed", timeout=PATIENCE_MS)
    assert network_path("vgg19").is_file()


def test_what_is_built_in_cannot_be_removed(preferences: Preferences) -> None:
    row = preferences.rows["vgg16"]
    assert row.text() == "Built in"
    assert not any(button.isVisible() for button in (row.get, row.import_, row.remove))
