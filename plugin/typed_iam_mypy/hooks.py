"""The plugin proper: which hooks it takes, and what it does when mypy calls them.

mypy has no hook for a dict display, and most policies are nothing but dict displays.  But
mypy gives every module attributes of type ``str`` (``__name__`` and others), and analyses
that type under a hook, on a line below 0, while the module is the current one.  That holds
for a module of nothing but literals, and alike for cold, cached, parallel and daemon runs.
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
from typed_iam_mypy.unfit import say_unfit

_STR = "builtins.str"
# Of a module's attributes of that type, in the order in which mypy adds them.
_FIRST_ATTRIBUTE, _LAST_ATTRIBUTE = "__name__", "__package__"


class TypedIamPlugin(Plugin):
    """Judges the policies of each module that mypy analyses."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._project = Project.of(options)
        self._semantic: SemanticAnalyzer | None = None
        self._was_in_a_module = False
        self._said_unfit = False
        base = typed_iam_mypy.__version__.partition("+")[0]
        typed_iam_mypy.__version__ = f"{base}+{self._project.digest}"

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        self._refuse_bad_configuration()
        return []

    def report_config_data(self, ctx: ReportConfigContext) -> str | None:
        # The only callback that mypy makes when every module comes from its cache.
        self._refuse_bad_configuration()
        # A module that was not looked at must not be taken from the cache as one without findings.
        return "unfit" if self._said_unfit and not ctx.is_check else None

    def _refuse_bad_configuration(self) -> None:
        # Raised from the constructor, mypy would print a traceback with it.
        if self._project.error is not None:
            raise CompileError([f"typed-iam: {self._project.error}"], use_stdout=False)

    def get_type_analyze_hook(self, fullname: str) -> Callable[[AnalyzeTypeContext], Type] | None:
        if fullname != _STR:
            return None
        # Most of a program's types are ``str``, and this module may have been looked at.
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
        """An exception would be an internal error of mypy, and the end of its run."""
        try:
            callback(ctx)
        except Exception as error:
            self._is_unfit(f"{type(error).__name__}: {error}")

    def _on_module(self, ctx: AnalyzeTypeContext) -> None:
        semantic, module = _current(ctx)
        self._semantic = semantic
        if _FIRST_ATTRIBUTE in module.names:
            return  # it has been here before
        shorten_messages(semantic.errors, self._project)
        report(module, semantic, self._project)

    def _before_any_module(self, ctx: AnalyzeTypeContext) -> None:
        # mypy analyses a module's attributes before all else in it, as soon as it has analysed
        # ``str`` itself, which is in a stub.
        if not _current(ctx)[1].is_stub:
            self._is_unfit("attributes of modules")

    def _is_unfit(self, reason: str) -> None:
        if not self._said_unfit:
            self._said_unfit = True
            say_unfit(reason)


def _current(ctx: AnalyzeTypeContext) -> tuple[SemanticAnalyzer, MypyFile]:
    """The module that mypy analyses, and what analyses it: no part of its published interface."""
    semantic = getattr(ctx.api, "api", None)
    module = getattr(semantic, "cur_mod_node", None)
    if not isinstance(semantic, SemanticAnalyzer) or not isinstance(module, MypyFile):
        raise LookupError("no module at hand")
    return semantic, module


def _analyzed(ctx: AnalyzeTypeContext) -> Type:
    """What mypy would have made of the annotation without this plugin."""
    analyzed = ctx.api.named_type(_STR, [])
    analyzed.set_line(ctx.context)
    written = ctx.type
    if written.args and isinstance(analyzed, Instance) and isinstance(ctx.api, TypeAnalyser):
        # ``str[int]`` is an error that mypy's own way of analysing it reports.
        with suppress(AttributeError, TypeError):
            return ctx.api.analyze_type_with_type_info(
                analyzed.type, written.args, ctx.context, written.empty_tuple_index
            )
    return analyzed
