"""What a test leaves behind is noticed."""

import threading
from pathlib import Path

import pytest
from left_behind import LeftBehind
from PySide6.QtCore import QObject, QThread, QTimer
from pytestqt.qtbot import QtBot


@pytest.fixture
def left(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LeftBehind:
    monkeypatch.setattr("left_behind.GRACE_S", 0.1)
    return LeftBehind(tmp_path)


def test_a_thread_is_noticed_until_it_ends(left: LeftBehind) -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name="reader")
    thread.start()
    assert left.told() == ["a thread, reader"]
    end.set()
    thread.join()
    assert left.told() == []


def test_a_qthread_is_noticed_until_it_ends(left: LeftBehind) -> None:
    thread = QThread()
    thread.start()
    assert len(left.told()) == 1
    assert "a running QThread" in left.told()[0]
    thread.quit()
    thread.wait()
    assert left.told() == []


def test_a_timer_is_noticed_until_it_stops_or_its_owner_goes(left: LeftBehind) -> None:
    owner = QObject()
    owner.setObjectName("owner")
    timer = QTimer(owner, interval=1000)
    timer.start()
    (told,) = left.told()
    assert "an active QTimer" in told
    assert "owner" in told
    owner.deleteLater()
    assert left.told() == []


def test_an_open_file_is_noticed_where_it_counts(left: LeftBehind, tmp_path: Path) -> None:
    with (tmp_path / "kept").open("w"), Path("/dev/null").open("w"):
        assert left.told() == [f"an open file, {tmp_path / 'kept'}"]
    assert left.told() == []


def test_what_was_there_before_counts_not(tmp_path: Path, qtbot: QtBot) -> None:
    timer = QTimer(interval=1000)
    timer.start()
    with (tmp_path / "kept").open("w"):
        assert LeftBehind(tmp_path).told() == []
    timer.stop()
