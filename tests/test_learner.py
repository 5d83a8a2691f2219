"""Style files are read and written in a thread of their own."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from stylegui.engine.pictures.files.loading import load
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style
from stylegui.jobs import StyleWish
from stylegui.workers.learner import Learner


def test_what_was_given_up_before_it_began_is_not_written(qtbot: QtBot, samples: Path, tmp_path: Path) -> None:
    path, learner = tmp_path / "mine.stylegui-style", Learner()
    style = Style(load(samples / "woodcut.png").at(64))
    wish = StyleWish((style,), Settings(), "mine", "", "", str(path))
    wish.give_up()
    with (
        qtbot.waitSignal(learner.ended),
        qtbot.assertNotEmitted(learner.learnt),
        qtbot.assertNotEmitted(learner.failed),
    ):
        learner.learn(wish)
    assert not path.exists()
    again = StyleWish((style,), Settings(), "mine", "", "", str(path))
    with qtbot.waitSignal(learner.learnt):
        learner.learn(again)
    assert path.is_file()
