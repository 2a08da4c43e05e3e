"""How far long work is, and how long it will still take: a bar on a terminal, else plain lines."""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.messages import say

if TYPE_CHECKING:
    from rich.text import Text

    from pipeline.run import Progress

# Without a terminal, work that takes less than this many seconds says nothing, and longer work
# says something no more often; nor more often than at this share of the time that it has taken.
_BETWEEN_LINES = 10.0
_SHARE_BETWEEN = 0.2
_BETWEEN_LOOKS = 1.0  # seconds


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Give the function that a run calls as exports are finished."""
    if not sys.stderr.isatty():
        update, look = progress_lines(lambda line: print(line, file=sys.stderr, flush=True))
        with _again_and_again(look):
            yield update
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn
    from rich.progress import Progress as Bar
    from rich.text import Text

    class _Time(ProgressColumn):
        """Drawn anew all the time, so that the time left runs down while a long export is read."""

        def render(self, task: Task) -> Text:
            return Text(time_words(task.elapsed or 0, left_now(task.fields["end"], clock())))

    clock = time.monotonic
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Time())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("run.progress"), total=None, end=None)

        def show(done: int, total: int, left: float | None) -> None:
            if done == 0:
                bar.reset(task)
            end = None if left is None else clock() + left
            bar.update(task, completed=done, total=total, end=end)

        yield show


def progress_lines(
    write: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> tuple[Progress, Callable[[], None]]:
    """A progress function that writes a line now and then while there is still work to do, and
    one that does so when it is called between: an export may take long."""
    began = last = clock()
    done = total = 0
    end: float | None = None

    def look() -> None:
        nonlocal last
        now = clock()
        wait = max(_BETWEEN_LINES, _SHARE_BETWEEN * (last - began))
        if now - last >= wait and done < total:
            words = time_words(now - began, left_now(end, now))
            write(say("run.progress_line", done=done, total=total, time=words))
            last = now

    def update(so_far: int, of: int, left: float | None) -> None:
        nonlocal began, last, done, total, end
        now = clock()
        if so_far == 0:
            began = last = now
        done, total, end = so_far, of, None if left is None else now + left
        look()

    return update, look


@contextmanager
def _again_and_again(look: Callable[[], None]) -> Iterator[None]:
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(_BETWEEN_LOOKS):
            look()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def left_now(end: float | None, now: float) -> float | None:
    """The seconds until an estimated end; None without one, and where it is over."""
    return end - now if end is not None and end > now else None


def time_words(spent: float, left: float | None) -> str:
    """In words, how long work takes still or, where nobody knows, has taken."""
    if left is None:
        return say("progress.spent", time=_words(spent, math.floor))
    return say("progress.left", time=_words(left, math.ceil))


def _words(seconds: float, whole: Callable[[float], int]) -> str:
    for unit, size, limit in (("seconds", 1, 60), ("minutes", 60, 5400), ("hours", 3600, math.inf)):
        if seconds < limit:
            return say(f"progress.{unit}", count=whole(seconds / size) or 1)
    raise AssertionError(seconds)
