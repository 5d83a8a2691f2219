"""The command line: the same engine without a window, and the way into the window."""

import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from stylegui import __version__
from stylegui.command_line.fast.fast_options import check_fast_batch, check_fast_render
from stylegui.command_line.fast.teach import teach
from stylegui.command_line.networks_group import networks
from stylegui.command_line.painting_options import how_to_paint, settings_help, values_of
from stylegui.command_line.parameters import PATH
from stylegui.command_line.project_group import project
from stylegui.command_line.saving_options import saving_of
from stylegui.command_line.styles_group import styles
from stylegui.engine.errors import Problem
from stylegui.engine.network.allocator import keep_freed_memory
from stylegui.paths import log_file
from stylegui.system_libraries import install_line, missing_libraries

log = logging.getLogger(__name__)


class _OpensTheWindow(click.Group):
    """A group whose unnamed command is `open`: `stylegui photo.jpg` needs no word before the photo."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "--version")):
            args = ["open", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_OpensTheWindow, context_settings={"help_option_names": ["--help"]})
@click.version_option(__version__, message="stylegui %(version)s")
def cli() -> None:
    """Turn a photograph into a painting while you watch.

    `stylegui [PHOTO [STYLE ...]]` opens the window with these pictures.
    """


@cli.command("open", hidden=True)
@click.argument("pictures", nargs=-1, type=PATH)
def open_window(pictures: tuple[Path, ...]) -> int:
    """Open the window with PHOTO and STYLEs."""
    check_display()
    from stylegui.application.app import open_application

    return open_application([str(path) for path in pictures])


@cli.command()
def doctor() -> int:
    """Print what a report of a problem should contain."""
    from stylegui.command_line.doctor import report

    click.echo(report())
    return 0


for command in (networks, styles, project, teach):
    cli.add_command(command)


@cli.command(epilog=settings_help())
@click.argument("photo", required=False, type=PATH)
@click.argument("styles", metavar="STYLE...", nargs=-1, type=PATH)
@click.option(
    "--recipe",
    type=PATH,
    help="A recipe (JSON, or a picture that remembers its own) in place of PHOTO and STYLE.",
)
@click.option("-o", "--output", type=PATH, help="Where to write the result.")
@how_to_paint
@click.option("--start", type=PATH, help="The picture to start from (with --set start_from=picture).")
@click.option("--project", type=PATH, help="Keep the run in this project (.stylegui) while it is painted.")
@click.option("--enlarge", type=PATH, metavar="RESULT", help="Go on from this result of the same photo and styles.")
@click.option("--fast", type=PATH, metavar="NETWORK", help="Paint at once with what 'stylegui teach' made; no STYLE.")
@click.option("--polish", is_flag=True, help="With --fast and STYLE: go on from what that painted, for a better one.")
@click.option(
    "--forecast", is_flag=True, help="Paint nothing: tell the result's size, and the time and memory it takes."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about the run.")
def render(
    photo: Path | None,
    styles: tuple[Path, ...],
    recipe: Path | None,
    output: Path | None,
    settings_file: Path | None,
    assignments: tuple[str, ...],
    start: Path | None,
    saved: Mapping[str, Any],
    project: Path | None,
    enlarge: Path | None,
    fast: Path | None,
    polish: bool,
    forecast: bool,
    memory: int | None,
    threads: int | None,
    as_json: bool,
    share: str | None,
    **named: str | None,
) -> int:
    """Paint PHOTO in the manner of each STYLE, without a window."""
    values = values_of(settings_file, assignments, share, named if start is None else named | {"start_from": "picture"})
    if recipe is not None and (photo is not None or start is not None):
        raise click.UsageError("a recipe names its own pictures: please give either it or PHOTO and STYLE")
    if photo is None and recipe is None:
        raise click.UsageError("Missing argument 'PHOTO'.")
    if fast is not None:
        given = {"--recipe": recipe, "--start": start, "--enlarge": enlarge, "--forecast": forecast}
        check_fast_render(given | {"--project": project, "--memory": memory}, styles, polish, values)
    elif polish:
        raise click.UsageError("--polish needs --fast NETWORK")
    if recipe is None and not styles and fast is None:
        raise click.UsageError("Missing argument 'STYLE...'.")
    if output is None and not forecast:
        raise click.UsageError("Missing option '-o' / '--output'.")

    from stylegui.command_line.render import Options, render_files, tell_forecast
    from stylegui.command_line.wanted import Files

    files = Files(photo, styles, recipe, start, enlarge, fast)
    options = Options(threads, memory, saving_of(saved), project)
    if fast is not None and not polish:
        from stylegui.command_line.fast.fast_render import render_fast

        assert photo is not None
        assert output is not None
        summary = render_fast(photo, fast, output, values, options)
        if as_json:
            click.echo(json.dumps(summary))
        return 0
    if forecast:
        click.echo(tell_forecast(files, values, options, as_json))
        return 0
    assert output is not None
    summary, code = render_files(files, output, values, options)
    if as_json:
        click.echo(json.dumps(summary))
    return code


@cli.command(epilog=settings_help())
@click.argument("folder", type=PATH)
@click.argument("styles", metavar="STYLE...", nargs=-1, type=PATH)
@click.option(
    "--recipe",
    type=PATH,
    help="A recipe, whose styles and settings are taken in place of STYLE; Auto, if on, chooses for each photo.",
)
@click.option("-o", "--output", required=True, type=PATH, help="The folder for the results.")
@click.option(
    "--name",
    default="{photo}.png",
    show_default=True,
    help="What results are called; {photo} is the photo's name, as {style}, {size} and {date} are theirs.",
)
@click.option("--fast", type=PATH, metavar="NETWORK", help="Paint with what 'stylegui teach' made, in place of STYLE.")
@click.option("--scheduler", default="", help="Address of a Dask cluster that is to paint, like tcp://10.0.0.1:8786.")
@how_to_paint
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about what was painted.")
def batch(
    folder: Path,
    styles: tuple[Path, ...],
    recipe: Path | None,
    output: Path,
    name: str,
    fast: Path | None,
    scheduler: str,
    settings_file: Path | None,
    assignments: tuple[str, ...],
    saved: Mapping[str, Any],
    memory: int | None,
    threads: int | None,
    as_json: bool,
    share: str | None,
    **named: str | None,
) -> int:
    """Paint every photo of FOLDER in the manner of each STYLE, or as a recipe says.

    What is painted already stays as it is, so that a run that was cut off goes on when it is started again. The
    results' folder gets report.csv and report.html: what was made, how long it took, and what failed and why.
    """
    values = values_of(settings_file, assignments, share, named)
    if fast is not None:
        check_fast_batch({"STYLE": styles, "--recipe": recipe, "--memory": memory}, values)
    elif recipe is None and not styles:
        raise click.UsageError("Missing argument 'STYLE...'.")
    if recipe is not None and styles:
        raise click.UsageError("a recipe names its own styles: please give either it or STYLE")

    from stylegui.command_line.batch import Batch, paint_folder
    from stylegui.command_line.render import Options

    summary, code = paint_folder(
        Batch(folder, styles, output, name, values, scheduler, recipe, fast),
        Options(threads, memory, saving_of(saved)),
    )
    if as_json:
        click.echo(json.dumps(summary))
    return code


def check_display() -> None:
    """Raises Problem where no window can open on Linux: Qt itself would end the program."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux") or chosen not in ("", "xcb", "wayland"):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise Problem("there is no display to open a window on: 'stylegui render' paints without one")
    missing = missing_libraries("xcb" if os.environ.get("DISPLAY") else "offscreen")
    if missing:
        raise Problem(f"Qt lacks libraries of this system; they are installed with: {install_line(missing)}")


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status; errors are one line on standard error."""
    _start_log()
    keep_freed_memory()
    try:
        return int(cli.main(list(arguments), prog_name="stylegui", standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        return 130
    except click.ClickException as error:
        message, status = error.format_message(), 2
    except Problem as problem:
        message, status = str(problem), 2
    except Exception as error:
        log.exception("unexpected error")
        message, status = f"unexpected {type(error).__name__}; the details are in {log_file()}", 1
    if sys.stderr is not None:  # a windowed program on Windows has none
        print(f"stylegui: error: {' '.join(message.split())}", file=sys.stderr)
    if (not arguments or arguments[0] not in cli.commands) and _is_unheard():
        from stylegui.application.app import tell

        tell(message)
    return status


def _start_log() -> None:
    form = "%(asctime)s %(name)s %(message)s"
    try:
        logging.basicConfig(filename=log_file(), level=logging.INFO, format=form)
    except OSError:  # a home that cannot be written to (a container, another user's file) is no reason not to work
        logging.basicConfig(handlers=[logging.NullHandler()])
    logging.captureWarnings(True)


def _is_unheard() -> bool:
    """Whether this is the packaged application, started by a double-click: nobody sees what is printed."""
    if not getattr(sys, "frozen", False) or (sys.stderr is not None and sys.stderr.isatty()):
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
