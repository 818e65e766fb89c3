"""``typed-iam explain``: describe an action, operation, service or diagnostic."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

import click

from typed_iam_cli import settings
from typed_iam_cli.command import Command, Failure, text_or_json_option
from typed_iam_cli.output.json import dumped
from typed_iam_core import suggestions
from typed_iam_core.catalogue import explain as lookup
from typed_iam_core.catalogue.explain import Explanation
from typed_iam_core.config import Config
from typed_iam_core.diagnostics import RULES
from typed_iam_core.diagnostics.base import did_you_mean, quoted
from typed_iam_core.diagnostics.documentation import explanation, explanation_of_verdict
from typed_iam_core.engine import coded_verdict
from typed_iam_core.suggestions.closest import closest

_SECTIONS = {
    "What TEXT can be": {
        "ecr:PutImage": "an action, in any case",
        '"ecr:Get*"': "a wildcard",
        "s3:ListObjects": "an API operation",
        "ecr.batch_get_image": "a boto3 method, also as ecr:batch_get_image",
        "ecr": "a service prefix",
        "iam-unknown-action": "a diagnostic",
    },
    "Exit status": {
        "0": "TEXT is explained",
        "1": "an action or wildcard that AWS does not know",
        "2": "none of the above, or a wrong option or configuration",
    },
}
# The width of the labels.
_LABEL = 16


@click.command(cls=Command, sections=_SECTIONS)
@click.argument("text")
@text_or_json_option(help="Lines to read, or one JSON object.")
def explain(text: str, output_format: str) -> None:
    """Explain an action, operation, service or diagnostic."""
    found = _explanation(text, settings.load())
    if output_format == "json":
        click.echo(dumped({"kind": found.kind, **found.data}))
    else:
        click.echo("\n".join(_lines(found)))


def _lines(found: Explanation) -> Iterator[str]:
    """A title, a text, and rows of a label and one or more values."""
    yield found.title
    text = found.text
    if text is None:
        text = "(for AWS's description, run pip install 'typed-iam[lsp]')"
    if text:
        yield indent(text, "  ")
    yield ""
    for label, values in found.rows:
        for index, value in enumerate(values):
            yield f"  {label if index == 0 else '':{_LABEL}}  {value}" if label else f"  {value}"


class _UnknownAction(Failure):
    """AWS does not know the action or wildcard."""

    exit_code = 1


def _explanation(text: str, config: Config) -> Explanation:
    known = config.catalogue
    if text.lower() in RULES:
        return explanation(RULES[text.lower()])
    if ":" in text or (text and not text.strip("*")):
        return _of_action(text, config)
    service = known.service(text)
    if service is not None:
        return lookup.of_service(service, known)
    operation = lookup.of_operation(text, known)
    if operation is not None:
        return operation
    near = tuple(dict.fromkeys(_closest(text, config)))[: suggestions.LIMIT]
    raise Failure(f"{quoted(text)} is not an action, service or diagnostic{did_you_mean(near)}")


def _of_action(text: str, config: Config) -> Explanation:
    known = config.catalogue
    found = lookup.of_text(text, known)
    if found is not None:
        return found
    verdict = coded_verdict(text, config)
    if verdict is None:
        raise _UnknownAction(f'only this project\'s "extra-actions" knows {quoted(text)}')
    code, (message, _) = verdict
    found = explanation_of_verdict(text, code, message, known)
    if found is None:
        raise _UnknownAction(message)
    return found


def _closest(text: str, config: Config) -> Iterator[str]:
    """Names close to a text without a colon, the most probable first."""
    known = config.catalogue
    yield from closest(text, RULES, at_least=0.8)
    client, dot, method = text.partition(".")
    if dot:
        verdict = coded_verdict(f"{known.clients.get(client, client)}:{method}", config)
        yield from verdict[1].suggestions if verdict else ()
        return
    yield from (
        action for each in known.services_with(text) if (action := known.action(f"{each}:{text}"))
    )
    yield from suggestions.for_prefix(known, text, "")
    yield from closest(text, RULES, at_least=0.5)
