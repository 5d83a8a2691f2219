"""A Dask cluster on this computer, of processes that can be killed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Client

PATIENCE_S = 120


@dataclass
class LocalCluster:
    """A scheduler and its workers, with one thread each.

    Attributes:
        address: of the scheduler.
    """

    address: str
    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self) -> None:
        """One more, which has joined when this returns."""
        arguments = ["worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        self.workers.append(_started(*arguments, "--local-directory", str(self.folder)))
        with Client(self.address, timeout=PATIENCE_S, set_as_default=False) as client:
            client.wait_for_workers(sum(worker.poll() is None for worker in self.workers), timeout=PATIENCE_S)

    def kill_worker(self) -> None:
        """As lack of memory does."""
        worker = self.workers.pop()
        worker.kill()
        worker.wait()

    def kill_scheduler(self) -> None:
        """As a power cut does."""
        self.scheduler.kill()
        self.scheduler.wait()


@contextmanager
def local_cluster(folder: Path, workers: int) -> Iterator[LocalCluster]:
    """Until the end of the block."""
    folder.mkdir(exist_ok=True)
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)  # of one that was killed
    arguments = "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)
    cluster = LocalCluster("", folder, _started("scheduler", *arguments))
    try:
        with Client(scheduler_file=str(file), timeout=PATIENCE_S, set_as_default=False) as client:
            cluster.address = client.scheduler.address
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        for process in (*cluster.workers, cluster.scheduler):
            process.kill()
            process.wait()


def _started(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
