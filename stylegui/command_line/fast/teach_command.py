"""Teaches a fast network without a window."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from stylegui.command_line.progress import interruption, progress_bar
from stylegui.command_line.summary import tell
from stylegui.command_line.wanted import load_style
from stylegui.engine.fast.network_file import FastNetwork, load_network_file, save_network
from stylegui.engine.fast.network_name import check_network_target, place_for
from stylegui.engine.fast.pairs import pairs_in
from stylegui.engine.fast.photos import photos_for
from stylegui.engine.fast.taught import about_teaching, taught_network
from stylegui.engine.fast.teaching import Teaching
from stylegui.engine.network.device import use_threads
from stylegui.engine.network.in_memory import encoder_for
from stylegui.engine.settings import make_settings
from stylegui.engine.styles.library import is_named
from stylegui.engine.styles.style import Style
from stylegui.engine.whole_file import check_apart


@dataclass(frozen=True)
class Wish:
    """What is to be taught.

    Attributes:
        styles: paths or names. photos: a folder of one's own, beside those that ship. pairs: a folder of results.
        begun: a network to go on with. is_quick: in less than half of the time. values: settings.
    """

    styles: tuple[Path, ...]
    output: Path
    photos: Path | None
    pairs: Path | None
    begun: Path | None
    is_quick: bool
    name: str
    licence: str
    values: Mapping[str, Any]


def teach_file(wish: Wish, threads: int | None) -> tuple[dict[str, Any], int]:
    """Teach, and write the network. Returns what `--json` prints, and the exit status: 0, or 130 when interrupted.

    Raises Problem for anything the user can mend.
    """
    began = perf_counter()
    settings = make_settings(wish.values)
    settings.style_shares(len(wish.styles))
    check_network_target(wish.output)
    check_apart(wish.output, [path for path in wish.styles if not is_named(str(path))])
    before = None if wish.begun is None else load_network_file(wish.begun)
    styles = [Style(load_style(path)) for path in wish.styles]
    photos, problems = photos_for(wish.photos)
    pairs, left_out = ([], list[str]()) if wish.pairs is None else pairs_in(wish.pairs, styles, wish.photos)
    tell(problems + left_out)
    if threads:
        use_threads(threads)
    about = about_teaching(styles, settings, wish.name or wish.output.stem, wish.licence)
    teaching = Teaching(encoder_for(settings), styles, settings, photos, before, wish.is_quick, pairs)
    losses, interrupted = _to_the_end(teaching)
    if not losses:
        return {}, 130
    output = place_for(wish.output, teaching.finished)
    network = taught_network(about, teaching, styles, settings)
    save_network(network, output)
    if interrupted:
        tell([f"stopped at {teaching.fraction:.0%}; what it knows is in {output}, and --from goes on with it"])
    return _summary(output, network, losses, perf_counter() - began), 130 if interrupted else 0


def _to_the_end(teaching: Teaching) -> tuple[Mapping[str, float], bool]:
    """Losses of the last lesson, none if there was none; and whether it was interrupted."""
    losses: Mapping[str, float] = {}
    with interruption() as interrupted, progress_bar() as bar:
        task = bar.add_task("", total=1.0)
        while not teaching.finished and not interrupted:
            lesson = teaching.step()
            losses = lesson.losses
            text = f"lesson {lesson.number} of {teaching.course.lessons}"
            bar.update(task, completed=teaching.fraction, description=text)
    return losses, bool(interrupted)


def _summary(output: Path, network: FastNetwork, losses: Mapping[str, float], seconds: float) -> dict[str, Any]:
    return {
        "output": str(output),
        "lessons": network.about.lessons,
        "bytes": output.stat().st_size,
        "wall_s": round(seconds, 3),
        "losses": dict(losses),
    }
