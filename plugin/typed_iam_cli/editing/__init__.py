"""The code that ``rewrite`` and ``fix`` share.

- ``options``     their common options and help
- ``run``         a codemod over files or standard input
- ``reports``     the results, as text or JSON
"""
