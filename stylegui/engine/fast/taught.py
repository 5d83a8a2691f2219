"""What was taught, as a network that can be kept."""

from collections.abc import Sequence

from pydantic import ValidationError

from stylegui.engine.errors import Problem
from stylegui.engine.fast.network_file import About, FastNetwork
from stylegui.engine.fast.teaching import Teaching
from stylegui.engine.recipes.recipe_note import digest_of
from stylegui.engine.run.learning import thumbnail
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

NOT_TOLD = {"size", "quality", "device", "seed", "auto"}  # settings that are not of what is taught


def about_teaching(styles: Sequence[Style], settings: Settings, name: str, licence: str = "") -> About:
    """What the file will say of itself, but for the lessons. Raises Problem where a file cannot say that."""
    try:
        return About(
            name=name,
            licence=licence,
            styles=tuple(digest_of(style.picture) for style in styles),
            settings=settings.model_dump(exclude=NOT_TOLD, mode="json"),
            network=settings.network,
            lessons=0,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise Problem(f"the file of a fast network cannot hold that: {first['loc'][0]}: {first['msg']}") from error


def taught_network(about: About, teaching: Teaching, styles: Sequence[Style], settings: Settings) -> FastNetwork:
    """The network as it is by now."""
    small = thumbnail([style.seen() for style in styles], settings.style_shares(len(styles)))
    learnt = {"lessons": teaching.lessons, "grown_from": teaching.grown_from}
    return FastNetwork(about.model_copy(update=learnt), teaching.weights, small)
