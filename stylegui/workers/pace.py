"""When a run is shown, and when it is kept: as often as it moves, and as those who wait for it can bear."""

from time import monotonic

from stylegui.jobs import Schedule

FRAME_INTERVAL_S, PROGRESS_INTERVAL_S = 0.033, 0.2


class Pace:
    """Of the present run.

    Of a large picture a step takes many turns: between them there is nothing new to show or to keep.
    """

    def __init__(self) -> None:
        self._shown_at = self._kept_at = 0  # evaluations
        self._in_flight = self._is_keeping = False
        self._last_frame = self._last_progress = 0.0
        self._schedule = Schedule()

    def begin(self, evaluations: int, is_shown: bool, is_another: bool) -> None:
        """A session goes on from so many evaluations, whose result is kept; and shown, or there is none to see."""
        self._shown_at, self._kept_at = evaluations if is_shown else -1, evaluations
        if is_another:
            self._schedule = Schedule()

    def is_frame_due(self, evaluations: int) -> bool:
        """A frame is new, the last one has been seen, and long enough."""
        is_free = not self._in_flight and monotonic() - self._last_frame >= FRAME_INTERVAL_S
        return evaluations != self._shown_at and is_free

    def show_again(self) -> None:
        """Only what the eye sees of it has changed."""
        self._shown_at = -1

    def is_unseen(self, evaluations: int) -> bool:
        """No frame of it was sent."""
        return evaluations != self._shown_at

    def is_progress_due(self, evaluations: int) -> bool:
        """There is nothing new to see, and for some time nothing was said. Once asked, it is taken for said."""
        due = evaluations == self._shown_at and monotonic() - self._last_progress >= PROGRESS_INTERVAL_S
        self._last_progress = monotonic() if due else self._last_progress
        return due

    def is_new(self, evaluations: int) -> bool:
        """It was not kept yet."""
        return evaluations != self._kept_at

    def is_keeping_due(self) -> bool:
        """The last one is written, and long enough ago."""
        return not self._is_keeping and self._schedule.is_due()

    def is_exact_due(self) -> bool:
        """And all that the run is with it."""
        return self._schedule.is_exact_due()

    def note_frame(self, evaluations: int) -> None:
        """A frame was sent."""
        self._in_flight, self._last_frame, self._shown_at = True, monotonic(), evaluations

    def note_seen(self) -> None:
        """The last one has been painted."""
        self._in_flight = False

    def note_snapshot(self, evaluations: int, is_exact: bool) -> None:
        """A snapshot was sent."""
        self._is_keeping, self._kept_at = True, evaluations
        self._schedule.note(is_exact)

    def note_kept(self, seconds: float) -> None:
        """It was written, in so many seconds; where that is slow, the next one waits longer."""
        self._is_keeping = False
        self._schedule.note_cost(seconds)
