"""`stylegui styles`: which styles there are, and drawing one."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.saving import check_target, save
from stylegui.engine.styles.drawn.families import FAMILIES, usual_handles
from stylegui.engine.styles.drawn_picture import LARGEST, drawn_size, parse_drawn
from stylegui.engine.styles.library import DRAWN, LICENCE, PAINTING, paintings


def show(as_json: bool) -> None:
    """Print all of them, by the name that `render` takes."""
    entries: list[dict[str, object]] = [
        {
            "id": PAINTING + painting.name,
            "kind": "painting",
            "title": painting.title,
            "painter": painting.painter,
            "year": painting.year,
            "place": painting.place,
            "licence": LICENCE,
        }
        for painting in paintings()
    ]
    entries += [
        {"id": DRAWN + name, "kind": "drawn", "title": family.title, "handles": usual_handles(name).model_dump()}
        for name, family in FAMILIES.items()
    ]
    if as_json:
        click.echo(json.dumps(entries))
        return
    for entry in entries:
        painter = f", {entry['painter']}, {entry['year']}" if "painter" in entry else ""
        click.echo(f"{entry['id']}  {entry['title']}{painter}")


def draw_file(name: str, size: int, handles: Mapping[str, str], output: Path) -> None:
    """Draw one, `size` pixels wide, to a file. Raises Problem."""
    if size > LARGEST:
        raise Problem(f"size: a drawn style has {LARGEST} pixels at most, not {size}")
    check_target(output, size)
    picture = parse_drawn(",".join([name, *(f"{handle}={value}" for handle, value in handles.items())]), longer=size)
    save(picture, output)
    width, height = drawn_size(size)
    click.echo(f"{output}: {width} × {height} px")
