"""Fetching a network from a server: whole, or as it was before."""

import resource
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from made_network import made_network
from weights_server import Behaviour, address

from stylegui.engine.errors import Problem
from stylegui.engine.network import fetch as fetching
from stylegui.engine.network.fetch import Fetch
from stylegui.engine.network.networks import VGG16, VGG19, Fetched, Network, is_here, network_path, remove
from stylegui.engine.network.weights import load_network

OLD = b"what was there before"


@pytest.fixture
def network(weights: bytes) -> Network:
    """The network whose file it is."""
    return made_network(weights)


@pytest.fixture
def old() -> Path:
    """A network that is there already, and stays until it is replaced by a whole one."""
    path = network_path("vgg19")
    path.parent.mkdir(parents=True)
    path.write_bytes(OLD)
    return path


def _fetch(network: Network, where: str, most: int | None = None) -> list[Fetched]:
    """Steps to the end, or `most` of them."""
    fetch = Fetch(network, where)
    states: list[Fetched] = []
    try:
        while not states or (not states[-1].finished and len(states) != most):
            states.append(fetch.step())
    finally:
        fetch.close()
    return states


def _left(path: Path) -> set[str]:
    """What lies beside the network but its lock."""
    return {each.name for each in path.parent.iterdir()} - {path.name, "vgg19.lock"}


def test_a_network_is_fetched_kept_small_and_used(network: Network, server: ThreadingHTTPServer, old: Path) -> None:
    states = _fetch(network, address(server))
    received = [state.received for state in states]
    assert received == sorted(received)
    assert states[-1] == Fetched(network.size, network.size, finished=True)
    assert len(load_network("vgg19")) == 13
    assert abs(old.stat().st_size - VGG19.kept) < 0.01 * VGG19.kept
    assert _left(old) == set()
    remove(VGG19)
    assert not is_here(VGG19)


def test_speed_and_time_left_are_told(
    network: Network, server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a clock that goes a quarter of a second between two pieces."""
    now = iter(range(10_000))
    monkeypatch.setattr(fetching, "monotonic", lambda: next(now) / 4)
    speeds = [state for state in _fetch(network, address(server)) if state.bytes_per_s is not None]
    assert speeds
    for state in speeds:
        assert state.bytes_per_s == pytest.approx(4 * fetching.PIECE, rel=0.1)
        assert state.time_left_s == pytest.approx((state.total - state.received) / (4 * fetching.PIECE), rel=0.1)


def test_what_was_cut_off_is_gone_on_with(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, old: Path
) -> None:
    behaviour.cut = 3_000_000
    with pytest.raises(Problem, match="cut off: what has come is kept"):
        _fetch(network, address(server))
    assert old.read_bytes() == OLD
    have = (old.parent / "vgg19.part").stat().st_size
    assert 0 < have <= 3_000_000
    behaviour.cut = None
    states = _fetch(network, address(server))
    assert behaviour.asked[1]["Range"] == f"bytes={have}-"
    assert behaviour.asked[1]["If-Range"] == behaviour.tag
    assert states[0].received == have
    assert len(load_network("vgg19")) == 13
    assert _left(old) == set()


def test_what_was_cancelled_is_gone_on_with(network: Network, server: ThreadingHTTPServer, old: Path) -> None:
    before = _fetch(network, address(server), most=20)[-1].received
    assert old.read_bytes() == OLD
    assert _fetch(network, address(server))[0].received == before
    assert len(load_network("vgg19")) == 13


def test_only_the_end_may_be_missing(network: Network, server: ThreadingHTTPServer, behaviour: Behaviour) -> None:
    """All bytes had come when the program ended."""
    part = network_path("vgg19").parent / "vgg19.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(behaviour.content)
    part.with_suffix(".tag").write_text(behaviour.tag)
    assert [state.finished for state in _fetch(network, address(server))] == [True]
    assert behaviour.asked == []
    assert is_here(VGG19)


@pytest.mark.parametrize("change", ["another file", "no ranges", "no tag", "weak tag"])
def test_it_begins_anew_where_it_cannot_go_on(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, change: str
) -> None:
    behaviour.tag = {"no tag": "", "weak tag": 'W/"first"'}.get(change, behaviour.tag)
    _fetch(network, address(server), most=20)
    if change == "another file":
        behaviour.tag = '"second"'
    behaviour.ranges = change != "no ranges"
    states = _fetch(network, address(server))
    assert states[0].received == 0
    assert "Range" not in behaviour.asked[1] or change in ("another file", "no ranges")
    assert len(load_network("vgg19")) == 13


def test_another_part_than_the_one_asked_for_is_not_taken(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, old: Path
) -> None:
    _fetch(network, address(server), most=20)
    behaviour.wrong_part = True
    with pytest.raises(Problem, match="another part"):
        _fetch(network, address(server))
    assert old.read_bytes() == OLD


def test_what_is_damaged_is_not_taken(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, old: Path
) -> None:
    behaviour.content = behaviour.content[:-9] + bytes(9)
    with pytest.raises(Problem, match="SHA-256"):
        _fetch(network, address(server))
    assert old.read_bytes() == OLD
    assert _left(old) == set()


@pytest.mark.parametrize("content", [b"<html>Please log in</html>", b"0" * 40_000_000])
def test_another_file_is_refused_before_it_is_read(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, old: Path, content: bytes
) -> None:
    behaviour.content = content
    with pytest.raises(Problem, match="is another file than VGG-19's"):
        _fetch(network, address(server))
    assert old.read_bytes() == OLD


@pytest.mark.parametrize("status", [403, 404, 503])
def test_a_refusal_is_told(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, old: Path, status: int
) -> None:
    behaviour.status = status
    with pytest.raises(Problem, match=f"answered {status}"):
        _fetch(network, address(server))
    assert old.read_bytes() == OLD


@pytest.mark.parametrize("where", ["http://127.0.0.1:9/vgg19.pth", "http://nowhere.invalid/vgg19.pth"])
def test_without_a_connection_it_says_so(network: Network, old: Path, where: str) -> None:
    with pytest.raises(Problem, match="cannot be reached: please check the connection"):
        _fetch(network, where)
    assert old.read_bytes() == OLD


@pytest.mark.parametrize("where", ["vgg19.pth", "http://"])
def test_what_is_no_address_is_told(network: Network, where: str) -> None:
    with pytest.raises(Problem, match="is no address"):
        _fetch(network, where)


def test_a_server_that_falls_silent_is_not_waited_for(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SILENCE_S", 0.3)
    behaviour.silent = 1_000_000
    with pytest.raises(Problem, match=r"cut off|cannot be reached"):
        _fetch(network, address(server))
    assert old.read_bytes() == OLD
    behaviour.silent = None
    assert _fetch(network, address(server))[0].received > 0


@contextmanager
def _no_file_above(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of a process, as Linux has them")
def test_a_disk_that_fills_up_is_left_as_it_was(network: Network, server: ThreadingHTTPServer, old: Path) -> None:
    with _no_file_above(5_000_000), pytest.raises(Problem, match=r"vgg19\.part cannot be written"):
        _fetch(network, address(server))
    assert old.read_bytes() == OLD
    assert _left(old) == set()


def test_a_disk_without_room_is_told_before(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(old.parent)._replace(free=network.size)  # not enough for what is kept of it as well
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(Problem, match=r"no space left in .*: \d+ MB are needed"):
        _fetch(network, address(server))
    assert behaviour.asked == []


def test_a_folder_that_cannot_be_made_is_told(network: Network, server: ThreadingHTTPServer) -> None:
    folder = network_path("vgg19").parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file is in its place")
    with pytest.raises(Problem, match=r"networks cannot be made"):
        _fetch(network, address(server))


def test_two_programs_do_not_fetch_the_same(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, old: Path
) -> None:
    """The other one is the real command, held up by a server that has fallen silent, then killed."""
    behaviour.silent, behaviour.length = 1_000_000, VGG19.size
    command = [sys.executable, "-m", "stylegui", "networks", "get", "vgg19", "--from", address(server)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as other:
        until = time.monotonic() + 60
        while not (old.parent / "vgg19.part").exists() and time.monotonic() < until and other.poll() is None:
            time.sleep(0.05)
        with pytest.raises(Problem, match="another StyleGUI is getting VGG-19"):
            _fetch(network, address(server))
        other.kill()
    behaviour.silent = behaviour.length = None
    assert _fetch(network, address(server))[-1].finished
    assert len(load_network("vgg19")) == 13


def test_the_systems_proxy_is_followed(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    _fetch(network, "http://weights.invalid/vgg19.pth")
    assert behaviour.asked[0]["path"] == "http://weights.invalid/vgg19.pth"
    assert is_here(VGG19)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    network: Network, server: ThreadingHTTPServer, behaviour: Behaviour, old: Path, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    secure = address(server).replace("http:", "https:")
    with pytest.raises(Problem, match=r"certificate of .* is not right"):
        _fetch(network, secure)
    assert behaviour.asked == []
    assert old.read_bytes() == OLD
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "authority.pem"))  # now somebody does
    assert _fetch(network, secure)[-1].finished


def test_what_is_built_in_is_not_fetched() -> None:
    with pytest.raises(Problem, match="VGG-16 is built in"):
        _fetch(VGG16, "http://127.0.0.1:9")


def test_another_networks_weights_are_refused_by_name(server: ThreadingHTTPServer, behaviour: Behaviour) -> None:
    """Even with the digest that was expected."""
    behaviour.content = network_path("vgg16").read_bytes()
    network = made_network(behaviour.content)
    with pytest.raises(Problem, match="cannot be read as network weights"):
        _fetch(replace(network, kept=0), address(server))
    assert not is_here(VGG19)
