"""The one error that a user reads."""


class Problem(Exception):
    """Something the user can mend. Its text says what happened, to which file, and what to do."""
