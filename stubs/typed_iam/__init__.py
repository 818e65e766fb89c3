"""AWS IAM actions as Python types: one enum for each service, and types for policies.

The enums are in ``typed_iam.actions``, one module for each service. All names of
``typed_iam.policy`` are exported here too, and loaded on first use, so importing an enum
loads that enum alone.
"""

from typed_iam._action import Action as Action

TYPE_CHECKING = False  # type checkers assume True
if TYPE_CHECKING:
    from typed_iam.policy import *  # noqa: F403
else:  # they would accept any name

    def __getattr__(name):
        import typed_iam.policy as policy  # "from typed_iam" would call this function again

        if name not in ("__all__", *policy.__all__):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(policy, name)
        return value


def __dir__() -> list[str]:
    from typed_iam.policy import __all__ as exports

    return sorted({*globals(), *exports})
