"""The paintings that are shipped, and styles by name."""

import pytest

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import load
from stylegui.engine.styles.drawn_picture import DrawnPicture
from stylegui.engine.styles.library import is_named, named_style, paintings
from stylegui.paths import resources


def test_ten_paintings_are_there_with_what_is_to_be_told_of_them() -> None:
    assert len(paintings()) == 10
    for painting in paintings():
        picture = load(painting.file)
        assert 700 < max(picture.width, picture.height) <= 1280
        assert painting.title
        assert painting.painter
        assert painting.year


def test_they_take_three_megabytes_at_most_and_none_is_without_words() -> None:
    files = set((resources() / "paintings").glob("*.jpg"))
    assert files == {painting.file for painting in paintings()}
    assert sum(file.stat().st_size for file in files) < 3_000_000


def test_a_style_is_had_by_its_name() -> None:
    painting = named_style("painting:starry-night")
    assert (painting.path, painting.name) == (resources() / "paintings" / "starry-night.jpg", "The Starry Night")
    drawn = named_style("drawn:pencil,density=70")
    assert isinstance(drawn, DrawnPicture)
    assert drawn.handles.density == 70


def test_files_are_not_names() -> None:
    assert is_named("drawn:oil")
    assert is_named("painting:udnie")
    assert not is_named("folder/drawn.png")


def test_a_painting_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(Problem, match=r"'mona-lisa'; there are: starry-night, the-scream"):
        named_style("painting:mona-lisa")
