"""What `stylegui project show` prints."""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from stylegui.document.project.project import VERSION, Project


def show(path: Path, as_json: bool) -> None:
    """Print what a project holds, also while another program works on it. Raises Problem if it is none."""
    with closing(Project.open(path, read_only=True)) as project:
        told = _told(project)
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"{path}: {len(told['results'])} results, {told['steps']} steps, {told['bytes'] / 1e6:.1f} MB")
    for picture in told["pictures"]:
        click.echo(f"  {picture['role']}: {picture['name']}")
    for result in told["results"]:
        state = "finished" if result["finished"] else f"{100 * result['fraction']:.0f} %"
        of = f", from {result['parent']}" if result["parent"] else ""
        click.echo(
            f"  result {result['number']} ({result['id']}{of}): {result['photo']}, "
            f"{result['width']} × {result['height']} px, "
            f"{result['evaluations']} evaluations in {result['seconds']:.0f} s, {state}"
        )
    if told["unfinished"]:
        click.echo(f"  unfinished: {told['unfinished']}; 'stylegui project resume {path} -o FILE' goes on with it")


def _told(project: Project) -> dict[str, Any]:
    contents = project.contents()
    entry = project.entry(contents.present)
    roles = [("photo", entry["photo"]), *(("style", style["source"]) for style in entry["styles"])]
    roles += [("start", entry["start"])]
    return {
        "schema": VERSION,
        "file": str(project.path),
        "bytes": project.file.size(),
        "steps": len(contents.steps),
        "pictures": [
            {"role": role, "sha256": picture["picture"], "name": picture["name"]} for role, picture in roles if picture
        ],
        "results": [{"number": number, **asdict(result)} for number, result in contents.history.numbered()],
        "unfinished": contents.unfinished or None,
    }
