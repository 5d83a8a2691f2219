"""The same work on an existing Dask cluster: a task for each photo, all that they share sent once to each worker.

Which machine paints what, and what becomes of the work of one that dies, is Dask's; here is only what a task is, how
many are under way, and that results are written once, by whoever asked for them.
"""

import secrets
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socket import create_connection
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Generic, TypeVar

from distributed import Client, Future, KilledWorker, Reschedule, Worker, WorkerPlugin, get_worker, wait
from distributed.comm.addressing import get_address_host_port

import stylegui
from stylegui.batch.work import Painting, Work
from stylegui.engine.errors import Problem
from stylegui.engine.network.allocator import keep_freed_memory
from stylegui.engine.network.device import use_threads
from stylegui.engine.pictures.files.loading import decode
from stylegui.engine.plan.forecast import usual_memory

CONNECT_S, ASK_S, FETCH_S = 10, 1.0, 60  # to wait for a scheduler, between looks at what is done, for a result
RUNNING = "running"

Key = TypeVar("Key")


@dataclass(frozen=True)
class Task(Generic[Key]):
    """A photo that is to be painted: its file, and how the result's file is called. `key` is whoever asks's own."""

    key: Key
    photo: Path
    result: str


@dataclass(frozen=True)
class Painted:
    """What a task gives back: the result's file, or why there is none.

    Attributes:
        notices: what is to be known of it. seconds: that it took.
    """

    file: bytes = b""
    why: str = ""
    notices: tuple[str, ...] = ()
    seconds: float = 0.0


class Cluster:
    """A connection to a scheduler."""

    def __init__(self, address: str, work: Work, threads: int | None, memory: int | None) -> None:
        """`threads` to compute each picture with, one unless said; `memory` that it may take. Raises Problem."""
        self._address, self._has_told = address, False
        self._name = f"stylegui-{secrets.token_hex(8)}"
        try:
            with create_connection(get_address_host_port(address), CONNECT_S):
                pass  # a client that finds nobody leaves a thread behind
            self._client = Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise Problem(
                f"there is no scheduler at {address}: please start one with 'dask scheduler', or give its address "
                "like tcp://10.0.0.1:8786"
            ) from error
        try:
            self._client.register_plugin(_Hands(work, threads or 1, memory), name=self._name)
            unfit = {where: why for where, why in self._client.run(partial(_why_unfit, self._name)).items() if why}
        except Exception as error:
            self.close()
            raise Problem(f"the cluster's workers cannot paint: {error}") from error
        if unfit:
            self.close()
            raise Problem("; ".join(f"the worker at {where} cannot paint: {why}" for where, why in unfit.items()))

    def close(self) -> None:
        """Leave it; what is still under way there is given up, and the workers forget the work."""
        with suppress(OSError, TimeoutError, CancelledError):
            if self._client.status == RUNNING:
                self._client.unregister_worker_plugin(self._name)
        self._client.close(timeout=ASK_S)

    def paint(self, tasks: Iterator[Task[Key]], interrupted: Sequence[object]) -> Iterator[tuple[Task[Key], Painted]]:
        """Each task's result as it comes, until all are there or it is `interrupted`.

        Raises Problem where the scheduler is lost: what has come by then is all that there is.
        """
        under_way: dict[Future[Painted], Task[Key]] = {}
        more = True
        while (more or under_way) and not interrupted:
            room = self._room() if more else 0
            while more and len(under_way) < room and not interrupted:
                task = next(tasks, None)
                if task is None:
                    more = False
                else:
                    content = _read(task.photo)
                    if isinstance(content, str):
                        yield task, Painted(why=content)
                    else:
                        under_way[self._submit(task, content)] = task
            for future in self._done(list(under_way)):
                outcome = self._outcome(future)
                if outcome is not None:
                    yield under_way.pop(future), outcome
        with self._asking():
            self._client.cancel(list(under_way))

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Raises Problem where what is asked is not answered."""
        if self._client.status != RUNNING:
            raise self._lost()
        try:
            yield
        except (OSError, CancelledError) as error:
            raise self._lost() from error

    def _submit(self, task: Task[Key], content: bytes) -> "Future[Painted]":
        with self._asking():
            make = partial(_paint, self._name)
            return self._client.submit(make, str(task.photo.absolute()), content, task.result, pure=False)

    def _room(self) -> int:
        """Pictures that may be under way: one for each thread of the workers, and one more for each to go on with."""
        with self._asking():
            threads = self._client.nthreads()
        if not threads and not self._has_told:
            print("stylegui: the cluster has no worker: it waits until one joins", file=sys.stderr)
        self._has_told = not threads
        return sum(threads.values()) + len(threads) or 1

    def _done(self, futures: "list[Future[Painted]]") -> "list[Future[Painted]]":
        """Those that have ended, after a while at most."""
        if not futures:
            return []
        with self._asking(), suppress(TimeoutError), self._client.as_current():
            wait(futures, timeout=ASK_S, return_when="FIRST_COMPLETED")
        return [future for future in futures if future.done()]

    def _outcome(self, future: "Future[Painted]") -> Painted | None:
        """What became of one that has ended; None where it has not come yet: whoever had it may have died since."""
        try:
            with self._asking():
                found: Painted = future.result(timeout=FETCH_S)
        except TimeoutError:
            return None
        except KilledWorker:
            found = Painted(why="each worker that tried to paint it died: perhaps they have too little memory")
        except Problem:
            raise
        except Exception as error:
            found = Painted(why=f"unexpected {type(error).__name__} on a worker: {error}")
        future.release()
        return found

    def _lost(self) -> Problem:
        return Problem(
            f"the scheduler at {self._address} is gone: what has come by then is kept; please start it again, and the "
            "same command goes on"
        )


class _Hands(WorkerPlugin):
    """What a worker has of the work. It is sent once to each, those that join later too."""

    def __init__(self, work: Work, threads: int, memory: int | None) -> None:
        self._work, self._threads, self._memory = work, threads, memory
        self._version, self.unfit = stylegui.__version__, ""

    def setup(self, worker: Worker) -> None:
        """Get ready on a worker: with the network, so that one that lacks it is told before the work."""
        self._of_thread = threading.local()
        if "profile" in worker.periodic_callbacks:  # a hundred looks a second at what is one long computation
            worker.periodic_callbacks["profile"].stop()
        keep_freed_memory()
        use_threads(self._threads)
        self._memory = self._memory or usual_memory() // worker.state.nthreads
        if self._version != stylegui.__version__:
            self.unfit = f"StyleGUI {stylegui.__version__} is installed there, and {self._version} here"
        try:
            self._ready = [Painting(self._work, self._memory)]  # for the first thread that asks
        except Problem as problem:
            self.unfit = self.unfit or str(problem)

    def painting(self) -> Painting:
        """Of this thread: network and styles are looked at once for each. Raises Problem."""
        if not hasattr(self._of_thread, "painting"):
            try:
                self._of_thread.painting = self._ready.pop()
            except IndexError:
                self._of_thread.painting = Painting(self._work, self._memory)
        found: Painting = self._of_thread.painting
        return found


def _paint(name: str, photo: str, content: bytes, result: str) -> Painted:
    """On a worker. One that cannot do it leaves it to another."""
    began, worker = perf_counter(), get_worker()
    hands, key = worker.plugins[name], worker.get_current_task()
    assert isinstance(hands, _Hands)
    if hands.unfit:
        sleep(ASK_S)  # else it would draw all tasks to itself
        raise Reschedule

    def is_given_up() -> bool:
        task = worker.state.tasks.get(key)
        return task is None or task.state != "executing"

    try:
        with TemporaryDirectory(prefix="stylegui-") as folder:
            target = Path(folder) / result
            painted = hands.painting().paint(decode(content, Path(photo)), target, is_given_up)
            if painted is None:
                raise Reschedule  # given up; and if it is wanted again meanwhile, from the beginning
            notices = hands.painting().save(painted, target)
            return Painted(target.read_bytes(), notices=tuple(notices), seconds=perf_counter() - began)
    except Problem as problem:
        return Painted(why=str(problem), seconds=perf_counter() - began)
    except OSError as error:
        return Painted(why=f"a worker could not write the result: {error.strerror}", seconds=perf_counter() - began)


def _why_unfit(name: str, dask_worker: Worker) -> str:
    """Why a worker cannot paint, or ""."""
    hands = dask_worker.plugins[name]
    return hands.unfit if isinstance(hands, _Hands) else ""


def _read(photo: Path) -> bytes | str:
    """What is in a file, or why it cannot be read."""
    try:
        return photo.read_bytes()
    except OSError as error:
        return f"cannot read {photo}: {error.strerror}"
