"""``python -m typed_iam_cli``."""

from __future__ import annotations

from typed_iam_cli import main

if __name__ == "__main__":
    main()
