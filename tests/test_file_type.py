"""A project is a file type of its own, by its first bytes and by its name, that the desktop opens with StyleGUI."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import apsw

from stylegui.document.project.project import SUFFIX, Project

LINUX = Path(__file__).resolve().parents[1] / "release" / "linux"
NAME, TYPE = "org.stylegui.StyleGUI", "application/x-stylegui"
# In a process of its own, for Qt reads once which types there are.
ASK = """
import sys
from PySide6.QtCore import QMimeDatabase
for path in sys.argv[1:]:
    print(QMimeDatabase().mimeTypeForFile(path).name())
"""


def types_of(*paths: Path, data: Path) -> list[str]:
    """What a desktop takes files for that knows the types in `data`/mime."""
    command = [sys.executable, "-c", ASK, *map(str, paths)]
    environment = os.environ | {"XDG_DATA_HOME": str(data), "XDG_DATA_DIRS": str(data / "none")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_desktop_knows_a_project_by_its_name_or_by_its_bytes(tmp_path: Path) -> None:
    packages = tmp_path / "mime" / "packages"
    packages.mkdir(parents=True)
    shutil.copy(LINUX / f"{NAME}.xml", packages)
    project = Project.create(tmp_path / f"cat{SUFFIX}")
    project.close()
    nameless = tmp_path / "cat"
    shutil.copy(project.path, nameless)
    another = tmp_path / "another"
    database = apsw.Connection(str(another))
    database.execute("CREATE TABLE t (a)")
    database.close()
    *ours, other = types_of(project.path, nameless, another, data=tmp_path)
    assert ours == [TYPE, TYPE]
    assert other != TYPE


def test_the_desktop_entry_opens_projects() -> None:
    entry = (LINUX / f"{NAME}.desktop").read_text(encoding="utf-8")
    (types,) = [line.removeprefix("MimeType=") for line in entry.splitlines() if line.startswith("MimeType=")]
    assert TYPE in types.split(";")
    assert f"<mediatype>{TYPE}</mediatype>" in (LINUX / f"{NAME}.metainfo.xml").read_text(encoding="utf-8")
