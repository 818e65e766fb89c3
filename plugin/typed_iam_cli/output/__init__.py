"""Everything that the commands print: formats of findings, diffs, explanations, progress.

- ``formats``      the choice of one of these; ``writer`` is their interface
- ``text``         findings with source lines and carets
- ``json``         findings as one list of objects
- ``sarif``        findings as SARIF 2.1.0, for code scanning
- ``github``       findings as workflow commands that annotate a pull request
- ``junit``        findings as XML that continuous integration shows as tests
- ``statistics``   counts of findings
- ``source_root``  paths relative to the root of the repository
- ``color``        whether to print colors
- ``diff``         changes of a file
- ``explanations`` lines of ``explain``
- ``progress``     a bar on the terminal
"""
