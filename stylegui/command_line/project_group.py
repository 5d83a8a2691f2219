"""`stylegui project`: its commands."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from stylegui.command_line.parameters import MEMORY_HELP, PATH, Bytes
from stylegui.command_line.saving_options import how_to_save, saving_of


@click.group()
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
@how_to_save
@click.option("--memory", type=Bytes(), help=MEMORY_HELP)
@click.option("--threads", type=click.IntRange(min=1), help="Threads to compute with.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about the run.")
def resume_project(
    file: Path, output: Path, saved: Mapping[str, Any], memory: int | None, threads: int | None, as_json: bool
) -> int:
    """Go on to the end with what is unfinished in FILE."""
    from stylegui.command_line.render import resume

    summary, code = resume(file, output, threads, saving_of(saved), memory)
    if as_json:
        click.echo(json.dumps(summary))
    return code


@project.command("export")
@click.argument("file", type=PATH)
@click.option("--result", default="", help="Its number, counted from 1, or its id; the last one unless given.")
@click.option("-o", "--output", type=PATH, required=True, help="Where to write it.")
@how_to_save
def export_project(file: Path, result: str, output: Path, saved: Mapping[str, Any]) -> int:
    """Write a result of FILE as a picture."""
    from stylegui.command_line.render import export

    export(file, result, output, saving_of(saved))
    return 0
