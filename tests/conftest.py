"""What every test has: an application that keeps its settings and its log to itself."""

import logging
import os
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings
from left_behind import LeftBehind
from numpy.typing import NDArray
from PySide6.QtCore import QSettings
from weights_server import Behaviour, serving

import stylegui.engine  # noqa: F401  # before any test imports torch: it sets how torch's threads wait

# Before the first of them is asked for: no window on the developer's screen, no line in their log.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")

if TYPE_CHECKING:
    from stylegui.application.app import Desktop

Run = Callable[..., int]


@pytest.fixture(scope="session")
def qapp_cls() -> "type[Desktop]":
    """The application's own, for pytest-qt to make."""
    from stylegui.application.app import Desktop

    return Desktop


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_STATE_HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home))  # where no network was fetched
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(home))


@pytest.fixture(autouse=True)
def _leaves_nothing_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test that leaves a thread, a timer or an open file of its own behind fails."""
    left = LeftBehind(tmp_path_factory.getbasetemp())
    yield
    told = left.told()
    assert not told, f"left behind: {'; '.join(told)}"


@pytest.fixture
def command() -> Iterator[Run]:
    """The command line in this process: takes arguments, returns the exit status."""
    from stylegui.command_line.cli import run

    yield lambda *arguments: run([str(argument) for argument in arguments])
    logging.captureWarnings(False)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder with the sample pictures."""
    return Path(__file__).parent.parent / "resources" / "samples"


@pytest.fixture
def pixels() -> NDArray[np.uint8]:
    """(40, 60, 3) levels of a picture with smooth colours and one sharp edge."""
    y, x = np.mgrid[0:40, 0:60]
    channels = np.stack([4 * x, 6 * y, 250 - 4 * x + 0 * y], axis=2)
    channels[10:20, 30:] = (20, 200, 90)
    return channels.astype(np.uint8)


@pytest.fixture(scope="session")
def weights() -> bytes:
    """A file of VGG-19's weights to fetch: made, never trained."""
    from made_network import made_weights

    return made_weights()


@pytest.fixture
def behaviour(weights: bytes) -> Behaviour:
    """What a server of that file does: everything right, until a test changes it."""
    return Behaviour(weights)


@pytest.fixture
def server(behaviour: Behaviour) -> Iterator[ThreadingHTTPServer]:
    """A server of that file on this computer."""
    with serving(behaviour) as server:
        yield server
