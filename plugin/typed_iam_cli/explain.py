"""``typed-iam explain``: what is known of an action, operation, service or diagnostic."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from typed_iam_cli import here
from typed_iam_cli.sheet_lines import lines
from typed_iam_core import suggestions
from typed_iam_core.catalogue import explain as lookup
from typed_iam_core.catalogue.explain import Explanation
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import RULES
from typed_iam_core.diagnostics.base import did_you_mean, quoted
from typed_iam_core.diagnostics.documentation import explanation
from typed_iam_core.engine import coded_verdict
from typed_iam_core.suggestions.closest import closest

_EPILOG = """\
\b
TEXT is one of
  an action           ecr:PutImage, in any case
  a wildcard          "ecr:Get*"
  an API operation    s3:ListObjects
  a boto3 method      ecr.batch_get_image or ecr:batch_get_image
  a service prefix    ecr
  a diagnostic        iam-unknown-action

\b
Exit status: 0 if it can be explained; 1 for an action or wildcard that AWS does not know;
2 for what is none of these, a wrong option or a wrong configuration.
"""


class _Unexplained(Exception):
    """There is nothing to explain; the text is one line."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@click.command(epilog=_EPILOG)
@click.argument("text")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines to read, or one JSON object.",
)
@click.pass_context
def explain(ctx: click.Context, text: str, output_format: str) -> None:
    """Say what an action, operation, service or diagnostic is."""
    try:
        found = _explanation(text, here.settings(ctx))
    except _Unexplained as error:
        click.echo(f"typed-iam: {error}", err=True)
        ctx.exit(error.status)
    if output_format == "json":
        click.echo(json.dumps({"kind": found.kind, **found.data}, indent=2))
    else:
        click.echo("\n".join(lines(found)))


def _explanation(text: str, settings: Config) -> Explanation:
    known = settings.catalogue
    if text.lower() in RULES:
        return explanation(RULES[text.lower()])
    if ":" in text or (text and not text.strip("*")):
        return _of_action(text, settings)
    service = known.service(text)
    if service is not None:
        return lookup.of_service(service, known)
    operation = lookup.of_operation(text, known)
    if operation is not None:
        return operation
    near = tuple(dict.fromkeys(_near(text, settings)))[: suggestions.LIMIT]
    raise _Unexplained(f"{quoted(text)} is no action, service or diagnostic{did_you_mean(near)}", 2)


def _of_action(text: str, settings: Config) -> Explanation:
    known = settings.catalogue
    found = lookup.of_text(text, known)
    if found is not None:
        return found
    verdict = coded_verdict(text, settings)
    if verdict is None:
        raise _Unexplained(f'{quoted(text)} is known to this project\'s "extra-actions" only', 1)
    code, (message, _) = verdict
    if code == "iam-operation-name" and (operation := lookup.of_operation(text, known)):
        return operation
    if code == "iam-retired-action" and (retired := lookup.of_retired(text, message, known)):
        return retired
    raise _Unexplained(message, 1)


def _near(text: str, settings: Config) -> Iterator[str]:
    """What may be meant by a text without a colon, best first."""
    known = settings.catalogue
    yield from closest(text, RULES, at_least=0.8)
    client, dot, method = text.partition(".")
    if dot:
        verdict = coded_verdict(f"{known.clients.get(client, client)}:{method}", settings)
        yield from verdict[1].suggestions if verdict else ()
        return
    yield from (
        action for each in known.services_with(text) if (action := known.action(f"{each}:{text}"))
    )
    yield from suggestions.for_prefix(known, text, "")
    yield from closest(text, RULES, at_least=0.5)
