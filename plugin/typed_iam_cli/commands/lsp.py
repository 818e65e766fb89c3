"""``typed-iam lsp``: the language server on standard input and output."""

from __future__ import annotations

import click

from typed_iam_cli.command import Command, Failure
from typed_iam_cli.interrupts import ending_at_once

# The packages of the extra [lsp].
_NEEDED = frozenset({"pygls", "lsprotocol", "cattrs", "attrs"})


@click.command(cls=Command, sections={})
# Clients that support several transports pass the one they chose.
@click.option("--stdio", is_flag=True, help="Standard input and output, the only transport.")
def lsp(stdio: bool) -> None:
    """Run the language server for an editor."""
    try:
        from typed_iam_lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        raise Failure(f"lsp needs {error.name}; run pip install 'typed-iam[lsp]'") from None
    with ending_at_once():
        serve()
