"""Rewrites of code: commands for libcst, one a file, and the driver that runs them over files.

``rewriting`` decides and edits without libcst; only the commands import it.
"""
