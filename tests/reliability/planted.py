"""Each promise is broken by a fault planted for it: ``python -m tests.reliability.planted``.

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
    caught = 0
    for name, planted in PLANTED.items():
        with tempfile.TemporaryDirectory() as folder:
            kept = planted(Path(folder))
        caught += bool(kept.broken)
        what = kept.broken[0][:100] if kept.broken else kept.figure
        print(f"{'caught' if kept.broken else 'MISSED'} {name}: {what!r}", flush=True)
    print(f"caught {caught} of {len(PLANTED)}")
    return 0 if caught == len(PLANTED) else 1


if __name__ == "__main__":
    sys.exit(main())
