"""Fetches a network's weights, a piece at a time, and goes on where an earlier try was cut off."""

import hashlib
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import IO

import requests
from filelock import FileLock, Timeout

from stylegui.engine.errors import Problem
from stylegui.engine.network.networks import Fetched, Network, check_fetched, make_folder, network_path
from stylegui.engine.network.weights import keep

PIECE = 1 << 16  # bytes that are read at once: a slow line has them in a second or two
CONNECT_S, SILENCE_S = 6.0, 6.0  # how long a server may take to answer, and to send the next bytes
WINDOW_S = 5.0  # the speed is that of the last seconds
SPARE = 64 << 20  # bytes of the disk that are left free


class Fetch:
    """One download: `step` until it is finished, and `close` in any case.

    Made for one network at an address (its own, or a mirror's: what comes must have the known digest all the same).
    What has come lies beside the network's place and is gone on with in the next try, if the server still has the
    same file; what is used already is replaced only at the end, by what is whole.
    """

    def __init__(self, network: Network, address: str = "") -> None:
        self._network, self._address = network, address or network.address
        folder = network_path(network.name).parent
        self._part = folder / f"{network.name}.part"
        self._tag = folder / f"{network.name}.tag"  # which state of the server's file the part is of
        self._lock = FileLock(folder / f"{network.name}.lock", timeout=0)
        self._session = requests.Session()  # follows the system's proxies, and checks certificates
        self._file: IO[bytes] | None = None
        self._pieces: Iterator[bytes] = iter(())
        self._received = 0
        self._times: deque[tuple[float, int]] = deque()

    def step(self) -> Fetched:
        """Read one piece, or begin, or end. Returns how far it is.

        Raises Problem: no connection, refused, cut off, damaged, no space, or fetched by another program already.
        """
        try:
            if self._file is None:
                self._begin()
            else:
                self._read()
        except requests.RequestException as error:
            raise Problem(_unreachable(self._address, error)) from error
        except OSError as error:
            self._drop()
            raise Problem(f"{self._part} cannot be written ({error.strerror or error}): nothing was kept") from error
        if self._received == self._network.size:
            self._finish()
            return Fetched(self._received, self._network.size, finished=True)
        return self._progress()

    def close(self) -> None:
        """Let go of the connection and the file; what has come stays for the next try."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._session.close()
        self._lock.release()

    def _begin(self) -> None:
        """Ask for the file, or for what is missing of it."""
        check_fetched(self._network)
        make_folder(self._part.parent)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise Problem(f"another StyleGUI is getting {self._network.title} just now: please wait for it") from error
        except OSError as error:
            raise Problem(f"nothing can be written to {self._part.parent}: {error.strerror or error}") from error
        have, tag = self._before()
        if have == self._network.size:  # only its end was missed
            self._received, self._file = have, self._part.open("ab")
            return
        needed = self._network.size - have + self._network.kept + SPARE
        if shutil.disk_usage(self._part.parent).free < needed:
            raise Problem(f"there is no space left in {self._part.parent}: {needed / 1e6:.0f} MB are needed")
        headers = {"Accept-Encoding": "identity"}  # what is counted and gone on with are the file's own bytes
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": tag}
        response = self._session.get(self._address, headers=headers, stream=True, timeout=(CONNECT_S, SILENCE_S))
        response.raise_for_status()
        goes_on = response.status_code == requests.codes.partial_content
        if goes_on and not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            raise Problem(f"{self._address} sent another part than the one asked for: please try again")
        self._received = have if goes_on else 0
        length = response.headers.get("Content-Length")
        if length is not None and int(length) != self._network.size - self._received:
            raise Problem(f"{self._address} is another file than {self._network.title}'s: nothing was fetched")
        self._file = self._part.open("ab" if goes_on else "wb")
        if not goes_on:
            self._tag.write_text(_strong(response.headers.get("ETag", "")), encoding="utf-8")
        self._pieces = response.iter_content(PIECE)

    def _before(self) -> tuple[int, str]:
        """(bytes of an earlier try, tag that they are gone on with); (0, "") if there are none, or they are no use."""
        try:
            have, tag = self._part.stat().st_size, self._tag.read_text(encoding="utf-8")
        except FileNotFoundError:
            return 0, ""
        return (have, tag) if tag and have <= self._network.size else (0, "")

    def _read(self) -> None:
        assert self._file is not None
        piece = next(self._pieces, b"")
        if not piece:
            raise Problem(
                f"the connection was cut after {self._received / 1e6:.0f} of {self._network.size / 1e6:.0f} MB: "
                "what has come is kept, please try again"
            )
        self._file.write(piece)
        self._received += len(piece)
        if self._received > self._network.size:
            self._drop()
            raise Problem(f"{self._address} is another file than {self._network.title}'s: nothing was kept")

    def _finish(self) -> None:
        """Keep what is used of it, if it is what it should be."""
        assert self._file is not None
        self._file.close()
        with self._part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != self._network.sha256:
            self._drop()
            raise Problem(f"what {self._address} sent is damaged (its SHA-256 differs): please try again")
        keep(self._network, self._part)
        self._drop()

    def _drop(self) -> None:
        """Nothing of this try is of use any more."""
        if self._file is not None:
            with suppress(OSError):  # what cannot be written on a full disk
                self._file.close()
        for path in (self._part, self._tag):
            with suppress(OSError):
                path.unlink()

    def _progress(self) -> Fetched:
        now = monotonic()
        self._times.append((now, self._received))
        while now - self._times[0][0] > WINDOW_S:
            self._times.popleft()
        began, before = self._times[0]
        if now - began < 1 or self._received == before:
            return Fetched(self._received, self._network.size)
        speed = (self._received - before) / (now - began)
        left = (self._network.size - self._received) / speed
        return Fetched(self._received, self._network.size, speed, left)


def _strong(tag: str) -> str:
    """The tag, if the server promises the same bytes for it."""
    return "" if tag.startswith("W/") else tag


def _unreachable(address: str, error: requests.RequestException) -> str:
    """What happened and what to do, in the user's words."""
    if isinstance(error, requests.HTTPError):
        return f"{address} answered {error.response.status_code} {error.response.reason}: please try again later"
    if isinstance(error, requests.exceptions.SSLError):
        return f"the certificate of {address} is not right, so nothing was fetched: please check clock and proxy"
    if isinstance(error, requests.exceptions.ProxyError):
        return f"the proxy did not let {address} through: please check the system's proxy settings"
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ReadTimeout):
        return f"the connection to {address} was cut off: what has come is kept, please try again"
    if isinstance(error, requests.exceptions.MissingSchema | requests.exceptions.InvalidURL):
        return f"{address} is no address of a file"
    return f"{address} cannot be reached: please check the connection, or import the file from elsewhere"
