"""`stylegui teach`."""

import json
from pathlib import Path

import click

from stylegui.command_line.painting_options import settings_help, values_of
from stylegui.command_line.parameters import PATH


@click.command(epilog=settings_help())
@click.argument("styles", metavar="STYLE...", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", required=True, type=PATH, help="Where to write it (.stylegui-network).")
@click.option("--photos", type=PATH, metavar="FOLDER", help="Photos of yours to learn from, beside those that ship.")
@click.option("--pairs", type=PATH, metavar="FOLDER", help="Results in the style, with their photos, to learn from.")
@click.option("--from", "begun", type=PATH, metavar="NETWORK", help="Go on with this network, for half of the time.")
@click.option("--quick", is_flag=True, help="In one minute, further from the painting; not of a style file.")
@click.option("--name", default="", help="What it is called; after the file unless given.")
@click.option("--licence", default="", help="What may be done with it, in words.")
@click.option("--share", help="Each style's part, like 70,30.")
@click.option("--settings", "settings_file", type=PATH, help="A JSON file with settings.")
@click.option("--set", "assignments", multiple=True, metavar="NAME=VALUE", help="One setting; may be repeated.")
@click.option("--seed", help="Another number, another network.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads to compute with.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about what was taught.")
def teach(
    styles: tuple[Path, ...],
    output: Path,
    photos: Path | None,
    pairs: Path | None,
    begun: Path | None,
    quick: bool,
    name: str,
    licence: str,
    share: str | None,
    settings_file: Path | None,
    assignments: tuple[str, ...],
    seed: str | None,
    threads: int | None,
    as_json: bool,
) -> int:
    """Teach a fast network each STYLE, or their mixture: it paints any photo at a glance.

    Takes some two minutes on two cores. `render PHOTO --fast NETWORK` and `batch FOLDER --fast NETWORK` paint with
    it. Ctrl+C writes what it knows by then, and --from goes on with it.
    """
    from stylegui.command_line.fast.teach_command import Wish, teach_file

    values = values_of(settings_file, assignments, share, {"seed": seed})
    summary, code = teach_file(Wish(styles, output, photos, pairs, begun, quick, name, licence, values), threads)
    if as_json:
        click.echo(json.dumps(summary))
    return code
