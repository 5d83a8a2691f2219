"""`stylegui styles`: its commands."""

from pathlib import Path

import click

from stylegui.command_line.parameters import PATH
from stylegui.engine.settings import parse_assignments


class _TellsHandles(click.Command):
    """A command whose help page ends with the drawn styles and their handles, found when it is asked for."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from stylegui.command_line.styles_command import tell_handles

        self.epilog = tell_handles()
        super().format_epilog(ctx, formatter)


@click.group()
def styles() -> None:
    """List the styles that come with the program, draw one, and make style files."""


@styles.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_styles(as_json: bool) -> int:
    """Paintings and drawn styles, by the names that `render` takes as STYLE."""
    from stylegui.command_line.styles_command import show

    show(as_json)
    return 0


@styles.command("draw", cls=_TellsHandles)
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
