"""The formats of findings; one is imported when it is chosen."""

from __future__ import annotations

from typed_iam_cli.output.writer import Writer

FORMATS = ("text", "json", "sarif", "github", "junit")


def writer(output_format: str, color: str, statistics: bool) -> Writer:
    """The writer of one of ``FORMATS``; other formats are not imported.

    Args:
        output_format: the format.
        color: for text: ``auto`` (on a terminal, NO_COLOR unset), ``always`` or ``never``.
        statistics: for text: whether to print counts by code at the end.
    """
    if output_format == "json":
        from typed_iam_cli.output.json import JsonWriter

        return JsonWriter()
    if output_format == "sarif":
        from typed_iam_cli.output.sarif import SarifWriter

        return SarifWriter()
    if output_format == "github":
        from typed_iam_cli.output.github import GithubWriter

        return GithubWriter()
    if output_format == "junit":
        from typed_iam_cli.output.junit import JunitWriter

        return JunitWriter()
    from typed_iam_cli.output.text import TextWriter

    return TextWriter(color, statistics)
