"""Asks what shall become of work that is not done, or has no name yet."""

from stylegui.document.document import Document
from stylegui.document.history import History
from stylegui.gui.window.messages import Messages


def ask_leaving(messages: Messages, history: History, document: Document, running: bool) -> str:
    """What to do with a project that was never saved, asked once about all of it.

    "save" it where the user wants it, "later": keep it for the next start, "discard" it, or "" to stay. Where there
    is nothing that has no place yet nothing is asked, and what there is is kept: "later".
    """
    unsaved = [result for result in history if not result.saved_as and (result.evaluations or running)]
    has_regions = bool(document.regions)
    if not unsaved and not has_regions:
        return "later"
    parts = []
    if unsaved:
        count = len(unsaved)
        parts.append(messages.tr("a result") if count == 1 else messages.tr("%s results") % count)
    if has_regions:
        parts.append(messages.tr("regions"))
    what = messages.tr(" and ").join(parts)
    text = messages.tr("There is unsaved work: %s. What shall become of it?") % what
    more = messages.tr(
        "Kept for later, it is offered when StyleGUI starts again. Discarded, it is gone, and with it all steps and "
        "settings; pictures that were saved as files stay."
    )
    answers = {
        "save": messages.tr("&Save project…"),
        "later": messages.tr("&Keep for later"),
        "discard": messages.tr("&Discard"),
        "": messages.tr("&Cancel"),
    }
    return messages.ask(text, more, answers, "later")


def ask_to_lose_style(messages: Messages) -> bool:
    """Whether to leave while a style file is made, which is lost then."""
    text = messages.tr("A style file is not written yet: its styles are still being read.")
    more = messages.tr("That takes half a minute in all.")
    answers = {"leave": messages.tr("&Leave without it"), "": messages.tr("&Stay")}
    return messages.ask(text, more, answers, "") == "leave"
