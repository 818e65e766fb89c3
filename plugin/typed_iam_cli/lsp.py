"""``typed-iam lsp``: the language server on standard input and output."""

from __future__ import annotations

import click

# What the [lsp] extra brings.
_NEEDED = frozenset({"pygls", "lsprotocol", "cattrs", "attrs"})


@click.command()
# Clients that can talk in several ways say which one they chose.
@click.option("--stdio", is_flag=True, help="Standard input and output, which is the only way.")
@click.pass_context
def lsp(ctx: click.Context, stdio: bool) -> None:
    """Run the language server for an editor."""
    try:
        from typed_iam_lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        click.echo(
            f"typed-iam: lsp needs {error.name}: pip install 'typed-iam[lsp]'",
            err=True,
        )
        ctx.exit(2)
    serve()
