"""What the window says: notes that pass, failures that wait to be read, questions."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from stylegui.gui.window.run_status import RunStatus


class Messages(QObject):
    """The one way to say something to the user."""

    def __init__(self, window: QWidget, status: RunStatus) -> None:
        super().__init__(window)
        self._window, self._status = window, status

    @Slot(str)
    def note(self, text: str) -> None:
        """Say something in passing, long enough to be read."""
        self._status.note(text)

    @Slot(str)
    def fail(self, text: str) -> None:
        """Tell about something that did not work, without keeping anybody from going on."""
        self._status.note(text)
        box = QMessageBox(QMessageBox.Icon.Warning, "StyleGUI", text, QMessageBox.StandardButton.Ok, self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def ask_to_give_up(self, why: str) -> bool:
        """Not everything can be written while the application ends: whether to end all the same."""
        answers = {"end": self.tr("&End all the same"), "": self.tr("&Try again")}
        more = self.tr("What was done last is not in the project yet. Free some space, or make its place writable.")
        return self.ask(why, more, answers, "") == "end"

    def ask(self, text: str, more: str, answers: dict[str, str], usual: str) -> str:
        """Ask once, and wait. `answers` are texts by key; the one of role reject has the key "". Returns the key."""
        box = QMessageBox(QMessageBox.Icon.Question, "StyleGUI", text, parent=self._window)
        box.setInformativeText(more)
        roles = QMessageBox.ButtonRole
        buttons = {
            key: box.addButton(words, roles.AcceptRole if key else roles.RejectRole) for key, words in answers.items()
        }
        box.setDefaultButton(buttons[usual])
        box.setEscapeButton(buttons[""])
        box.exec()
        return next((key for key, button in buttons.items() if button is box.clickedButton()), "")
