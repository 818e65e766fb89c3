"""Text: places in it, strings and comments, pieces of a module.

- ``source``    a file's text with its lines and spans
- ``tokens``    strings and comments, without parsing
- ``pieces``    a module's top-level statements and members of classes, without parsing
- ``literals``  string literals taken apart
"""
