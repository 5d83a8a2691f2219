"""Input that cannot be used: one clear line, in the window and on the command line, and nothing is lost.

Every case goes the whole way twice: through the command line, and through the application's own file worker into
the window, where what was in the place before has to stay.
"""

import errno
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot
from window_driver import running

from stylegui.application.app import Application
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.pictures.files.saving import Saving
from stylegui.engine.pictures.images import Picture
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.run.frame import Frame, Progress
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.gui.pictures.image_well import ImageWell

Run = Callable[..., int]
Make = Callable[[Path], Path]
SMALL = ("--size", "64", "--quality", "draft")
NOBODY = 65534


# The files


def _picture(path: Path, width: int = 60, height: int = 40, **options: Any) -> Path:
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([x % 256, y % 256, (x + y) % 256], axis=2).astype(np.uint8)
    Image.fromarray(pixels).save(path, **options)
    return path


def _missing(folder: Path) -> Path:
    return folder / "missing.png"


def _in_a_file(folder: Path) -> Path:
    return _picture(folder / "picture.png") / "inside.png"


def _empty(folder: Path) -> Path:
    path = folder / "empty.png"
    path.touch()
    return path


def _truncated(suffix: str) -> Make:
    def make(folder: Path) -> Path:
        noise = np.random.default_rng(0).integers(0, 256, (100, 120, 3)).astype(np.uint8)
        path = folder / f"truncated{suffix}"
        Image.fromarray(noise).save(path, **({"compression": "tiff_lzw"} if suffix == ".tif" else {}))
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
        return path

    return make


def _garbled(folder: Path) -> Path:
    """A TIFF whose decoder (libtiff) also speaks to standard error itself."""
    path = _picture(folder / "garbled.tif", 120, 100, compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    data[600:900] = b"\xff" * 300
    path.write_bytes(data)
    return path


def _text(folder: Path) -> Path:
    path = folder / "letter.png"
    path.write_text("Dear reader, this is no picture.\n" * 40, encoding="utf-8")
    return path


def _html(folder: Path) -> Path:
    path = folder / "saved from the web.jpg"
    path.write_text("<!DOCTYPE html><html><body>404</body></html>", encoding="utf-8")
    return path


def _one_pixel(folder: Path) -> Path:
    return _picture(folder / "dot.png", 1, 1)


def _hair(folder: Path) -> Path:
    return _picture(folder / "hair.png", 100_000, 1)


def _huge(folder: Path) -> Path:
    """A PNG that says 25 000 x 20 000 in its header and has no pixels."""
    path = folder / "huge.png"
    header = b"IHDR" + struct.pack(">IIBBBBB", 25_000, 20_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xaeB`\x82")
    return path


def _folder(folder: Path) -> Path:
    path = folder / "album.png"
    path.mkdir()
    return path


def _pipe(folder: Path) -> Path:
    path = folder / "pipe.png"
    os.mkfifo(path)
    return path


def _long_name(folder: Path) -> Path:
    return folder / ("n" * 300 + ".png")


def _long_path(folder: Path) -> Path:
    return folder / "/".join(["folder"] * 900) / "a.png"


@dataclass(frozen=True)
class _Bad:
    make: Make
    says: str


BAD = {
    "missing": _Bad(_missing, "there is no file {}: please check the name"),
    "inside a file": _Bad(_in_a_file, "there is no file {}: please check the name"),
    "empty": _Bad(_empty, "{} is empty (0 bytes)"),
    "truncated png": _Bad(_truncated(".png"), "{} is damaged or incomplete"),
    "truncated jpeg": _Bad(_truncated(".jpg"), "{} is damaged or incomplete"),
    "truncated tiff": _Bad(_truncated(".tif"), "{}"),
    "garbled tiff": _Bad(_garbled, "{} is damaged or incomplete"),
    "truncated webp": _Bad(_truncated(".webp"), "{}"),
    "truncated avif": _Bad(_truncated(".avif"), "{}"),
    "text": _Bad(_text, "{} is not a picture that can be read here"),
    "html": _Bad(_html, "{} is not a picture that can be read here"),
    "1 x 1": _Bad(_one_pixel, "{} is only 1 × 1 pixels; at least 16 × 16 are needed"),
    "100 000 x 1": _Bad(_hair, "{} is too long and narrow (100000 × 1 pixels)"),
    "500 megapixels": _Bad(_huge, "{} has more than 270 megapixels: please make it smaller first"),
    "folder": _Bad(_folder, "{} is a folder: please choose a picture in it"),
    "pipe": _Bad(_pipe, "{} is not an ordinary file"),
    "name too long": _Bad(_long_name, "the name is too long for this disk: {}"),
    "path too long": _Bad(_long_path, "the name is too long for this disk: {}"),
}

every_bad = pytest.mark.parametrize("bad", BAD.values(), ids=BAD)


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Permissions count for nothing to root, as whom tests run in containers: for a while, be nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)  # of every thread: glibc tells them all
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that every user can enter and write to."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        if folder.owner() != "root" or folder != Path("/tmp"):
            folder.chmod(0o755)
    path = tmp_path / "open"
    path.mkdir()
    path.chmod(0o777)
    return path


# On the command line


def _one_error_line(capfd: pytest.CaptureFixture[str]) -> str:
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("stylegui: error: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    return err


def _names(text: str, path: Path) -> str:
    return " ".join(text.format(path).split())


@every_bad
def test_the_command_line_refuses_a_photo_with_one_line(
    tmp_path: Path, samples: Path, command: Run, capfd: pytest.CaptureFixture[str], bad: _Bad
) -> None:
    path, output = bad.make(tmp_path), tmp_path / "result.png"
    assert command("render", path, samples / "woodcut.png", "-o", output, *SMALL) == 2
    assert _names(bad.says, path) in _one_error_line(capfd)
    assert not output.exists()


def test_the_command_line_names_the_style_that_is_no_use(
    tmp_path: Path, samples: Path, command: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "result.png"
    style, bad = samples / "woodcut.png", _text(tmp_path)
    assert command("render", samples / "cat.jpg", style, bad, "-o", output, *SMALL) == 2
    assert f"{bad} is not a picture" in _one_error_line(capfd)
    assert not output.exists()


def test_the_command_line_refuses_a_file_it_may_not_read(
    open_folder: Path, samples: Path, command: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    import stylegui.command_line.render  # noqa: F401  # nobody may be unable to import it

    secret = _picture(open_folder / "secret.png")
    load(secret)
    secret.chmod(0o000)
    output = open_folder / "result.png"
    with _as_nobody():
        status = command("render", secret, secret, "-o", output, *SMALL)
    assert status == 2
    assert f"no permission to read {secret}" in _one_error_line(capfd)
    assert not output.exists()


def test_the_command_line_refuses_a_file_in_a_folder_it_may_not_enter(
    open_folder: Path, command: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    import stylegui.command_line.render  # noqa: F401

    closed = open_folder / "closed"
    closed.mkdir()
    secret = _picture(closed / "secret.png")
    closed.chmod(0o000)
    try:
        with _as_nobody():
            status = command("render", secret, secret, "-o", open_folder / "result.png", *SMALL)
    finally:
        closed.chmod(0o755)
    assert status == 2
    assert f"no permission to read {secret}" in _one_error_line(capfd)


def test_a_wrong_ending_is_no_matter(tmp_path: Path, samples: Path, command: Run) -> None:
    photo = _picture(tmp_path / "really-a-png.jpg", format="PNG")
    output = tmp_path / "result.png"
    assert command("render", photo, samples / "woodcut.png", "-o", output, *SMALL) == 0
    assert load(output).width == 64


def test_a_broken_profile_is_told_and_the_picture_used(
    tmp_path: Path, samples: Path, command: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    photo = _picture(tmp_path / "tagged.png", icc_profile=b"no profile at all")
    output = tmp_path / "result.png"
    assert command("render", photo, samples / "woodcut.png", "-o", output, *SMALL) == 0
    said = capfd.readouterr().err
    assert said == "stylegui: tagged.png: its colour profile is broken; the colours are read as sRGB\n"
    assert output.exists()


def test_names_in_any_script_work(tmp_path: Path, samples: Path, command: Run) -> None:
    folder = tmp_path / "Bücher und 写真 🎨"
    folder.mkdir()
    photo, output = _picture(folder / "naïve – фото.png"), folder / "результат ✓.jpg"
    assert command("render", photo, samples / "woodcut.png", "-o", output, *SMALL) == 0
    assert load(output).width == 64


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("result", "cannot tell the format of {}"),
        ("result.gif", "cannot tell the format of {}"),
        ("nowhere/result.png", "there is no folder"),
        ("n" * 300 + ".png", "the name is too long for this disk: {}"),
        ("folder.png", "{} is a folder"),
        ("pipe.png", "{} is not an ordinary file"),
    ],
)
def test_a_target_that_cannot_be_written_is_refused_before_the_work(
    tmp_path: Path, samples: Path, command: Run, capfd: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    (tmp_path / "folder.png").mkdir()
    os.mkfifo(tmp_path / "pipe.png")
    before = sorted(tmp_path.rglob("*"))
    assert command("render", samples / "cat.jpg", samples / "woodcut.png", "-o", tmp_path / name, *SMALL) == 2
    assert _names(says, tmp_path / name) in _one_error_line(capfd)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "pipe.png").is_fifo()


@pytest.mark.parametrize("read_only", ["file", "folder"])
def test_a_read_only_target_is_refused_before_the_work(
    open_folder: Path, command: Run, capfd: pytest.CaptureFixture[str], read_only: str
) -> None:
    import stylegui.command_line.render  # noqa: F401

    photo, target = _picture(open_folder / "photo.png"), _picture(open_folder / "old.png")
    photo.chmod(0o644)
    before = target.read_bytes()
    target.chmod(0o444 if read_only == "file" else 0o666)
    open_folder.chmod(0o777 if read_only == "file" else 0o555)
    try:
        with _as_nobody():
            status = command("render", photo, photo, "-o", target, *SMALL)
    finally:
        open_folder.chmod(0o777)
    assert status == 2
    says = {"file": f"{target} is read-only", "folder": f"no permission to write {target}"}
    assert says[read_only] in _one_error_line(capfd)
    assert target.read_bytes() == before
    assert sorted(path.name for path in open_folder.iterdir()) == ["old.png", "photo.png"]


@pytest.mark.parametrize("which", ["photo", "style", "link to the photo", "start"])
def test_a_picture_to_work_from_is_not_painted_over(
    tmp_path: Path, command: Run, capfd: pytest.CaptureFixture[str], which: str
) -> None:
    photo, style, link = _picture(tmp_path / "photo.png"), _picture(tmp_path / "style.png"), tmp_path / "link.png"
    start = _picture(tmp_path / "start.png")
    link.symlink_to(photo)
    output = {"photo": photo, "style": style, "link to the photo": link, "start": start}[which]
    before = output.read_bytes()
    assert command("render", photo, style, "--start", start, "-o", output, *SMALL) == 2
    assert f"{output} is one of the files to work from" in _one_error_line(capfd)
    assert output.read_bytes() == before
    assert link.is_symlink()


LIMITED = """
import resource, sys
from stylegui.command_line.cli import run
import stylegui.command_line.render
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, samples: Path, suffix: str) -> None:
    """The system itself refuses to write more than 2000 bytes to any file, as a quota would."""
    photo, output = samples / "cat.jpg", _picture(tmp_path / f"old{suffix}")
    before = output.read_bytes()
    arguments = ["render", str(photo), str(samples / "woodcut.png"), "-o", str(output), *SMALL]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    says = f"there is no space left for {output}: please free some or choose another disk; nothing was written"
    assert done.stderr == f"stylegui: error: {says}\n"
    assert done.returncode == 2
    assert done.stdout == ""
    assert output.read_bytes() == before
    assert list(tmp_path.iterdir()) == [output]


class _FullDisk(BufferedWriter):
    """A file whose disk is full after half of what is written."""

    def write(self, data: Any) -> int:
        super().write(memoryview(data)[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files in that folder meet a full disk; other disks have room."""
    usual = Path.open

    def opened(self: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if "x" in mode and self.parent == folder:
            return _FullDisk(FileIO(self, mode))
        return usual(self, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", opened)


def test_work_that_cannot_be_saved_is_kept_elsewhere_and_it_says_where(
    tmp_path: Path, samples: Path, command: Run, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    full, spare = tmp_path / "full", tmp_path / "spare"
    full.mkdir()
    spare.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spare))
    _full(full, monkeypatch)
    output = full / "result.png"
    assert command("render", samples / "cat.jpg", samples / "woodcut.png", "-o", output, *SMALL) == 2
    (kept,) = spare.rglob("*.png")
    said = _one_error_line(capfd)
    assert f"there is no space left for {output}" in said
    assert f"the result was kept as {kept}" in said
    assert load(kept).width == 64
    assert list(full.iterdir()) == []


# In the window


@pytest.fixture
def application(qtbot: QtBot) -> Iterator[Application]:
    """The real window with its workers, and a photo in its place."""
    with running(qtbot) as application:
        application.open_project.emit("")
        yield application


def _reason(well: ImageWell) -> str:
    """What the well says beside the picture: the label that the theme colours as a reason."""
    label = well.findChild(QLabel, "reason")
    assert isinstance(label, QLabel)
    return label.text().replace("\u200b", "") if not label.isHidden() else ""


def _drop(path: Path, well: ImageWell) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    well.dropEvent(QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, left, none))


def _fill(application: Application, qtbot: QtBot, path: Path) -> Picture:
    well = application.window.pictures.photo_well
    _drop(path, well)
    qtbot.waitUntil(lambda: well.picture is not None)
    assert well.picture is not None
    return well.picture


@every_bad
def test_the_window_refuses_a_photo_beside_its_place_and_keeps_the_former(
    application: Application, qtbot: QtBot, tmp_path: Path, bad: _Bad
) -> None:
    well = application.window.pictures.photo_well
    former = _fill(application, qtbot, _picture(tmp_path / "former.png"))
    path = bad.make(tmp_path)
    _drop(path, well)
    qtbot.waitUntil(lambda: _reason(well) != "")
    assert bad.says.format(path) in _reason(well)
    assert well.picture is former
    _drop(_picture(tmp_path / "next.png"), well)  # and the next good one is taken
    qtbot.waitUntil(lambda: well.picture is not former)
    assert _reason(well) == ""


def test_the_window_refuses_a_style_beside_the_place_for_styles(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    styles = application.window.pictures.style_list
    path = _text(tmp_path)
    _drop(path, styles.adder)
    qtbot.waitUntil(lambda: _reason(styles.adder) != "")
    assert f"{path} is not a picture" in _reason(styles.adder)
    assert application.desk.document.styles == ()


def test_the_window_refuses_a_file_it_may_not_read(application: Application, qtbot: QtBot, open_folder: Path) -> None:
    well = application.window.pictures.photo_well
    former = _fill(application, qtbot, _picture(open_folder / "former.png"))
    secret = _picture(open_folder / "secret.png")
    secret.chmod(0o000)
    with _as_nobody():
        _drop(secret, well)
        qtbot.waitUntil(lambda: _reason(well) != "")
    assert f"no permission to read {secret}" in _reason(well)
    assert well.picture is former


@pytest.mark.parametrize("name", ["really-a-png.jpg", "Bücher – 写真 🎨.png"])
def test_the_window_takes_what_only_looks_odd(
    application: Application, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    picture = _fill(application, qtbot, _picture(tmp_path / name, format="PNG"))
    assert (picture.name, picture.width, picture.height) == (name, 60, 40)
    assert _reason(application.window.pictures.photo_well) == ""


def test_the_window_takes_a_picture_with_a_broken_profile_and_says_so(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()[:200]
    _fill(application, qtbot, _picture(tmp_path / "tagged.png", icc_profile=profile))
    said = _reason(application.window.pictures.photo_well)
    assert said == "tagged.png: its colour profile is broken; the colours are read as sRGB"


@pytest.fixture
def pixels() -> NDArray[np.uint8]:
    """(40, 60, 3) levels of a result."""
    return np.random.default_rng(3).integers(0, 256, (40, 60, 3)).astype(np.uint8)


def _show_result(application: Application, photo: Picture, pixels: NDArray[np.uint8]) -> Frame:
    progress = Progress(1, 1, 60, 40, 9, 9, 9, 1.0, None, finished=True)
    frame = Frame(pixels, 60, 40, Recipe(photo, (Style(photo),), Settings()), {"style": 0.5, "total": 0.5}, progress)
    application.window.run.show_frame(frame)
    return frame


def _failure(application: Application, qtbot: QtBot) -> str:
    """The message in the box that has opened; closes it."""
    window = application.window
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    text = box.text()
    box.accept()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return text


@pytest.mark.parametrize("trouble", ["full disk", "read-only file", "read-only folder", "no folder", "name too long"])
def test_a_result_that_cannot_be_saved_stays_in_the_window(
    application: Application,
    qtbot: QtBot,
    open_folder: Path,
    pixels: NDArray[np.uint8],
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
) -> None:
    window = application.window
    frame = _show_result(application, _fill(application, qtbot, _picture(open_folder / "photo.png")), pixels)
    target = _picture(open_folder / "old.png")
    before = target.read_bytes()
    folders_before = sorted(open_folder.iterdir())
    wanted, says = target, f"no permission to write {target}"
    if trouble == "full disk":
        target.chmod(0o666)
        _full(open_folder, monkeypatch)
        says = f"there is no space left for {target}"
    elif trouble == "read-only file":
        target.chmod(0o444)
        says = f"{target} is read-only"
    elif trouble == "read-only folder":
        target.chmod(0o666)
        open_folder.chmod(0o555)
    elif trouble == "no folder":
        wanted = open_folder / "gone" / "new.png"
        says = f"there is no folder {wanted.parent}"
    else:
        wanted = open_folder / ("n" * 300 + ".png")
        says = f"the name is too long for this disk: {wanted}"
    try:
        with _as_nobody():
            window.files.save_requested.emit(frame, str(wanted), Saving())
            said = _failure(application, qtbot)
    finally:
        open_folder.chmod(0o777)
    assert says in said
    assert window.status.text() == said
    assert window.actions_.save.isEnabled()  # still there, and can be saved elsewhere
    assert target.read_bytes() == before
    assert sorted(open_folder.iterdir()) == folders_before
    monkeypatch.undo()
    window.files.save_requested.emit(frame, str(open_folder / "elsewhere.png"), Saving())
    qtbot.waitUntil(lambda: "elsewhere.png" in window.status.text())
    np.testing.assert_array_equal(load(open_folder / "elsewhere.png").pixels, pixels)
