"""The plugin itself: its hooks, and what each does when mypy calls it.

mypy has no hook for a dict display, and most policies are dict displays.  But mypy gives every
module attributes of type ``str`` (``__name__`` and others), and analyzes that type under a hook, on
a line below 0, while the module is the current one.  It does so for a module that has only
literals, and in cold, cached, parallel and daemon runs alike.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from mypy.errors import CompileError
from mypy.nodes import MypyFile
from mypy.options import Options
from mypy.plugin import AnalyzeTypeContext, Plugin, ReportConfigContext
from mypy.semanal import SemanticAnalyzer
from mypy.typeanal import TypeAnalyser
from mypy.types import Instance, Type

import typed_iam_mypy
from typed_iam_mypy.messages import shorten_messages
from typed_iam_mypy.project import Project
from typed_iam_mypy.reporting import report
from typed_iam_mypy.unsupported import warn_unsupported_mypy

_STR = "builtins.str"
# Of a module's attributes of that type, in the order in which mypy adds them.
_FIRST_ATTRIBUTE, _LAST_ATTRIBUTE = "__name__", "__package__"


class TypedIamPlugin(Plugin):
    """Judges the policies of each module that mypy analyzes."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._project = Project.of(options)
        self._semantic: SemanticAnalyzer | None = None
        self._was_in_a_module = False
        self._warned = False
        base = typed_iam_mypy.__version__.partition("+")[0]
        typed_iam_mypy.__version__ = f"{base}+{self._project.digest}"

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        self._refuse_bad_configuration()
        return []

    def report_config_data(self, ctx: ReportConfigContext) -> str | None:
        # The only callback that mypy makes when every module comes from its cache.
        self._refuse_bad_configuration()
        # A module that was not checked must not come from the cache as one without findings.
        return "unsupported" if self._warned and not ctx.is_check else None

    def _refuse_bad_configuration(self) -> None:
        # Raised from the constructor, mypy would print a traceback with it.
        if self._project.error is not None:
            raise CompileError([f"typed-iam: {self._project.error}"], use_stdout=False)

    def get_type_analyze_hook(self, fullname: str) -> Callable[[AnalyzeTypeContext], Type] | None:
        if fullname != _STR:
            return None
        # Most of a program's types are ``str``, and this module may have been checked already.
        module = getattr(self._semantic, "cur_mod_node", None)
        if isinstance(module, MypyFile) and _LAST_ATTRIBUTE in module.names:
            return None
        return self._on_str

    def _on_str(self, ctx: AnalyzeTypeContext) -> Type:
        if ctx.context.line < 0:
            self._was_in_a_module = True
            self._guarded(self._on_module, ctx)
        elif not self._was_in_a_module:
            self._guarded(self._before_any_module, ctx)
        return _analyzed(ctx)

    def _guarded(
        self, callback: Callable[[AnalyzeTypeContext], None], ctx: AnalyzeTypeContext
    ) -> None:
        """Call back safely: an exception would be an internal error of mypy and end its run."""
        try:
            callback(ctx)
        except Exception as error:
            self._warn(f"{type(error).__name__}: {error}")

    def _on_module(self, ctx: AnalyzeTypeContext) -> None:
        semantic, module = _current(ctx)
        self._semantic = semantic
        if _FIRST_ATTRIBUTE in module.names:
            return  # it was checked before
        shorten_messages(semantic.errors, self._project)
        report(module, semantic, self._project)

    def _before_any_module(self, ctx: AnalyzeTypeContext) -> None:
        # mypy analyzes a module's attributes before everything else in it, as soon as it has analyzed
        # ``str`` itself, which is in a stub.
        if not _current(ctx)[1].is_stub:
            self._warn("attributes of modules")

    def _warn(self, reason: str) -> None:
        if not self._warned:
            self._warned = True
            warn_unsupported_mypy(reason)


def _current(ctx: AnalyzeTypeContext) -> tuple[SemanticAnalyzer, MypyFile]:
    """The module that mypy analyzes, and its analyzer: not part of the published interface."""
    semantic = getattr(ctx.api, "api", None)
    module = getattr(semantic, "cur_mod_node", None)
    if not isinstance(semantic, SemanticAnalyzer) or not isinstance(module, MypyFile):
        raise LookupError("the current module")
    return semantic, module


def _analyzed(ctx: AnalyzeTypeContext) -> Type:
    """The type that mypy makes of the annotation without this plugin."""
    analyzed = ctx.api.named_type(_STR, [])
    analyzed.set_line(ctx.context)
    written = ctx.type
    if written.args and isinstance(analyzed, Instance) and isinstance(ctx.api, TypeAnalyser):
        # ``str[int]`` is an error that mypy reports.
        with suppress(AttributeError, TypeError):
            return ctx.api.analyze_type_with_type_info(
                analyzed.type, written.args, ctx.context, written.empty_tuple_index
            )
    return analyzed
