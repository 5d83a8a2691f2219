"""What was taught, as a network that can be kept."""

from collections.abc import Sequence

from stylegui.engine.fast.network_file import About, FastNetwork
from stylegui.engine.fast.teaching import Teaching
from stylegui.engine.recipes.recipe_note import digest_of
from stylegui.engine.run.learning import thumbnail
from stylegui.engine.settings import Settings
from stylegui.engine.styles.style import Style

NOT_TOLD = {"size", "quality", "device", "seed", "auto"}  # settings that are not of what was taught


def taught_network(
    teaching: Teaching,
    styles: Sequence[Style],
    settings: Settings,
    name: str,
    licence: str = "",
    before: FastNetwork | None = None,
) -> FastNetwork:
    """The network as it is by now, taught these styles with these settings; `before` it was this one."""
    lessons = teaching.number + (0 if before is None else before.about.lessons)
    about = About(
        name=name,
        licence=licence,
        styles=tuple(digest_of(style.picture) for style in styles),
        settings=settings.model_dump(exclude=NOT_TOLD, mode="json"),
        network=settings.network,
        lessons=lessons,
    )
    small = thumbnail([style.seen() for style in styles], settings.style_shares(len(styles)))
    return FastNetwork(about, teaching.weights, small)
