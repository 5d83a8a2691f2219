"""The document: what it knows of itself, and what it does not let through."""

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
from made_documents import HEIGHT, WIDTH, made_document, made_mask, made_picture

from stylegui.document.document import Document, with_picture_of_style, with_turned_style
from stylegui.engine.errors import Problem
from stylegui.engine.regions.regions import Region
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style


def with_settings(document: Document, **values: object) -> Document:
    return replace(document, settings=document.settings.model_copy(update=values))


def test_a_recipe_comes_of_a_document_once_it_has_all_its_pictures() -> None:
    photo, style, start = made_picture(0), Style(made_picture(1)), made_picture(2)
    assert Document().recipe() is None
    assert Document(photo).recipe() is None
    assert Document(None, (style,)).recipe() is None
    document = Document(photo, (style,), start=start)
    recipe = document.recipe()
    assert recipe is not None
    assert (recipe.photo, recipe.styles, recipe.start) == (photo, (style,), None)
    from_picture = with_settings(document, start_from="picture")
    assert replace(from_picture, start=None).recipe() is None
    recipe = from_picture.recipe()
    assert recipe is not None
    assert recipe.start is start
    assert Document.of(recipe).is_like(from_picture)


def test_its_pictures_are_all_of_them() -> None:
    photo, style, start = made_picture(0), made_picture(1), made_picture(2)
    assert Document().pictures() == ()
    assert Document(photo, (Style(style),), start=start).pictures() == (photo, start, style)


def test_styles_are_found_by_their_keys() -> None:
    document = made_document()
    second = document.styles[1]
    assert document.style(second.key) is second
    assert document.index(second.key) == 1
    assert document.style("none") is None
    with pytest.raises(ValueError, match="none"):
        document.index("none")


def test_shares_are_percents_of_what_they_sum_to() -> None:
    document = made_document()
    assert with_settings(document, shares=(1.0, 1.0, 2.0)).shares() == (25, 25, 50)
    assert with_settings(document, shares=()).shares() == pytest.approx((100 / 3,) * 3)
    assert Document().shares() == ()


def test_documents_are_alike_that_say_the_same_of_the_same_pictures() -> None:
    document = made_document()
    first = document.styles[0]
    assert document.is_like(replace(document))
    assert document.is_like(replace(document, styles=(replace(first), *document.styles[1:])))
    others = [
        replace(document, photo=made_picture(0, "photo")),
        replace(document, start=document.photo),
        with_settings(document, strength=51.0),
        replace(document, styles=document.styles[1:]),
        replace(document, styles=(replace(first, key="another"), *document.styles[1:])),
        replace(document, styles=(replace(first, rotation=1.0), *document.styles[1:])),
        replace(document, regions=document.regions[1:]),
        replace(document, regions=(replace(document.regions[0]), *document.regions[1:])),
    ]
    for other in others:
        assert not document.is_like(other)
        assert not other.is_like(document)


def test_what_fits_together_passes_the_check() -> None:
    Document().check()
    made_document().check()
    with_settings(made_document(), shapes=(0.0, 0.0, 0.0), marks=(100.0, 0.0, 50.0)).check()


@pytest.mark.parametrize("name", ["shares", "shapes", "marks"])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_number_for_each_style_is_wanted_or_none(name: str, count: int) -> None:
    with pytest.raises(Problem, match=rf"{name}: {count} given for 3 style"):
        with_settings(made_document(), **{name: (50.0,) * count}).check()
    with pytest.raises(Problem, match=rf"{name}: {count} given for 0 style"):
        Document(settings=Settings(**{name: (50.0,) * count})).check()  # type: ignore[arg-type]  # by name


def test_shares_of_nothing_are_refused() -> None:
    with pytest.raises(Problem, match="shares"):
        with_settings(made_document(), shares=(0.0, 0.0, 0.0)).check()


@pytest.mark.parametrize(
    "turned",
    [
        *({"brush_size": value} for value in (-1.0, 101.0, nan, inf)),
        *({"rotation": value} for value in (-361.0, 1000.0, nan)),
        *({"crop": value} for value in ((0.0, 0.0, 1.0, 1.1), (-0.1, 0.0, 1.0, 1.0), (nan, 0.0, 1.0, 1.0), (0.0, 1.0))),
    ],
)
def test_a_style_is_not_turned_out_of_its_bounds(turned: dict[str, object]) -> None:
    document = made_document()
    style = document.styles[1]
    with pytest.raises(Problem, match="please give"):
        with_turned_style(document, style.key, **turned)
    wrong = replace(style, **turned)  # type: ignore[arg-type]  # by name
    with pytest.raises(Problem, match="please give"):
        replace(document, styles=(document.styles[0], wrong, document.styles[2])).check()


def test_regions_are_of_the_photo_and_of_styles_that_are_there() -> None:
    document = made_document()
    wrong = [
        (Region(made_mask(0, HEIGHT + 1), 0),),
        (Region(made_mask(0, WIDTH, HEIGHT), 0),),
        (Region(made_mask(0), 3),),
        (Region(made_mask(0), -1),),
    ]
    for regions in wrong:
        with pytest.raises(Problem, match="paint it again"):
            replace(document, regions=regions).check()
    with pytest.raises(Problem, match="not of this photo"):
        replace(document, photo=None).check()


def test_another_picture_of_a_style_keeps_its_key_place_and_brush_alone() -> None:
    document = made_document()
    key = document.styles[2].key
    document = with_turned_style(document, key, crop=(0.1, 0.2, 0.9, 0.8), rotation=30.0, brush_size=70.0)
    picture = made_picture(5)
    style = with_picture_of_style(document, key, picture).styles[2]
    assert (style.key, style.source, style.brush_size) == (key, picture, 70)
    assert (style.crop, style.rotation) == ((0, 0, 1, 1), 0)


def test_a_mask_is_shared_by_documents_that_do_not_change_it() -> None:
    document = made_document()
    turned = with_turned_style(document, document.styles[2].key, rotation=10.0)
    assert all(new.mask is old.mask for new, old in zip(turned.regions, document.regions, strict=True))
    assert np.array_equal(turned.regions[0].mask, made_mask(0))
