"""The computer is kept awake only as long as that is asked for."""

from contextvars import Context

import pytest
import wakepy

from stylegui.workers.awake import Awake


@pytest.fixture(autouse=True)
def _no_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")  # the system's part alone is left out


def test_it_is_kept_awake_until_it_may_sleep() -> None:
    awake = Awake()
    for on in (True, True):
        Context().run(awake.keep, on)  # as Qt's calls, which have a context each
    assert awake.is_kept
    assert wakepy.modecount() == 1
    Context().run(awake.keep, False)
    Context().run(awake.keep, False)
    assert not awake.is_kept
    assert wakepy.modecount() == 0
