"""Writes style files in a thread of its own: what the network reads of paintings, without the paintings."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from stylegui.engine.errors import Cancelled, Problem
from stylegui.engine.network.in_memory import network_for
from stylegui.engine.whole_file import check_apart
from stylegui.jobs import StyleWish
from stylegui.paths import log_file

log = logging.getLogger(__name__)


class Learner(QObject):
    """Answers one wish after the other, unless it is given up.

    Signals:
        learnt(path): the file is there. failed(str): it is not, and why. ended: nothing is being learnt any more.
    """

    learnt = Signal(str)
    failed = Signal(str)
    ended = Signal()

    @Slot(object)
    def learn(self, wish: StyleWish) -> None:
        """Read the styles, mix them where there are several, and write that. Takes half a minute."""
        from stylegui.engine.network.allocator import release_freed_memory
        from stylegui.engine.run.learning import learn_together  # and with it torch
        from stylegui.engine.styles.style_file import check_style_target, save_style

        thread = QThread.currentThread()
        try:
            path = Path(wish.path)
            check_apart(path, [style.picture.path for style in wish.styles if style.picture.path is not None])
            check_style_target(path)
            encoder = network_for(wish.settings, None).encoder.cancellable(
                lambda: wish.is_given_up() or thread.isInterruptionRequested()
            )
            save_style(learn_together(encoder, wish.styles, wish.settings, wish.name, wish.author, wish.licence), path)
            release_freed_memory()
            self.learnt.emit(wish.path)
        except Cancelled:
            pass
        except Problem as problem:
            self.failed.emit(str(problem))
        except Exception:
            log.exception("learning a style failed")
            self.failed.emit(self.tr("The style file could not be made; the details are in %s") % log_file())
        finally:
            self.ended.emit()
