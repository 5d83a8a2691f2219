"""`stylegui styles`: which styles there are, drawing one, and making style files."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from stylegui.command_line.wanted import load_style
from stylegui.engine.errors import Problem
from stylegui.engine.network.in_memory import encoder_for
from stylegui.engine.pictures.files.saving import check_size, save
from stylegui.engine.run.learning import learn, mix
from stylegui.engine.settings import Settings, make_settings
from stylegui.engine.styles.drawn.families import FAMILIES, usual_handles
from stylegui.engine.styles.drawn.handles import PALETTES, Handles
from stylegui.engine.styles.drawn_picture import LARGEST, drawn_size, drawn_with
from stylegui.engine.styles.library import DRAWN, LICENCE, PAINTING, paintings
from stylegui.engine.styles.style_file import LearntPicture, check_style_target, save_style


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


def tell_handles() -> str:
    """The drawn styles and their handles, for the end of a help page (click keeps a paragraph after backspace)."""
    values = {
        "palette": f"{' | '.join(PALETTES)}, or five colours like 14213d-2a6f97-e9c46a-f4a261-e76f51",
        "direction": "flow, or degrees anticlockwise",
        "seed": "another number, another drawing",
    }
    lines = ["\b", "Drawn styles:", *(f"  {name:<15} {family.title}" for name, family in FAMILIES.items())]
    lines += ["", "\b", "Handles (`render` takes 'photo' too as palette and direction):"]
    return "\n".join(lines + [f"  {name:<15} {values.get(name, '0..100 (50)')}" for name in Handles.model_fields])


def draw_file(name: str, size: int, handles: Mapping[str, object], output: Path) -> None:
    """Draw one, `size` pixels wide, to a file. Raises Problem."""
    if size > LARGEST:
        raise Problem(f"size: a drawn style has {LARGEST} pixels at most, not {size}")
    check_size(output, *drawn_size(size))
    picture = drawn_with(name, {handle: str(value) for handle, value in handles.items()}, longer=size)
    save(picture, output)
    click.echo(f"{output}: {picture.width} × {picture.height} px")


def read_file(painting: Path, author: str, licence: str, network: str, marks: bool, output: Path) -> None:
    """Learn a painting, and write that to a file. Raises Problem."""
    check_style_target(output)
    settings = make_settings({"network": network})
    picture = load_style(painting)
    if isinstance(picture, LearntPicture):
        raise Problem(f"{painting} is a style file already")
    _save(learn(encoder_for(settings), picture, settings, author, licence, marks), output)


def mix_files(files: Sequence[Path], share: str | None, name: str, author: str, licence: str, output: Path) -> None:
    """Mix styles, and write that to a file. Raises Problem."""
    check_style_target(output)
    try:
        shares = [float(part) for part in share.split(",")] if share is not None else [1.0] * len(files)
    except ValueError as error:
        raise Problem(f"share: {share!r} are no numbers with commas between") from error
    mixing = make_settings({"shares": shares})
    mixing.style_shares(len(files))  # before the work
    pictures = [load_style(path) for path in files]
    known = next((each.about for each in pictures if isinstance(each, LearntPicture)), None)
    settings = make_settings({"network": known.network, "pooling": known.pooling}) if known else Settings()
    learnt = [
        each if isinstance(each, LearntPicture) else learn(encoder_for(settings), each, settings, marks=False)
        for each in pictures
    ]
    _save(mix(learnt, mixing, name or output.stem, author, licence), output)


def _save(picture: LearntPicture, output: Path) -> None:
    save_style(picture, output)
    sizes = ", ".join(map(str, picture.readings))
    click.echo(f"{output}: {output.stat().st_size / 1e6:.1f} MB, read at {sizes} px")
