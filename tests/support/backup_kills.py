"""Backups and restores that are killed at random moments, in a process of backup_process."""

import os
import random
import signal
import time
from pathlib import Path

from tests.support.backup_process import back_up, describe, digest, fork_alone, restore


def kill_restores(paths, kills):
    """End processes that restore the archives in turn, each at a random moment.

    Return how often each state was found afterwards: the last one, the new one, another.
    """
    states = []
    for path in paths:
        start = time.monotonic()
        restore(path)
        duration = time.monotonic() - start
        states.append(describe())
    found = {"old": 0, "new": 0, "neither": 0}
    current = 1
    for _ in range(kills):
        other = 1 - current
        end_at_random(duration, restore, paths[other])
        state = describe()
        if state == states[current]:
            found["old"] += 1
        elif state == states[other]:
            found["new"] += 1
            current = other
        else:
            found["neither"] += 1
    restore(paths[0])
    found["whole"] = describe() == states[0]
    return found


def kill_backups(path, kills):
    """End processes that back up to the path, each at a random moment.

    Return how often an archive that is no good was found there.
    """
    from pages.operations.backup.archive import Archive

    start = time.monotonic()
    back_up(path)
    duration = time.monotonic() - start
    before = digest(Path(path).read_bytes())
    found = {"old": 0, "new": 0}
    for _ in range(kills):
        end_at_random(duration, back_up, path)
        with Archive(path):
            after = digest(Path(path).read_bytes())
        found["old" if after == before else "new"] += 1
        before = after
    back_up(path)
    return found


def end_at_random(duration, function, *arguments):
    """Start the function in a process, and kill it at a moment within its duration."""
    child = fork_alone(function, *arguments)
    time.sleep(random.uniform(0, duration * 1.2))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
