"""The command line: the same engine without a window, and the way into the window."""

import json
import logging
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from stylegui import __version__
from stylegui.engine.errors import Problem
from stylegui.engine.network.allocator import keep_freed_memory
from stylegui.engine.settings import (
    Settings,
    bounds,
    choices,
    control,
    parse_assignments,
    read_settings_file,
)
from stylegui.paths import log_file
from stylegui.system_libraries import install_line, missing_libraries

log = logging.getLogger(__name__)
PATH = click.Path(path_type=Path, readable=False)  # unchecked: the engine says it better


UNITS = {"KB": 1e3, "MB": 1e6, "GB": 1e9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


MEMORY_HELP = "The most to take, like 3GB; half of what is free unless given."


class _Bytes(click.ParamType[int]):
    """An amount of memory, like 3GB or 1500 MB."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMG]i?B)\s*", str(value), re.IGNORECASE)
        if match is None:
            self.fail(f"'{value}' is no amount of memory: please write it like 3GB or 1500MB", param, ctx)
        number, unit = match.groups()
        amount = int(float(number) * UNITS[unit.upper()])
        if not amount:
            self.fail("nothing can be painted without memory: please give more than 0", param, ctx)
        return amount


def _settings_help() -> str:
    """What each setting takes, for the end of a help page (click keeps a paragraph after backspace as it is)."""
    lines = ["\b", "Settings (--set and --settings), and what they are unless set:"]
    for name, field in Settings.model_fields.items():
        if field.default == ():
            values = "[0..100, ...], a number for each style"
        elif choices(name):
            values = f"{' | '.join(choices(name))} ({field.default})"
        else:
            low, high = bounds(name)
            values = f"{low:g}..{high} ({field.default})"
        lines.append(f"  {name:<15} {control(name).label}: {values}")
    return "\n".join(lines)


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


@cli.group()
def networks() -> None:
    """List, get, import and remove the networks that read the pictures."""


@networks.command("list")
def list_networks() -> int:
    """Which networks there are, and which of them are on this computer."""
    from stylegui.command_line.networks_command import show

    show()
    return 0


@networks.command("get")
@click.argument("name")
@click.option("--from", "address", default="", help="Another address to fetch the same file from.")
def get_network(name: str, address: str) -> int:
    """Download NAME. A download that was interrupted resumes."""
    from stylegui.command_line.networks_command import get

    get(name, address)
    return 0


@networks.command("import")
@click.argument("name")
@click.argument("file", type=PATH)
def import_network(name: str, file: Path) -> int:
    """Use FILE (.pth or .safetensors) for NAME."""
    from stylegui.command_line.networks_command import import_file

    import_file(name, file)
    return 0


@networks.command("remove")
@click.argument("name")
def remove_network(name: str) -> int:
    """Delete NAME from this computer."""
    from stylegui.command_line.networks_command import remove_one

    remove_one(name)
    return 0


@cli.group()
def styles() -> None:
    """List the styles that come with the program, draw one, and make style files."""


@styles.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_styles(as_json: bool) -> int:
    """Paintings and drawn styles, by the names that `render` takes as STYLE."""
    from stylegui.command_line.styles_command import show

    show(as_json)
    return 0


@styles.command("draw")
@click.argument("name")
@click.option("--size", type=click.IntRange(min=16), default=1024, show_default=True, help="Width in pixels.")
@click.option("--set", "assignments", multiple=True, metavar="HANDLE=VALUE", help="One handle; may be repeated.")
@click.option("-o", "--output", type=PATH, required=True, help="Where to write it.")
def draw_style(name: str, size: int, assignments: tuple[str, ...], output: Path) -> int:
    """Draw the style NAME, like pencil, to a picture file."""
    from stylegui.command_line.styles_command import draw_file

    draw_file(name, size, parse_assignments(assignments), output)
    return 0


@styles.command("read")
@click.argument("painting", type=PATH)
@click.option("--author", default="", help="Whose it is, in words.")
@click.option("--licence", default="", help="What may be done with it, in words.")
@click.option("--network", default="vgg16", show_default=True, help="What reads it, and can paint it then.")
@click.option("--no-marks", is_flag=True, help="Leave out what only Strokes needs: half of the file.")
@click.option("-o", "--output", type=PATH, required=True, help="Where to write it (.stylegui-style).")
def read_style(painting: Path, author: str, licence: str, network: str, no_marks: bool, output: Path) -> int:
    """Write what the network reads of PAINTING as a style file, which paints without the painting."""
    from stylegui.command_line.styles_command import read_file

    read_file(painting, author, licence, network, not no_marks, output)
    return 0


@styles.command("mix")
@click.argument("files", metavar="STYLE...", nargs=-1, required=True, type=PATH)
@click.option("--share", help="Each style's part, like 70,30; all alike unless given.")
@click.option("--name", default="", help="What it is called; after the file unless given.")
@click.option("--author", default="", help="Whose it is, in words.")
@click.option("--licence", default="", help="What may be done with it, in words.")
@click.option("-o", "--output", type=PATH, required=True, help="Where to write it (.stylegui-style).")
def mix_styles(files: tuple[Path, ...], share: str | None, name: str, author: str, licence: str, output: Path) -> int:
    """Write several STYLEs, paintings or style files, as one new style file."""
    from stylegui.command_line.styles_command import mix_files

    mix_files(files, share, name, author, licence, output)
    return 0


@cli.group()
def project() -> None:
    """Show, go on with and export what a project (.stylegui) holds."""


@project.command("show")
@click.argument("file", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show_project(file: Path, as_json: bool) -> int:
    """What is in FILE: pictures, results, and what is unfinished."""
    from stylegui.command_line.project_command import show

    show(file, as_json)
    return 0


@project.command("resume")
@click.argument("file", type=PATH)
@click.option("-o", "--output", type=PATH, required=True, help="Where to write the result.")
@click.option("--background", help="Colour behind transparent parts in a JPEG, like white or #336699.")
@click.option("--memory", type=_Bytes(), help=MEMORY_HELP)
@click.option("--threads", type=click.IntRange(min=1), help="Threads to compute with.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about the run.")
def resume_project(
    file: Path, output: Path, background: str | None, memory: int | None, threads: int | None, as_json: bool
) -> int:
    """Go on to the end with what is unfinished in FILE."""
    from stylegui.command_line.render import resume

    summary, code = resume(file, output, threads, background, memory)
    if as_json:
        click.echo(json.dumps(summary))
    return code


@project.command("export")
@click.argument("file", type=PATH)
@click.option("--result", default="", help="Its number, counted from 1, or its id; the last one unless given.")
@click.option("-o", "--output", type=PATH, required=True, help="Where to write it.")
@click.option("--background", help="Colour behind transparent parts in a JPEG, like white or #336699.")
def export_project(file: Path, result: str, output: Path, background: str | None) -> int:
    """Write a result of FILE as a picture."""
    from stylegui.command_line.render import export

    export(file, result, output, background)
    return 0


@cli.command(epilog=_settings_help())
@click.argument("photo", required=False, type=PATH)
@click.argument("styles", metavar="STYLE...", nargs=-1, type=PATH)
@click.option("--recipe", type=PATH, help="A recipe file (JSON), in place of PHOTO and STYLE.")
@click.option("-o", "--output", type=PATH, help="Where to write the result.")
@click.option("--size", help="Longer side of the result in pixels, or 'photo' for the photo's own.")
@click.option("--share", help="Each style's part, like 70,30.")
@click.option("--quality", help="draft, normal or fine.")
@click.option("--settings", "settings_file", type=PATH, help="A JSON file with settings.")
@click.option("--set", "assignments", multiple=True, metavar="NAME=VALUE", help="One setting; may be repeated.")
@click.option("--start", type=PATH, help="The picture to start from (with --set start_from=picture).")
@click.option("--seed", help="Another number, another noise to start from.")
@click.option("--background", help="Colour behind transparent parts in a JPEG, like white or #336699.")
@click.option("--project", type=PATH, help="Keep the run in this project (.stylegui) while it is painted.")
@click.option("--enlarge", type=PATH, metavar="RESULT", help="Go on from this result of the same photo and styles.")
@click.option(
    "--forecast", is_flag=True, help="Paint nothing: tell the result's size, and the time and memory it takes."
)
@click.option("--memory", type=_Bytes(), help=MEMORY_HELP)
@click.option("--threads", type=click.IntRange(min=1), help="Threads to compute with.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about the run.")
def render(
    photo: Path | None,
    styles: tuple[Path, ...],
    recipe: Path | None,
    output: Path | None,
    settings_file: Path | None,
    assignments: tuple[str, ...],
    start: Path | None,
    background: str | None,
    project: Path | None,
    enlarge: Path | None,
    forecast: bool,
    memory: int | None,
    threads: int | None,
    as_json: bool,
    share: str | None,
    **named: str | None,
) -> int:
    """Paint PHOTO in the manner of each STYLE, without a window."""
    values: dict[str, Any] = read_settings_file(settings_file) if settings_file else {}
    values |= {name: value for name, value in named.items() if value is not None}
    if share is not None:
        values["shares"] = share.split(",")
    if start is not None:
        values["start_from"] = "picture"
    values |= parse_assignments(assignments)
    if recipe is not None and (photo is not None or start is not None):
        raise click.UsageError("a recipe names its own pictures: please give either it or PHOTO and STYLE")
    if recipe is None and not styles:
        raise click.UsageError("Missing argument 'PHOTO'." if photo is None else "Missing argument 'STYLE...'.")
    if output is None and not forecast:
        raise click.UsageError("Missing option '-o' / '--output'.")

    from stylegui.command_line.render import Options, render_files, tell_forecast
    from stylegui.command_line.wanted import Files

    files = Files(photo, styles, recipe, start, enlarge)
    options = Options(threads, memory, background, project)
    if forecast:
        click.echo(tell_forecast(files, values, options, as_json))
        return 0
    assert output is not None
    summary, code = render_files(files, output, values, options)
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
