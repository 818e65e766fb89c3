"""The engine that judges IAM action strings in Python source; standard library only.

Data flows one way: bytes -> sites -> verdicts -> diagnostics -> report or edit.

- ``text``          source, spans, string literals
- ``catalogue``     actions and services: names, facts, wildcards, enums, overlays
- ``sites``         where action strings appear in a module
- ``suggestions``   what was probably meant
- ``diagnostics``   one file a diagnostic
- ``config``        ``[tool.typed-iam]``
- ``engine``        ``check(source)``: the above in order
"""
