"""The bundle in dist/ on a bare computer: no Python, another user's empty home, a path with spaces and umlauts.

    make app-test

Needs Xvfb, openbox and xdotool, and root, to become that other user.
"""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_network import made_weights
from PIL import Image
from screen import PATIENCE_S, Screen, changed, wait_for

from stylegui import __version__

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
LIMIT_MB, COMPRESSED_LIMIT_MB = 700, 230
STARTS = 3
CANVAS = (300, 200, 900, 600)  # well inside the canvas of the window as it is placed below

REQUIRED = "STYLEGUI_REQUIRE_E2E" in os.environ  # set in CI: there nothing is skipped

pytestmark = pytest.mark.skipif(
    not REQUIRED and (os.name != "posix" or os.geteuid() != 0), reason="only root can become another user"
)


class Computer:
    """A computer without Python that has the bundle, and a user who has nothing yet.

    Attributes:
        program: the bundle's. home: the user's. environment: all that is set there.
    """

    def __init__(self, folder: Path) -> None:
        self.user = pwd.getpwnam("nobody").pw_uid
        place = folder / "Mäxchens Programme (neu)"
        shutil.copytree(DIST / "StyleGUI", place / "StyleGUI", symlinks=True)
        self.program, self.home = place / "StyleGUI" / "StyleGUI", folder / "heim"
        self.home.mkdir()
        os.chown(self.home, self.user, self.user)
        self.environment = {"HOME": str(self.home), "PATH": "/nowhere", "LANG": "C.UTF-8"}

    def run(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        """The program to its end, with no display."""
        return self.do(self.program, *arguments)

    def do(self, *command: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Any program to its end, as the user."""
        return subprocess.run(
            command,
            env=self.environment | environment,
            cwd=self.home,
            user=self.user,
            group=self.user,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def samples(self, *names: str) -> list[Path]:
        """Pictures that come with the program."""
        return [self.program.parent / "_internal" / "resources" / "samples" / name for name in names]

    def state(self) -> dict[str, tuple[int, int]]:
        """Size and time of every file of the bundle."""
        folder = self.program.parent
        files = {str(path.relative_to(folder)): path.stat() for path in sorted(folder.rglob("*"))}
        return {name: (status.st_size, status.st_mtime_ns) for name, status in files.items()}


@pytest.fixture(scope="module")
def computer() -> Iterator[Computer]:
    folder = Path(tempfile.mkdtemp(prefix="stylegui-"))
    folder.chmod(0o755)  # the other user must get there
    yield Computer(folder)
    shutil.rmtree(folder)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    screen = Screen(tmp_path)
    yield screen
    screen.close()


def test_the_bundle_is_small() -> None:
    files = [path for path in (DIST / "StyleGUI").rglob("*") if path.is_file() and not path.is_symlink()]
    sizes = sorted(((path.stat().st_size, path) for path in files), reverse=True)
    for size, path in sizes[:10]:
        print(f"{size / 1e6:8.1f} MB  {path.relative_to(DIST)}")
    whole = sum(size for size, _ in sizes) / 1e6
    print(f"{whole:8.1f} MB  in all")
    assert whole <= LIMIT_MB
    for archive in (*DIST.glob("*.tar.zst"), *DIST.glob("*.deb")):
        print(f"{archive.stat().st_size / 1e6:8.1f} MB  {archive.name}")
        assert archive.stat().st_size / 1e6 <= COMPRESSED_LIMIT_MB


def test_it_knows_itself_without_a_display(computer: Computer) -> None:
    done = computer.run("doctor")
    assert done.returncode == 0, done.stderr
    assert f"network VGG-16: found, {computer.program.parent}" in done.stdout
    assert f"log: {computer.home}" in done.stdout
    assert computer.run("--version").stdout.startswith("stylegui ")


def test_it_paints_without_a_display_and_writes_nothing_beside_itself(computer: Computer) -> None:
    before = computer.state()
    output = computer.home / "gemälde.png"
    pair = computer.samples("cat.jpg", "woodcut.png")
    done = computer.run("render", *pair, "-o", output, "--size", "128", "--quality", "draft")
    assert done.returncode == 0, done.stderr
    with Image.open(output) as painted:
        assert painted.size == (128, 85)
    assert computer.state() == before


def test_it_imports_a_network_and_paints_with_it(computer: Computer) -> None:
    """torch's own reading of files is in the bundle too."""
    weights = computer.home / "vgg19.pth"
    weights.write_bytes(made_weights())
    done = computer.run("networks", "import", "vgg19", weights)
    assert done.returncode == 0, done.stderr
    output = computer.home / "mit vgg19.png"
    pair = computer.samples("cat.jpg", "woodcut.png")
    settings = ("--size", "64", "--quality", "draft", "--set", "network=vgg19")
    done = computer.run("render", *pair, "-o", output, *settings)
    assert done.returncode == 0, done.stderr
    assert output.is_file()


def _told(computer: Computer, project: Path) -> dict[str, Any]:
    """What `project show --json` says."""
    done = computer.run("project", "show", project, "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _has_begun(computer: Computer, project: Path) -> bool:
    """Whether something was painted in a project that a run keeps."""
    return project.exists() and any(result["evaluations"] for result in _told(computer, project)["results"])


@pytest.fixture(scope="module")
def project(computer: Computer) -> Path:
    """With a result that a killed program had begun, and another went on with to its end."""
    path, pair = computer.home / "Kätzchen.stylegui", computer.samples("cat.jpg", "woodcut.png")
    options: list[str | Path] = ["-o", computer.home / "x.png", "--size", "512", "--project", path]
    command = [computer.program, "render", *pair, *options]
    with subprocess.Popen(command, env=computer.environment, user=computer.user, group=computer.user) as run:
        wait_for(lambda: _has_begun(computer, path), "the first moments of a run in its project")
        run.kill()
    assert _told(computer, path)["unfinished"]
    output = computer.home / "fertig.png"
    done = computer.run("project", "resume", path, "-o", output)
    assert done.returncode == 0, done.stderr
    with Image.open(output) as painted:
        assert painted.size == (512, 341)
    return path


def test_a_killed_run_goes_on_in_its_project(computer: Computer, project: Path) -> None:
    told = _told(computer, project)
    assert (told["schema"], told["unfinished"]) == (1, None)
    assert [result["finished"] for result in told["results"]] == [True]
    output = computer.home / "export.jpg"
    assert computer.run("project", "export", project, "--result", "1", "-o", output).returncode == 0
    with Image.open(output) as exported:
        assert exported.size == (512, 341)


def test_a_double_click_opens_a_project(computer: Computer, screen: Screen, project: Path) -> None:
    command = str(computer.program), str(project)
    application = screen.run(*command, environment=computer.environment, user=computer.user)
    screen.do("windowactivate", "--sync", screen.window("^Kätzchen – StyleGUI$"), "key", "ctrl+q")
    assert application.wait(timeout=PATIENCE_S) == 0
    assert len(_told(computer, project)["results"]) == 1


def test_what_goes_wrong_is_one_line_and_an_exit_status(computer: Computer) -> None:
    done = computer.run("render", "none.jpg", "none.png", "-o", computer.home / "x.png")
    assert done.returncode == 2
    assert done.stderr.startswith("stylegui: error: there is no file none.jpg")


def test_the_window_opens_paints_saves_and_leaves(computer: Computer, screen: Screen) -> None:
    before = computer.state()
    for _ in range(STARTS):
        began = time.monotonic()
        application = screen.run(str(computer.program), environment=computer.environment, user=computer.user)
        window = screen.window("StyleGUI")
        print(f"window up after {time.monotonic() - began:.2f} s")
        wait_for(lambda: float(screen.picture()[150:250, 60:200].std()) > 25, "the sample's thumbnail")
        if _ < STARTS - 1:
            screen.do("windowactivate", "--sync", window, "key", "ctrl+q")
            assert application.wait(timeout=PATIENCE_S) == 0
    _no_python_of_the_system(application.pid)
    screen.do("windowactivate", "--sync", window)
    screen.do("windowsize", window, "1270", "760", "windowmove", window, "4", "4")
    time.sleep(1)
    photo = screen.picture()
    screen.do("mousemove", 640, 690, "key", "ctrl+Return")
    wait_for(lambda: changed(photo, screen.picture(), CANVAS) > 10, "the first stylised frames")
    _wait_for_rest(screen)

    target = computer.home / "painted.png"
    screen.save_result(target)
    with Image.open(target) as saved:
        assert saved.size == (512, 341)
        assert float(np.asarray(saved).std()) > 20
    time.sleep(1)
    Image.fromarray(screen.picture().astype(np.uint8)).save(DIST / "screenshot.png")
    screen.do("key", "ctrl+q")
    assert application.wait(timeout=PATIENCE_S) == 0
    assert computer.state() == before
    (log,) = computer.home.rglob("stylegui.log")
    assert "Traceback" not in log.read_text(encoding="utf-8")


def test_what_keeps_it_from_opening_is_said_in_a_dialog(computer: Computer, screen: Screen) -> None:
    environment, user = computer.environment, computer.user
    application = screen.run(str(computer.program), "--nonsense", environment=environment, user=user)
    screen.do("windowactivate", "--sync", screen.window("StyleGUI"))
    assert application.poll() is None
    screen.do("key", "Return")
    assert application.wait(timeout=PATIENCE_S) == 2


def _wait_for_rest(screen: Screen) -> None:
    """Until nothing on the canvas changes for longer than a step takes on a busy computer: it is finished."""
    until = time.monotonic() + 4 * PATIENCE_S
    while time.monotonic() < until:
        before = screen.picture()
        time.sleep(15)
        if changed(before, screen.picture(), CANVAS) == 0:
            return
    pytest.fail("the run did not end")


def _no_python_of_the_system(process: int) -> None:
    """Everything of Python that the program has in memory is the bundle's own."""
    maps = Path(f"/proc/{process}/maps").read_text(encoding="utf-8")
    python = {line.split(maxsplit=5)[5] for line in maps.splitlines() if "python" in line and "/" in line}
    assert python
    assert all("Programme (neu)" in path for path in python), python


# What `make packages` makes of it


@pytest.fixture
def unpacked(computer: Computer) -> Path:
    """The archive's folder, unpacked where the user may read it."""
    (archive,) = DIST.glob(f"*-{__version__}-linux-*.tar.zst")
    folder = computer.home.parent / "Heruntergeladenes"
    if not folder.exists():
        folder.mkdir()
        subprocess.run(["tar", "--zstd", "-xf", archive, "-C", folder], check=True)
    (top,) = folder.iterdir()
    return top


def _validated(*command: str | Path) -> None:
    if shutil.which(command[0]) is None and not REQUIRED:
        pytest.skip(f"not installed: {command[0]}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_user_installs_and_removes_it(computer: Computer, unpacked: Path) -> None:
    home = computer.home / "Eigenes Zuhause"
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    home.mkdir()
    os.chown(home, computer.user, computer.user)
    for _ in range(2):  # a second time in place of the first
        assert computer.do(unpacked / "install.sh", **environment).returncode == 0
    program = home / ".local" / "bin" / "stylegui"
    assert "network VGG-16: found" in computer.do(program, "doctor", **environment).stdout
    share = home / ".local" / "share"
    entry = share / "applications" / "org.stylegui.StyleGUI.desktop"
    assert f'Exec="{share}/stylegui-app/StyleGUI" %F' in entry.read_text(encoding="utf-8")
    assert (share / "icons" / "hicolor" / "16x16" / "apps" / "org.stylegui.StyleGUI.png").is_file()
    assert (share / "icons" / "hicolor" / "16x16" / "mimetypes" / "application-x-stylegui.png").is_file()
    assert (share / "mime" / "packages" / "org.stylegui.StyleGUI.xml").is_file()
    if shutil.which("update-mime-database"):
        assert (share / "mime" / "application" / "x-stylegui.xml").is_file()
    _validated("desktop-file-validate", entry)
    assert computer.do(share / "stylegui-app" / "uninstall.sh", **environment).returncode == 0
    assert not program.exists()
    assert not [path for path in share.rglob("*[Ss]tyle[Gg][Uu][Ii]*") if path.is_file()]


def test_what_the_desktop_reads_is_valid(unpacked: Path) -> None:
    _validated("appstreamcli", "validate", "--no-net", unpacked / "org.stylegui.StyleGUI.metainfo.xml")


def test_every_library_of_the_bundle_has_its_licence_and_is_on_the_bill(unpacked: Path) -> None:
    text = (unpacked / "third-party.txt").read_text(encoding="utf-8")
    (bill,) = DIST.glob(f"*-{__version__}.cdx.json")
    components = {each["name"]: each["version"] for each in json.loads(bill.read_text(encoding="utf-8"))["components"]}
    for name in ("torch", "numpy", "pillow", "PySide6_Essentials", "requests", "apsw", "Python"):
        assert f"{name} {components[name]}: " in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert not {"mypy", "pytest", "hypothesis", "zstandard", "pyinstaller"} & set(components)


def test_the_debian_package_holds_it(computer: Computer) -> None:
    found = list(DIST.glob(f"*_{__version__}_*.deb"))
    if not found:
        pytest.skip("no .deb was made here")
    folder = computer.home.parent / "deb"
    subprocess.run(["dpkg-deb", "-x", found[0], folder], check=True)
    done = computer.do(folder / "opt" / "stylegui" / "StyleGUI", "doctor")
    assert "network VGG-16: found" in done.stdout
    share = folder / "usr" / "share"
    assert (share / "mime" / "packages" / "org.stylegui.StyleGUI.xml").is_file()
    assert (share / "icons" / "hicolor" / "scalable" / "mimetypes" / "application-x-stylegui.svg").is_file()
    assert (folder / "usr" / "bin" / "stylegui").readlink() == Path("/opt/stylegui/StyleGUI")
