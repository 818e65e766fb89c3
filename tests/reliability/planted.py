"""Each promise is broken by a fault planted for it: ``python -m tests.reliability.planted [NAME…]``.

A command that cannot fail shows nothing. Each fault is in the product, not in what measures it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.reliability import crashes, modes, scale, writes
from tests.reliability.promises import Planted

PLANTED: dict[str, Planted] = {
    f"{suite.__name__.rpartition('.')[2]}: {name}": planted
    for suite in (crashes, modes, writes, scale)
    for name, planted in suite.PLANTED.items()
}


def main() -> int:
    """Print whether each fault was caught, and how; the status is 1 if one was not."""
    names = sys.argv[1:] or list(PLANTED)
    caught = 0
    for name in names:
        planted = PLANTED[name]
        with tempfile.TemporaryDirectory() as folder:
            kept = planted(Path(folder))
        caught += bool(kept.broken)
        what = kept.broken[0][:100] if kept.broken else kept.figure
        print(f"{'caught' if kept.broken else 'MISSED'} {name}: {what!r}", flush=True)
    print(f"caught {caught} of {len(names)}")
    return 0 if caught == len(names) else 1


if __name__ == "__main__":
    sys.exit(main())
