from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from typed_iam_core.diagnostics.base import Rule, Verdict, did_you_mean, quoted
from typed_iam_core.ignores import Comment, Ignores
from typed_iam_core.suggestions.closest import closest
from typed_iam_core.text.source import Span


class UnusedIgnore(Rule):
    """An ignore comment silences nothing, or names a code that there is not.

    It would silence the next mistake on its line.  A code that is switched off is not called
    unused, nor is one beside a constant of another module whose value is not known.
    """

    code = "iam-unused-ignore"
    severity = "warning"
    valid = (
        'x = {"Effect": "Allow", "Action": "ecr:PutImages"}  # typed-iam: ignore[iam-unknown-action]',
        'x = {"Effect": "Allow", "Action": "ecr:PutImages"}  # typed-iam: ignore',
        'x = {"Effect": "Allow", "Action": "ecr:PutImage"}  # type: ignore[iam-unknown-action]',
    )
    invalid = (
        'x = {"Effect": "Allow", "Action": "ecr:PutImage"}  # typed-iam: ignore[iam-unknown-action]',
        'x = {"Effect": "Allow", "Action": "ecr:PutImage"}  # typed-iam: ignore',
        'x = {"Effect": "Allow", "Action": "ecr:PutImage"}  # typed-iam: ignore[iam-unkown-action]',
    )

    def check_ignores(
        self, ignores: Ignores, unknown: Sequence[Span], is_on: Callable[[str], bool]
    ) -> Iterator[tuple[Span, Verdict]]:
        """Verdicts on the comments that have covered nothing.

        Args:
            ignores: the comments, once they have been asked about every other verdict.
            unknown: where there may be more to silence than is known.
            is_on: whether a code is reported in that file.
        """
        from typed_iam_core.diagnostics import RULES

        lines = {line for span in unknown for line in range(span.line, span.end_line + 1)}
        for comment in ignores.comments:
            if comment.codes is None:
                if not comment.used and comment.span.line not in lines:
                    yield comment.span, Verdict("Unused ignore: there is nothing to silence here")
                continue
            for span, code in comment.codes:
                if code not in RULES:
                    yield span, _unknown(code, list(RULES))
                elif _is_unused(comment, code) and is_on(code) and comment.span.line not in lines:
                    yield (
                        span,
                        Verdict(f"Unused ignore: there is no {quoted(code)} to silence here"),
                    )


def _is_unused(comment: Comment, code: str) -> bool:
    return code not in comment.used and code != UnusedIgnore.code


def _unknown(code: str, known: list[str]) -> Verdict:
    found = closest(code, known, 0.6)
    return Verdict(f"Unknown code {quoted(code)} in an ignore comment{did_you_mean(found)}", found)
