"""How far long work is, and how long it will still take: a bar on a terminal, else plain lines."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.messages import say

if TYPE_CHECKING:
    from pipeline.run import Progress

# Without a terminal, work that takes less than this many seconds says nothing, and longer work
# says something no more often.
_BETWEEN_LINES = 10.0


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Give the function that a run calls as exports are finished."""
    if not sys.stderr.isatty():
        yield progress_lines(lambda line: print(line, file=sys.stderr, flush=True))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}", markup=False),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("run.progress"), total=None, left="")
        began = time.monotonic()

        def update(done: int, total: int, name: str) -> None:
            nonlocal began
            began = time.monotonic() if done == 0 else began
            left = time_left(done, total, time.monotonic() - began)
            bar.update(task, completed=done, total=total, left=left)

        yield update


def progress_lines(
    write: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> Progress:
    """A progress function that writes a line now and then while there is still work to do."""
    began = last = clock()

    def update(done: int, total: int, name: str) -> None:
        nonlocal began, last
        now = clock()
        if done == 0:
            began = last = now
        elif now - last >= _BETWEEN_LINES and done < total:
            left = time_left(done, total, now - began)
            write(say("run.progress_line", done=done, total=total, left=left))
            last = now

    return update


def time_left(done: int, total: int, seconds: float) -> str:
    """In words, how long the rest takes if it goes on as in the `seconds` so far; nothing where
    nothing is done yet or nothing is left."""
    if not 0 < done < total:
        return ""
    left = seconds / done * (total - done)
    for unit, size, limit in (("seconds", 1, 60), ("minutes", 60, 5400), ("hours", 3600, math.inf)):
        if left < limit:
            return say(f"left.{unit}", count=math.ceil(left / size) or 1)
    raise AssertionError(left)
