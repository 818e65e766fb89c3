"""Newer names of actions than the installation has, in a file of their own.

- ``overlay``            the format of the file; ``files`` finds, reads and writes it
- ``service_reference``  the format in which AWS publishes names; ``strict_json`` validates both
- ``updating``           builds a new overlay from AWS's current list
"""
