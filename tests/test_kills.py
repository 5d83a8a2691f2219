"""Programs that are killed: what they kept is whole, and the next one goes on with it."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from stylegui.document.document import Document
from stylegui.document.project.project import Project

ROOT = Path(__file__).parents[1]
PATIENCE_S = 290  # less than a test may take
KILLED_WHEN_IT_APPEARS = """
import os, signal, sys
from pathlib import Path
from stylegui.document.project.project import Project
replace = Path.replace
def replaced(self, target):
    replace(self, target)
    os.kill(os.getpid(), signal.SIGKILL)
Path.replace = replaced
Project.create(Path(sys.argv[1]))
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")


def test_after_kills_of_the_command_line_and_of_the_window_all_is_whole_and_goes_on() -> None:
    command = [sys.executable, "benchmarks/kills.py", "--kills", "8", "--size", "128", "--seconds", "4"]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}  # on a busy computer two threads would wait for each other
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["kills"], told["opened_whole"]) == (8, 8)
    assert (told["not_resumed"], told["left_journals"]) == (0, 0)
    assert told["resumed"] > 0
    assert told["worst_loss_s"] <= 20  # of painting


def test_a_project_is_whole_from_the_moment_that_it_is_there(tmp_path: Path) -> None:
    path = tmp_path / "project.stylegui"
    killed = subprocess.run([sys.executable, "-c", KILLED_WHEN_IT_APPEARS, str(path)], check=False, timeout=PATIENCE_S)
    assert killed.returncode < 0
    with closing(Project.open(path)) as project:
        assert project.contents().document.is_like(Document())
