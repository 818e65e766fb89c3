"""What rewrites code: commands for libcst, one a file, and the driver that runs them over files.

The decisions are the core's, made on bytes; importing this package or the driver needs no
libcst.
"""
