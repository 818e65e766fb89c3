"""The base of all subcommands: sections of help, errors in one line, and the options that several have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

import click

from typed_iam_core.text.source import one_line

# In characters: longer messages are cut.
_LONGEST = 8192
# Lines do not break at it, as they would at the hyphen of "--stdin-filename".
_HYPHEN = "\N{NON-BREAKING HYPHEN}"

# Text to wrap, or two columns: terms and their descriptions.
Section = str | Mapping[str, str]


class Failure(click.ClickException):
    """Ends the command with one line on stderr and exit status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"typed-iam: {one_line(self.message, _LONGEST)}", err=True)


class _Formatter(click.HelpFormatter):
    def write_text(self, text: str) -> None:
        super().write_text(text.replace("-", _HYPHEN))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        kept = [(term, text.replace("-", _HYPHEN)) for term, text in rows]
        super().write_dl(kept, col_max, col_spacing)

    def getvalue(self) -> str:
        return super().getvalue().replace(_HYPHEN, "-")


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command with ``sections`` after its options: title -> text."""

    context_class = _Context

    def __init__(self, *args: Any, sections: Mapping[str, Section], **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self._sections = sections

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, section in self._sections.items():
            with formatter.section(title):
                if isinstance(section, str):
                    formatter.write_text(section)
                else:
                    formatter.write_dl(section.items(), col_max=36)


def _not_empty(
    ctx: click.Context, parameter: click.Parameter, paths: tuple[str, ...]
) -> tuple[str, ...]:
    if "" in paths:
        # The system reads it as the working folder, which is hardly intended.
        raise click.BadParameter("an empty path; check the variables of the shell")
    return paths


paths_argument = partial(click.argument, "paths", nargs=-1, type=click.Path(), callback=_not_empty)
file_option = partial(click.option, metavar="FILE", type=click.Path(path_type=Path))
codes_option = partial(click.option, metavar="CODES", multiple=True)
config_option = file_option(
    "--config", "config_path", help="Read [tool.typed-iam] from this pyproject.toml."
)
force_exclude_option = click.option(
    "--force-exclude",
    is_flag=True,
    help='Apply the setting "exclude" to named files, too, as hooks need it.',
)
stdin_filename_option = file_option(
    "--stdin-filename", help="The file that standard input is a copy of, if PATHS is -."
)
text_or_json_option = partial(
    click.option, "--output-format", type=click.Choice(["text", "json"]), default="text"
)

CONFIGURATION = """\
[tool.typed-iam] in the nearest pyproject.toml, searched from the folder that all PATHS share \
upward. --config names another file."""
