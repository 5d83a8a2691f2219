"""A session's result becomes a file; where that cannot be, it is kept elsewhere rather than lost."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.saving import (
    Made,
    Saving,
    check_size,
    is_deep,
    save,
    sidecar_of,
    size_of,
    write_result,
)
from stylegui.engine.pictures.images import Picture, working_size
from stylegui.engine.recipes.recipe import Recipe
from stylegui.engine.recipes.recipe_file import save_recipe
from stylegui.engine.run.session import Session


def check_saving(recipe: Recipe, output: Path, saving: Saving) -> None:
    """Before the work: whether a file of that size can be made. Raises Problem."""
    painted = working_size(recipe.photo.width, recipe.photo.height, recipe.settings.size)
    check_size(output, *size_of(painted, recipe.photo, saving))


def save_session(session: Session, output: Path, saving: Saving) -> list[str]:
    """Save the result of a session as it is now. Returns what the user should know. Raises Problem."""
    frame = session.snapshot()
    deep = is_deep(frame.photo, output, saving)
    return save_result(lambda: session.made(deep, saving.names_paths), frame.picture(), frame.recipe, output, saving)


def save_result(
    make: Callable[[], Made], plain: Picture, recipe: Recipe | None, output: Path, saving: Saving
) -> list[str]:
    """Save what is made, with its recipe if it has one.

    Where that fails, the plain result is kept in the temporary folder, and what is raised says so.
    """
    try:
        notices = write_result(make(), output, saving)
    except Exception as problem:  # whatever it is, the picture is not lost
        refuge = Path(tempfile.mkdtemp(prefix="stylegui-")) / f"{output.stem[:100]}.png"
        try:
            save(plain, refuge)
        except Problem:
            raise problem from None
        raise Problem(f"{problem}; the result was kept as {refuge}") from problem
    try:
        if saving.has_sidecar and recipe is not None:
            save_recipe(recipe, sidecar_of(output))
    except Problem as problem:  # the picture is there
        notices.append(f"the recipe could not be written: {problem}")
    return notices
