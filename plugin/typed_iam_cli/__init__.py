"""The command line, a module a subcommand.

- ``app``      the group of subcommands, each imported when it is called
- ``files``    which files a list of paths stands for
- ``check``    which files or input, which settings, which exit status
- ``examine``  one file: read and judged, or a line that says why not
- ``output``   findings as text, JSON, SARIF, workflow commands and JUnit's XML
- ``progress`` a bar on the terminal
- ``explain``  one action, operation, service or diagnostic; ``sheet_lines`` for people
- ``expand``   the actions that wildcards take in
- ``rewrite``  strings of actions to members of enums and back; ``fix`` puts wrong ones right
- ``editing``  what these two share: the run over files; ``edit_stdin`` over standard input,
  ``edit_options``, ``edit_reports`` and ``diffs`` are for both, ``interrupts`` ends them in order
- ``update``   newer actions; ``download`` is all there is of a network
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

_NEEDED = ("click", "rich", "pathspec")


def main() -> None:
    """Entry point of the console script; exits with the command's status, 2 without its extra."""
    from importlib.util import find_spec

    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        print(
            f"typed-iam: the command line needs {', '.join(missing)}: pip install 'typed-iam[cli]'",
            file=sys.stderr,
        )
        sys.exit(2)
    # Names of files and text of theirs may hold what the terminal's encoding cannot say.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    from typed_iam_cli.app import app

    app(prog_name="typed-iam")
