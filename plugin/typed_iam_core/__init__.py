"""The engine that judges IAM action strings in Python source; standard library only.

Data flows one way: bytes -> sites -> verdicts -> diagnostics -> report or edit.

- ``naming``        how services and actions are called in Python
- ``catalogue``     which actions exist, and what is known of each
- ``overlays``      what is newer than the installation, and how it is fetched
- ``matching``      IAM's wildcards
- ``sites``         where in a module action strings stand
- ``suggestions``   what was probably meant
- ``diagnostics``   one file a diagnostic
- ``config``        ``[tool.typed-iam]``
- ``engine``        ``check(source)``: the above in order
- ``lookup``        what is known of an action, operation or service, for who asks by name
- ``rewriting``     edits on bytes, from the plan to the proof
"""
