"""The command line.

- ``app``             the group of subcommands
- ``command``         the class of each, and the options that several have
- ``commands``        the subcommands, a module each
- ``editing``         what ``rewrite`` and ``fix`` share
- ``output``          formats of findings, diffs, progress
- ``discovery``       the files that paths name; ``standard_input`` in place of files
- ``settings``        ``[tool.typed-iam]``, narrowed by options
- ``download``        AWS's list of actions, and the only code that uses the network
- ``paths``           paths in messages and reports
- ``interrupts``      how SIGINT and SIGTERM end a command
"""

# No more imports here, not even from __future__: they come before __main__ makes the path safe.
import sys
from io import TextIOWrapper

_NEEDED = ("click", "rich", "pathspec")


def main() -> None:
    """Run the console script.

    It exits with the command's status, 2 without its extra, or 130 or 143 if a signal ends it.
    """
    from typed_iam_cli.interrupts import Interrupted, end, interrupts

    try:
        with interrupts():
            _run()
    except Interrupted as interrupt:
        end(interrupt.status)


def _run() -> None:
    from importlib.util import find_spec

    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        print(
            f"typed-iam: the command line needs {', '.join(missing)}; run pip install 'typed-iam[cli]'",
            file=sys.stderr,
        )
        sys.exit(2)
    # Files' names and contents may have characters that the terminal's encoding lacks.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    from typed_iam_cli.app import app

    try:
        app(prog_name="typed-iam")
    except OSError as error:
        # Commands report what happens to the files that they read and write.
        _fail_to_print(error)


def _fail_to_print(error: OSError) -> None:
    """End with one line and status 2: the output cannot be written, as on a full disk."""
    import os
    from contextlib import suppress

    from typed_iam_core.text.files import reason

    with suppress(OSError):
        print(f"typed-iam: cannot write the output: {reason(error)}", file=sys.stderr, flush=True)
    for stream in (sys.stdout, sys.stderr):
        # Python writes what is left in their buffers when it ends, and would fail again.
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    sys.exit(2)
