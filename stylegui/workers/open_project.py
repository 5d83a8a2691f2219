"""The project that is open, and the one that comes after it."""

from pathlib import Path

from stylegui.document.project.project import SUFFIX, Contents, Project
from stylegui.drafts import is_draft, is_worth_keeping, new_draft
from stylegui.engine.errors import Problem
from stylegui.engine.whole_file import check_place, is_same_file


class OpenProject:
    """Opens, exchanges, moves and closes. Everything raises Problem where a file cannot be read or written.

    Attributes:
        present: the project, or None. contents: of the next one; None where that is a draft before any other.
    """

    def __init__(self) -> None:
        self.present: Project | None = None
        self.contents: Contents | None = None
        self._next: Project | None = None

    @property
    def has_next(self) -> bool:
        """Another one is open already, to take the place of the present one."""
        return self._next is not None

    def open_next(self, path: str) -> bool:
        """Open the project at `path`, or begin a draft with ""; returns whether it is not one that is open already."""
        there = [project.path for project in (self.present, self._next) if project is not None]
        if path and Path(path).exists() and any(is_same_file(Path(path), each) for each in there):
            return False
        project = Project.open(Path(path)) if path else Project.create(new_draft())
        try:
            contents = project.contents() if path or self.present is not None else None
        except Problem:
            project.close()
            raise
        self.let_next_go()
        self._next, self.contents = project, contents
        return True

    def exchange(self) -> Project | None:
        """The next one becomes the present one; returns the one before, which is to be closed."""
        before, self.present, self._next = self.present, self._next, None
        return before

    def let_next_go(self) -> None:
        """The present one stays."""
        project, self._next = self._next, None
        if project is not None:
            close(project)

    def move(self, path: Path) -> bool:
        """Lie at `path` from now on; a draft is moved there. Returns whether it did not lie there already."""
        if path.suffix.lower() != SUFFIX:  # perhaps a picture: a project never takes its place
            raise Problem(f"{path} does not end in {SUFFIX}: please give the project a name that does")
        before = self.present
        if before is None:
            check_place(path)
            self.present = Project.create(path)
            return True
        if path.exists() and is_same_file(path, before.path):
            return False
        before.file.copy_to(path)
        self.present = Project.open(path, known=before)
        before.close()
        if is_draft(before.path):
            before.path.unlink(missing_ok=True)
        return True

    def close(self, discard: bool) -> None:
        """Nothing is open any more; a draft that is to be discarded goes."""
        project, self.present = self.present, None
        if project is not None:
            close(project, discard)


def close(project: Project, discard: bool = False) -> None:
    """Close it; a draft goes if it is to be discarded, or if nobody would miss it."""
    try:
        goes = is_draft(project.path) and (discard or not is_worth_keeping(project.contents()))
    finally:
        project.close()
    if goes:
        project.path.unlink(missing_ok=True)
