from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from typed_iam_core.diagnostics.base import Placed, Rule, Verdict, did_you_mean, quoted
from typed_iam_core.ignores import Comment, Ignores
from typed_iam_core.suggestions.closest import closest
from typed_iam_core.text.source import Span


class UnusedIgnore(Rule):
    """An ignore comment silences nothing, or names an unknown code.

    It would silence the next mistake on its line.  A code that is switched off is not reported
    as unused, nor is a comment beside a constant of another module whose value is not known.
    """

    code = "iam-unused-ignore"
    severity = "warning"
    valid = (
        'x = {"Effect": "Allow", "Action": "ecr:PutImages"}  # typed-iam: ignore[iam-unknown-action]',
        'x = {"Effect": "Allow", "Action": "ecr:PutImages"}  # typed-iam: ignore',
    )
    invalid = (
        'x = {"Effect": "Allow", "Action": "ecr:PutImage"}  # typed-iam: ignore[iam-unknown-action]',
        'x = {"Effect": "Allow", "Action": "ecr:PutImage"}  # typed-iam: ignore[iam-unkown-action]',
    )

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes = (*codes, self.code)

    def check_ignores(
        self, ignores: Ignores, unknown: Sequence[Span], is_on: Callable[[str], bool]
    ) -> Iterator[Placed]:
        """Verdicts on the comments that have silenced nothing.

        Args:
            ignores: the comments, after every other verdict was matched with them.
            unknown: spans of constants whose values are not known, and may need silencing.
            is_on: whether a code is reported in that file.
        """
        lines = {line for span in unknown for line in range(span.line, span.end_line + 1)}
        for comment in ignores.comments:
            if comment.codes is None:
                if not comment.used and comment.span.line not in lines:
                    yield comment.span, Verdict("Unused ignore: nothing to silence here")
                continue
            for span, code in comment.codes:
                if code not in self._codes:
                    yield span, _unknown(code, self._codes)
                elif _is_unused(comment, code) and is_on(code) and comment.span.line not in lines:
                    yield span, Verdict(f"Unused ignore: no {quoted(code)} to silence here")


def _is_unused(comment: Comment, code: str) -> bool:
    return code not in comment.used and code != UnusedIgnore.code


def _unknown(code: str, known: Sequence[str]) -> Verdict:
    found = closest(code, known, 0.6)
    return Verdict(f"Unknown code {quoted(code)} in an ignore comment{did_you_mean(found)}", found)
