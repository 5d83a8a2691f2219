"""Kill a painting program again and again: what is lost?

    python benchmarks/kills.py [--kills 200] [--size 256] [--seed 0] [--seconds 12]

In turn the command line and the real window (offscreen) paint into a project that goes on from kill to kill. Each is
ended by SIGKILL: at any moment of painting up to --seconds, while it starts, in the middle of a write (a journal is
there), or while a copy of the project is written; these two are waited for. After each kill every project that is
there must open whole: the database, each record and blob, each document, picture and state. The next program must go
on without being asked from what the project says. What is lost is the painting between the last evaluation that was
made and the one that the project can go on from, in seconds.

Prints a line of JSON: kills, those after which all opened whole, of those that came in a write, how often the next
program went on, the worst and median loss in seconds, and what the kills left lying about. What was wrong is told on
standard error, and the files of that are kept.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from typing import Any

import apsw

from stylegui.document.project.project import Project
from stylegui.engine.run.checkpoint import from_bytes
from stylegui.paths import resources

POLL_S = 0.0005
PATIENCE_S = 240.0  # that a program has to begin painting
PICTURES = ("coffee.jpg", "brush-strokes.png")
Line = dict[str, Any]


@dataclass
class Counts:
    """What came of the kills.

    `losses` of each program in seconds of painting. `left_journals` are those beside projects that were opened and
    closed again, `left_copies` those that were being written.
    """

    kills: int = 0
    opened_whole: int = 0
    in_a_write: int = 0
    resumed: int = 0
    not_resumed: int = 0
    left_journals: int = 0
    left_copies: int = 0
    losses: dict[str, list[float]] = field(default_factory=dict)

    def told(self) -> Line:
        losses = [loss for each in self.losses.values() for loss in each] or [0.0]
        return {
            "kills": self.kills, "opened_whole": self.opened_whole, "in_a_write": self.in_a_write,
            "resumed": self.resumed, "not_resumed": self.not_resumed, "worst_loss_s": round(max(losses), 2),
            "median_loss_s": round(median(losses), 2),
            "worst_loss_of": {kind: round(max(each), 2) for kind, each in self.losses.items()},
            "left_journals": self.left_journals, "left_copies": self.left_copies,
        }  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A project that is whole: evaluations of its results by id, oldest first; the unfinished one's id, or ""."""

    made: dict[str, int]
    unfinished: str
    was_interrupted: bool


class Program:
    """One of the two that are killed, and where it keeps its projects.

    Attributes:
        folder: with its projects, its log, and all that it keeps of its own.
        unfinished: evaluations that the next one must go on from, or -1 where there is nothing unfinished.
    """

    def __init__(self, kind: str, folder: Path, size: int) -> None:
        self.kind, self.folder, self._size = kind, folder, size
        self.unfinished = -1
        folder.mkdir()
        self._homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("DATA", "STATE", "CONFIG", "CACHE")}
        self.log = folder / "log"

    def start(self, seed: int) -> "subprocess.Popen[bytes]":
        self.log.unlink(missing_ok=True)
        arguments = self._command_line() if self.kind == "cli" else self._window(seed)
        command = [sys.executable, str(Path(__file__).with_name("killed.py")), str(self.log), self.kind, *arguments]
        environment = os.environ | self._homes | {"QT_QPA_PLATFORM": "offscreen"}
        with (self.folder / "said").open("ab") as said:
            return subprocess.Popen(command, env=environment, stdout=said, stderr=said)

    def lines(self) -> list[Line]:
        """What the last one has told."""
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def projects(self) -> list[Path]:
        """All that are there, of whatever name."""
        return sorted(self.folder.rglob("*.stylegui"))

    def left(self, pattern: str) -> list[Path]:
        """What a killed one has left lying about."""
        return list(self.folder.rglob(pattern))

    def _command_line(self) -> Sequence[str]:
        project, output = self.folder / "kept.stylegui", self.folder / "result.png"
        if self.unfinished >= 0:
            return ["project", "resume", str(project), "-o", str(output)]
        settings = ["--size", str(self._size), "--quality", "normal"]
        return ["render", *_samples(), "-o", str(output), *settings, "--project", str(project)]

    def _window(self, seed: int) -> Sequence[str]:
        return [str(self.folder), str(self._size), str(seed), *(_samples() if self.unfinished < 0 else [])]


def _samples() -> list[str]:
    return [str(resources() / "samples" / name) for name in PICTURES]


def kill(program: Program, chance: random.Random, seconds: float) -> int:
    """Start a program and kill it at some moment. Returns its status; where it had ended by itself, that of its own."""
    process = program.start(chance.randrange(1 << 30))
    try:
        moments = ["any", "any", "any", "start", "journal", "journal"]
        moment = chance.choice([*moments, "copy", "copy"] if program.kind == "window" else moments)
        if moment != "start":
            _wait(process, lambda: any("step" in line for line in program.lines()), PATIENCE_S, 0.05)
            _wait(process, lambda: False, chance.uniform(0, seconds), 0.01)
        else:
            _wait(process, lambda: False, chance.uniform(0, seconds / 2), 0.01)
        if moment in ("journal", "copy"):
            pattern = "*-journal" if moment == "journal" else "*.part"
            places = [program.folder, program.folder / "data" / "StyleGUI" / "drafts"]
            _wait(process, lambda: any(any(place.glob(pattern)) for place in places), 3 * seconds, POLL_S)
            sleep(chance.uniform(0, 0.01))
    finally:
        process.kill()
    return process.wait()


def _wait(process: "subprocess.Popen[bytes]", probe: Any, seconds: float, poll_s: float) -> None:
    end = monotonic() + seconds
    while process.poll() is None and monotonic() < end and not probe():
        sleep(poll_s)


def look(program: Program, counts: Counts) -> str:
    """Look at what a kill has left, and count it. Returns what is wrong, or ""."""
    lines = program.lines()
    counts.in_a_write += bool(program.left("*-journal"))
    wrong = [f"it said: {line['failed']}" for line in lines if "failed" in line]
    begun = next((line["begun"] for line in lines if "begun" in line), -1)
    if program.unfinished > 0 and begun >= 0:
        counts.resumed += begun == program.unfinished
        counts.not_resumed += begun != program.unfinished
        if begun != program.unfinished:
            wrong.append(f"it began at {begun} evaluations, not at {program.unfinished}")
    found = []
    for path in sorted(program.projects(), key=lambda path: path.stat().st_mtime, reverse=True):
        try:
            found.append(check_whole(path))
        except Exception as error:  # whatever it is: that is what is looked for
            wrong.append(f"{path.name} is not whole: {type(error).__name__}: {error}")
    kept = [each for each in found if each.made]
    offered = next((each for each in kept if each.was_interrupted), None)  # the newest one
    program.unfinished = offered.made.get(offered.unfinished, -1) if offered is not None else -1
    if any("step" in line for line in lines):
        wrong += _count_loss(program, lines, offered or (kept[0] if kept else None), counts)  # it may just have ended
    for copy in program.left("*.part*"):
        counts.left_copies += copy.suffix == ".part"
        copy.unlink()
    counts.kills += 1
    counts.opened_whole += not any("not whole" in each for each in wrong)
    return "; ".join(wrong)


def _count_loss(program: Program, lines: Sequence[Line], found: Found | None, counts: Counts) -> list[str]:
    """Of the run that was painted last. Returns what is wrong."""
    runs = [line["run"] for line in lines if "run" in line] or (list(found.made)[-1:] if found is not None else [])
    if found is None or runs[-1] not in found.made:
        return [f"something was painted that is in no project: {runs[-1:]}"]
    first = max((at for at, line in enumerate(lines) if line.get("run") == runs[-1]), default=0)
    told = [line for line in lines[first:] if "painted" in line]
    painted = [(int(line["step"] if "step" in line else line["begun"]), float(line["painted"])) for line in told]
    if not painted:
        return []
    (begun, before), kept = painted[0], found.made[runs[-1]]
    at = [seconds for evaluations, seconds in painted if evaluations == kept]
    counts.losses.setdefault(program.kind, []).append(painted[-1][1] - (at[-1] if at else before))
    return [f"it went back to {kept} evaluations from {begun}"] if not at and kept < begun else []


def check_whole(path: Path) -> Found:
    """Read all that is in a project. Raises whatever is wrong."""
    with closing(Project.open(path, read_only=True)) as project:
        contents = project.contents()
        for step in contents.steps:
            project.step(step.number)
        made = {result.id: _check_result(project, result.id) for result in project.results()}
        assert contents.present in {step.number for step in contents.steps}
        assert not contents.unfinished or contents.unfinished in made
        with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)) as connection:
            assert list(connection.execute("PRAGMA integrity_check")) == [("ok",)]
            lost = "SELECT hash FROM uses WHERE hash NOT IN (SELECT hash FROM blobs)"
            assert not list(connection.execute(lost)), "a record uses a blob that is not there"
            for kind, key in connection.execute("SELECT kind, key FROM records").fetchall():
                assert project.file.get(str(kind), str(key)) is not None
            for hash, size in connection.execute("SELECT hash, size FROM blobs").fetchall():
                assert len(project.file.blob(str(hash))) == size
    return Found(made, contents.unfinished, contents.was_interrupted)


def _check_result(project: Project, id: str) -> int:
    """Everything of one result. Returns its evaluations."""
    result = project.result(id)
    project.recipe(id)
    for evaluations in project.moments(id):
        project.moment(id, evaluations)
    for scale in result.beginnings:
        beginning = project.state(id, scale)
        assert beginning is not None
        from_bytes(beginning[0])
    state = project.state(id)
    if state is None:
        assert result.evaluations == 0, f"{id} has no numbers and {result.evaluations} evaluations"
        return 0
    assert project.picture(id).shape[0] <= result.height
    assert project.thumbnail(id) is not None
    assert from_bytes(state[0]).evaluations == result.evaluations, f"{id}: its numbers are of another moment"
    return result.evaluations


def main() -> int:
    """Kill, look, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=12.0)
    arguments = parser.parse_args()
    chance, counts = random.Random(arguments.seed), Counts()
    folder = Path(tempfile.mkdtemp(prefix="stylegui-kills-"))
    programs = [Program(kind, folder / kind, arguments.size) for kind in ("cli", "window")]
    is_well = True
    while counts.kills < arguments.kills:
        program = programs[counts.kills % 2]
        status = kill(program, chance, arguments.seconds)
        if status == 0 and program.kind == "cli":  # it came to its end, as it may; the window never does
            program.unfinished = -1
            continue
        wrong = look(program, counts)
        if status != -signal.SIGKILL:
            wrong = f"{wrong}; it ended by itself with status {status}"
        if wrong:
            is_well = False
            kept = shutil.copytree(program.folder, f"{program.folder}-{counts.kills}")
            print(f"kill {counts.kills} of the {program.kind}: {wrong} ({kept})", file=sys.stderr, flush=True)
        if counts.kills % 20 == 0:
            print(json.dumps(counts.told()), file=sys.stderr, flush=True)
    for path in (each for program in programs for each in program.projects()):
        Project.open(path).close()
    counts.left_journals = sum(len(program.left("*-journal")) for program in programs)
    print(json.dumps(counts.told()))
    if is_well:
        shutil.rmtree(folder)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
