"""Everything that the commands print: formats of findings, diffs, progress.

- ``formats``     the interface of the formats of findings, and the choice of one
- ``text``        findings with source lines and carets
- ``json``        findings as one list of objects
- ``sarif``       findings as SARIF 2.1.0, for code scanning
- ``github``      findings as workflow commands that annotate a pull request
- ``junit``       findings as XML that continuous integration shows as tests
- ``statistics``  counts of findings
- ``color``       whether to print colors
- ``diff``        changes of a file
- ``progress``    a bar on the terminal
"""
