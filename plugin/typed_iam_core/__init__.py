"""The engine that checks IAM action strings in Python source; standard library only.

Data flows one way: bytes -> sites -> verdicts -> diagnostics -> report or edit.

- ``text``          source, spans, string literals, files
- ``catalogue``     services and actions: names, facts, wildcards, enums, overlays
- ``sites``         the places of action strings in a module
- ``suggestions``   the likely intention behind a wrong name
- ``diagnostics``   the rules, one in each file
- ``config``        ``[tool.typed-iam]``
- ``engine``        ``check(source)``: the above in order
"""
