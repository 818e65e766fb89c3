"""Names of actions newer than the installation, in a file of their own.

- ``overlay``            the format; ``files`` finds, reads and writes it
- ``service_reference``  the format in which AWS publishes names; ``strict_json`` reads both
- ``updating``           a new overlay from what AWS lists now
- ``extension``          the catalogue with an overlay taken in
"""
