"""Which files are planned, in what order they are reported, and the outcome of each."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import cached_property
from os import stat_result
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from typed_iam_codemods.driver.codemod import Answer, Codemod, Limits, cores
from typed_iam_codemods.rewriting.plans import Plan, is_out_of_scope
from typed_iam_core.text import files
from typed_iam_core.text.source import Source, UnreadableSource, one_line

if TYPE_CHECKING:
    from typed_iam_codemods.driver.processes import Processes


@dataclass(frozen=True)
class Outcome:
    """The result for one file.

    ``before`` and ``after`` are its bytes if it was (or would be) rewritten, else empty.  A file
    that was left alone although there may be something to do has a ``reason``; it has ``failed``
    if it could not be read, parsed or finished.
    """

    path: Path
    before: bytes = b""
    after: bytes = b""
    plan: Plan = field(default_factory=Plan)
    reason: str | None = None
    failed: bool = False
    is_empty: bool = False

    @property
    def changed(self) -> bool:
        """Whether the file was rewritten, or would have been."""
        return self.before != self.after


class _Candidate(NamedTuple):
    """A file that has to be planned."""

    path: Path
    data: bytes
    status: stat_result


# How many files may wait for an earlier one: their bytes are in memory.
_MAX_PENDING = 256


@dataclass(frozen=True)
class Driver:
    """Rewrites files.

    Args:
        codemod: what to do.
        paths: the paths given by the user; no symbolic link is followed out of these folders, or
            out of the folders of these files.
        max_file_size: larger files are skipped; in bytes.
        write: whether to write files.
        limits: the limits for one file.
        jobs: how many files are planned at the same time.
    """

    codemod: Codemod
    paths: Sequence[Path]
    max_file_size: int
    write: bool
    limits: Limits = field(default_factory=Limits)
    jobs: int = field(default_factory=cores)

    def run(
        self, paths: Iterable[Path], tick: Callable[[], None] = lambda: None
    ) -> Generator[Outcome, None, None]:
        """Rewrite files and yield their outcomes, in the order in which they are given.

        A bad file raises nothing.  A caller that stops early has to close the iterator, which
        ends the processes.

        Args:
            tick: called after each file, and a few times a second while one takes long, but never
                while one is written; an exception from it ends the run.
        """
        numbered = enumerate(path for path in paths if not is_out_of_scope(path))
        file = next(numbered, None)
        pending: dict[int, _Candidate | Outcome] = {}
        answers: dict[int, Answer] = {}
        cleaned: set[Path] = set()
        due = 0
        processes: Processes | None = None
        with ExitStack() as stack:
            while file is not None or pending:
                wait = processes is not None and (
                    file is None or processes.is_full or len(pending) > _MAX_PENDING
                )
                if file is not None and not wait:
                    (number, path), file = file, next(numbered, None)
                    pending[number] = found = self._read(path)
                    if isinstance(found, _Candidate):
                        # Not before it is needed: its import takes as long as 100 files.
                        processes = processes or stack.enter_context(
                            closing(self._processes(self.jobs))
                        )
                        processes.put(number, path, found.data)
                        answers |= processes.answers(wait=False)
                elif processes is not None:
                    answers |= processes.answers(wait=True)
                while due in pending and (due in answers or isinstance(pending[due], Outcome)):
                    found = pending.pop(due)
                    yield (
                        found
                        if isinstance(found, Outcome)
                        else self._written(found, answers.pop(due), cleaned)
                    )
                    due += 1
                tick()

    def text(self, path: Path, data: bytes) -> Outcome:
        """The outcome for a file with these bytes; reads and writes no file."""
        if is_out_of_scope(path) or not data:
            return Outcome(path)
        if len(data) > self.max_file_size:
            return Outcome(path, reason=files.too_large(len(data), self.max_file_size))
        with closing(self._processes(1)) as processes:
            processes.put(0, path, data)
            while not (answers := processes.answers(wait=True)):
                continue
        return _outcome(path, data, answers[0][1])

    def _processes(self, count: int) -> Processes:
        from typed_iam_codemods.driver.processes import Processes

        return Processes(self.codemod, self.limits, count)

    @cached_property
    def _named(self) -> frozenset[Path]:
        return frozenset(self.paths)

    @cached_property
    def _roots(self) -> Sequence[Path]:
        """Folders that no followed link may leave."""
        folders = (path if path.is_dir() else path.parent for path in self.paths)
        return [folder.resolve() for folder in folders]

    def _read(self, path: Path) -> _Candidate | Outcome:
        try:
            data, status = files.read(path, self.max_file_size)
            # A file that the user named is parsed in any case, to report its syntax errors.  Doing
            # so for every file of a tree would cost a hundred times the scan.
            if self.codemod.may_apply(data) or (path in self._named and data) or b"\0" in data:
                return _Candidate(path, data, status)
            if not data.isascii():
                Source(data)
            return Outcome(path, is_empty=not data)
        except Exception as error:
            return _left_alone(path, error)

    def _written(self, candidate: _Candidate, answer: Answer, cleaned: set[Path]) -> Outcome:
        try:
            outcome = _outcome(candidate.path, candidate.data, answer)
            target = candidate.path.resolve(strict=True)
            if self.write and target.parent not in cleaned:
                cleaned.add(target.parent)
                files.remove_leftovers(target.parent)
            if outcome.changed:
                if not any(target.is_relative_to(root) for root in self._roots):
                    where = one_line(str(target))
                    raise files.Skipped(f"links outside the given paths, to {where}")
                files.require_replaceable(target, candidate.status)
                if self.write:
                    files.replace(target, outcome.before, outcome.after)
        except Exception as error:
            return _left_alone(candidate.path, error)
        return outcome


def _left_alone(path: Path, error: Exception) -> Outcome:
    """The outcome for a file with an error, whatever it is: it must not cost the other files."""
    if isinstance(error, UnreadableSource):
        reason = str(error)
    elif isinstance(error, OSError):
        reason = one_line(files.reason(error))
    else:
        reason = f"internal error, please report ({type(error).__name__})"
    return Outcome(path, reason=reason, failed=not isinstance(error, files.Skipped))


def _outcome(path: Path, data: bytes, answer: Answer) -> Outcome:
    if isinstance(answer, str):
        return Outcome(path, reason=answer, failed=True)
    if answer.data == data:
        return Outcome(path, plan=answer.plan, reason=answer.plan.reason)
    return Outcome(path, data, answer.data, answer.plan, answer.plan.reason)
