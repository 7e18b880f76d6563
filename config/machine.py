"""The machine: its memory, which limits uploaded images, and the time zones that it knows."""

import os
from pathlib import Path

from config.environment import read_matching


def read_memory():
    """Return the megabytes of memory that the site can use.

    The value is from Fly.io, or else the smaller of the container's limit and the memory of
    the machine.
    """
    if value := read_matching("FLY_VM_MEMORY_MB", "[1-9][0-9]*", "number of megabytes", 256):
        return int(value)
    sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in ("memory.max", "memory/memory.limit_in_bytes"):
        try:
            sizes.append(int(Path("/sys/fs/cgroup", file).read_text()))
        except (OSError, ValueError):  # another kind of machine, or "max"
            continue
    return min(sizes) // 2**20


def find_image_limits():
    """Return the most pixels of an upload, and of a side of what is kept, for this machine.

    So many pixels take up to 40 MB at 256 MB and 250 MB at 512, and the site itself 150 MB.
    Images are kept with twice the pixels of the widest rendition; the smallest machines lack
    the memory to encode that, since AVIF and WebP take up to 45 bytes a pixel.
    """
    memory = read_memory()
    megapixels = min(max(3 + (memory - 256) * 13 // 256, 2), 40)
    return megapixels * 1_000_000, 3200 if memory >= 512 else 960


class TimeZones:
    """Names of the time zones that an account can have.

    They are read from the machine when an account is edited: at each start it would take
    longer than the first response. Browsers do not know two of them.
    """

    def __iter__(self):
        from zoneinfo import available_timezones

        return iter(sorted(available_timezones() - {"localtime", "Factory"}))

    def __len__(self):
        return len(list(iter(self)))
