"""What the gallery offers: paintings that are shipped, drawn styles, and what is one's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings

from stylegui.engine.fast.network_name import is_network_file
from stylegui.engine.styles.drawn.families import FAMILIES
from stylegui.engine.styles.library import DRAWN, LICENCE, PAINTING, is_named, paintings
from stylegui.paths import pasted_folder

MOST_RECENT = 24
_RECENT, _FAVOURITES, _FOLDERS = "gallery/recent", "gallery/favourites", "gallery/folders"


class Kind(Enum):
    """Where an entry comes from."""

    PAINTING = "painting"
    DRAWN = "drawn"
    MINE = "mine"


@dataclass(frozen=True)
class Entry:
    """One style, or a fast network.

    Attributes:
        name: what it is loaded by: "drawn:pencil", "painting:udnie", or a file's path.
        title, maker: what it is called, and who made it when. details: all else that is to be told, line by line.
    """

    name: str
    kind: Kind
    title: str
    maker: str = ""
    details: tuple[str, ...] = ()
    is_favourite: bool = False


class Mine:
    """Styles of one's own: what was used lately, favourites, folders; kept between starts."""

    def note(self, path: Path) -> bool:
        """A file was used as a style. Whether that is news."""
        known = self.recent()
        if known[:1] == [str(path)]:
            return False
        _keep(_RECENT, [str(path), *(each for each in known if each != str(path))][:MOST_RECENT])
        return True

    def recent(self) -> list[str]:
        """Paths, the last used first."""
        return _kept(_RECENT)

    def favourites(self) -> list[str]:
        """Names."""
        return _kept(_FAVOURITES)

    def set_favourite(self, name: str, on: bool) -> None:
        """An entry is a favourite from now on, or no more."""
        others = [each for each in self.favourites() if each != name]
        _keep(_FAVOURITES, [*others, name] if on else others)

    def folders(self) -> list[str]:
        """Paths."""
        return _kept(_FOLDERS)

    def set_folder(self, path: str, on: bool) -> None:
        """What a folder holds is one's own from now on, or no more."""
        others = [each for each in self.folders() if each != path]
        _keep(_FOLDERS, [*others, path] if on else others)


def entries(mine: Mine, in_folders: Sequence[str] = ()) -> list[Entry]:
    """All there are, with the paths in one's folders; what was used lately first among one's own."""
    favourites = set(mine.favourites())
    found = [
        Entry(
            PAINTING + each.name,
            Kind.PAINTING,
            each.title,
            f"{each.painter}, {each.year}",
            tuple(line for line in (each.place, LICENCE) if line),
        )
        for each in paintings()
    ]
    drawn = QCoreApplication.translate("Gallery", "drawn by StyleGUI, at any size")
    found += [Entry(DRAWN + name, Kind.DRAWN, family.title, drawn) for name, family in FAMILIES.items()]
    kept = (*mine.recent(), *(name for name in mine.favourites() if not is_named(name)))
    own = dict.fromkeys((*(path for path in kept if Path(path).is_file()), *in_folders))
    network = QCoreApplication.translate("Gallery", "fast network: paints at once")
    for path in own:
        maker = network if is_network_file(Path(path)) else ""
        found.append(Entry(path, Kind.MINE, _title(Path(path)), maker, details=(path,)))
    return [replace(entry, is_favourite=entry.name in favourites) for entry in found]


def _title(path: Path) -> str:
    if path.parent != pasted_folder():
        return path.stem
    return QCoreApplication.translate("Gallery", "Pasted %s") % path.stem.rpartition(" ")[0]


def _kept(key: str) -> list[str]:
    value = QSettings().value(key, [])
    return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []


def _keep(key: str, names: list[str]) -> None:
    QSettings().setValue(key, names)
