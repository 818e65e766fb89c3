"""The engine that judges IAM policies in Python source; standard library only.

Data flows one way: bytes -> readers -> policy model -> rules -> findings.

- ``text``         source and spans; strings, comments and pieces without parsing; files
- ``catalogue``    actions and services: names, facts, wildcards, enums, overlays, explanations
- ``expressions``  an expression with its scope: followed, folded, enumerated, within bounds
- ``policies``     the model of policies
- ``readers``      one file for each way to write a policy; the byte filter asks them
- ``suggestions``  what was probably meant
- ``diagnostics``  one file a rule
- ``ignores``      comments that silence findings
- ``config``       ``[tool.typed-iam]``
- ``engine``       ``check(data)``: the above in order

Glossary:

- document: a whole policy, with ``Version`` and ``Statement``.
- statement: one rule of a policy, or as much of one as an assignment, a call or a list shows.
- element: a key of a document or statement (``Action``, ``Effect``, ``Resource``) and what it holds.
- value: one text that an element can have, with how it gets there (its origin) and its certainty.
- slot: an action where it is written, with what element and statement say of it.
- action: what IAM allows or denies, ``ecr:PutImage``; ``ecr`` is its service prefix.
- kind: what a policy is attached to: a role, a repository, a key …
- certainty: how sure it is that a value belongs to a policy of IAM.
- span: a stretch of text, from a line and column to another, both from 1.
- piece: a top-level statement of a module, or a member of a class, which is parsed only if needed.
- reader: turns one way to write policies into the model.
- rule: judges the model under one code; a finding is what it says at one span.
- hole (``HOLE``): the part of a text that is not known before the program runs.
"""
