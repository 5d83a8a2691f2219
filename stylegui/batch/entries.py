"""What is wished for the queue, as its entries."""

from stylegui.batch.names import is_text, named, photos_in
from stylegui.batch.queue import QueueEntry, QueueFolder, for_any_photo
from stylegui.batch.queue_wish import FastWay, QueueWish
from stylegui.engine.errors import Problem
from stylegui.engine.fast.manner import Manner, manner_of


def entries_of(wish: QueueWish, kept_in: QueueFolder) -> list[QueueEntry]:
    """An entry for each photo; what they are painted with is kept in the queue's folder. Raises Problem."""
    files = [file for path in wish.photos for file in (photos_in(path) if path.is_dir() else [path])]
    odd = next((file for file in files if not is_text(file.name)), None)
    if odd is not None:
        raise Problem(f"the name of {str(odd)!a} is no text: please rename it, and add the photos again")
    way, own = wish.way, wish.way.photo
    at_once: Manner | None = None
    if isinstance(way, FastWay):
        if not files and own.path is None:
            raise Problem("the photo is in no file: please save it as one, and add that")
        at_once = manner_of(way.settings, way.settings.auto == "off")
        id, names = _keep_network(way, wish, kept_in), [way.network.name]
    else:
        id = kept_in.keep_recipe(for_any_photo(way) if files else way)
        names = [style.picture.name for style in way.styles]
    photos = [(str(file.absolute()), file.name) for file in files]
    entries = []
    for photo, shown in photos or [("" if own.path is None else str(own.path.absolute()), own.name)]:
        entries.append(
            QueueEntry(
                photo=photo, shown=shown, recipe=id, at_once=at_once, folder=str(wish.folder), template=wish.template,
                wanted=named(wish.template, shown, names, way.settings.size), saving=wish.saving,
                has_report=any(path.is_dir() for path in wish.photos),
            )
        )  # fmt: skip
    return entries


def _keep_network(way: FastWay, wish: QueueWish, kept_in: QueueFolder) -> str:
    """Its id. Raises Problem where nothing could be painted with it."""
    from stylegui.engine.fast.fast_result import check_fast_saving
    from stylegui.engine.fast.network_file import load_network_file

    check_fast_saving(wish.saving)
    load_network_file(way.network)
    return kept_in.keep_network(way.network)
