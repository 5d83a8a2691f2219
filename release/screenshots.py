"""Takes the pictures of README from the real window: `make screenshots` writes docs/*.jpg."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
import numpy as np
from PySide6.QtCore import QEventLoop, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from stylegui.application.app import Application
from stylegui.batch.queue_wish import QueueWish
from stylegui.document.places import FURTHER_STYLE, PHOTO
from stylegui.document.wishes import Paint, Turn
from stylegui.engine.fast.network_name import ENDING
from stylegui.engine.pictures.files.saving import USUAL
from stylegui.engine.regions.region_editor import Fill
from stylegui.engine.regions.regions import Region
from stylegui.gui.basics.theme import apply_theme
from stylegui.gui.gallery.gallery_model import IS_AWAITED
from stylegui.gui.window.bars.advice_bar import AdviceBar

ROOT = Path(__file__).resolve().parents[1]
DOCS, SAMPLES = ROOT / "docs", ROOT / "resources" / "samples"
SEEN = 10  # thumbnails of the gallery that there is room for
PATIENCE_S = 1800  # for one run, on a busy computer


def main() -> None:
    """Take all of them."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:  # the user's own projects and settings are not for these pictures
        os.environ["XDG_DATA_HOME"] = home
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, home)
        take_all()


def take_all() -> None:
    """Paint, and take each picture when its time has come."""
    qt = QApplication(["stylegui"])
    qt.setStyle("Fusion")
    apply_theme(qt)
    application = Application()
    window = application.window
    window.resize(1280, 820)
    application.open([str(SAMPLES / "cat.jpg"), str(SAMPLES / "brush-strokes.png")])
    wait_for(lambda: application.desk.recipe() is not None)
    for look in ("classic", "strokes"):
        paint(application, look=look, quality="draft")
    paint(application, auto="on", quality="normal", size=768)
    take(window, "window")

    window.actions_.star.trigger()
    window.steps.show()
    wait_for(window.scrubber.isEnabled)
    take(window, "project")
    window.steps.hide()

    window.actions_.compare.trigger()
    take(window, "compare")
    window.actions_.compare.trigger()

    window.pictures.load_requested.emit(PHOTO, [str(SAMPLES / "coffee.jpg")])
    window.pictures.load_requested.emit(FURTHER_STYLE, [str(SAMPLES / "stained-glass.png")])
    wait_for(lambda: len(application.desk.document.styles) == 2 and window.stage.shown is None)
    window.actions_.regions.trigger()
    paint_region(application)
    take(window, "regions")
    paint(application)
    window.actions_.regions.trigger()
    take(window, "mixed")

    window.show_gallery(True)
    window.gallery.try_all.setChecked(True)
    thumbnails = window.gallery.list.model()
    wait_for(lambda: not any(thumbnails.index(row, 0).data(IS_AWAITED) for row in range(SEEN)))
    take(window, "gallery")
    window.show_gallery(False)

    window.looks.open_explore()
    wait_for(lambda: all(tile.pixels is not None for tile in window.looks.explore.tiles))
    take(window.looks.explore, "explore")
    window.looks.explore.close()

    take_teaching(application)
    take_queue(application)

    window.preferences.show()
    take(window.preferences, "networks")
    application.shut_down()


def take_teaching(application: Application) -> None:
    """A fast network that learns the window's first style, when it knows most of it."""
    window = application.window
    window.actions_.teach.trigger()
    with tempfile.TemporaryDirectory() as folder:
        window.teaching.begin(str(Path(folder) / f"taught{ENDING}"))
        wait_for(lambda: window.teaching.bar.value() > 0.8 * window.teaching.bar.maximum())
        take(window.teaching, "teaching")
        window.teaching.discard.click()
        wait_for(lambda: not window.teaching.is_teaching)
    window.teaching.close()


def take_queue(application: Application) -> None:
    """The samples as a folder, with a photo that is none; while the last is being painted."""
    queue, recipe = application.window.queue, application.desk.recipe()
    assert recipe is not None
    with tempfile.TemporaryDirectory() as folder:
        photos, results = Path(folder) / "holiday", Path(folder) / "painted"
        photos.mkdir()
        results.mkdir()
        for sample in SAMPLES.glob("*.jpg"):
            shutil.copy(sample, photos)
        (photos / "broken.jpg").write_bytes((photos / "cat.jpg").read_bytes()[:500])
        settings = recipe.settings.model_copy(update={"quality": "draft"})
        recipe = replace(recipe, settings=settings, regions=(), styles=recipe.styles[:1])
        queue.wanted.emit(QueueWish(recipe, (photos,), results, "{photo}-painted.png", USUAL))
        queue.open()
        wait_for(lambda: "2 of 4" in queue.dialog.says.text())
        take(queue.dialog, "queue")
        queue.go_requested.emit(False)
        queue.dialog.close()
        wait_for(lambda: True)


def paint_region(application: Application) -> None:
    """The second style on the saucer."""
    photo = application.desk.document.photo
    assert photo is not None
    fill = Fill((0.2 * photo.width, 0.6 * photo.height), 0.3, Region(np.zeros((1, 1), np.uint8), 1))
    application.desk.apply(Paint(fill.apply((), photo), "Fill"))


def paint(application: Application, **settings: object) -> None:
    """A run from Start to its end, with these settings."""
    window = application.window
    before = window.stage.shown.result if window.stage.shown is not None else ""
    window.run.stop_requested.emit()  # else it would paint on from what is there
    for name, value in settings.items():
        application.desk.apply(Turn(name, value))
        application.desk.settle()
    window.actions_.start.trigger()

    def is_done() -> bool:
        shown = window.stage.shown
        return shown is not None and shown.result != before and shown.progress.finished

    wait_for(is_done)


def wait_for(probe: Callable[[], bool]) -> None:
    """Let the application work until something is so, and a moment longer. Raises TimeoutError."""
    until = time.monotonic() + PATIENCE_S
    while not probe():
        if time.monotonic() > until:
            raise TimeoutError("what was waited for did not come")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    until = time.monotonic() + 1
    while time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def take(widget: QWidget, name: str) -> None:
    """Write what a widget shows as docs/NAME.jpg, without advice: the samples are smaller than what is painted."""
    for advice in widget.findChildren(AdviceBar):
        while advice.shown:
            advice.dismiss.click()
    wait_for(lambda: True)
    path = DOCS / f"{name}.jpg"
    widget.grab().save(str(path), quality=88)
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
