"""Services and actions: names, facts, wildcards, enums, overlays.

- ``services``      the catalogue: which actions exist
- ``facts``         the model of facts about services and actions
- ``overlay``       facts newer than the installation
- ``operations``    API operations and the actions that authorize them
- ``naming``        Python names of services and actions
- ``matching``      IAM's wildcards
- ``enums``         members of enums and their actions
- ``explain``       explanations of actions, operations and services
"""

from __future__ import annotations

from typed_iam_core.catalogue.services import Catalogue, Service, default, extended

__all__ = ["Catalogue", "Service", "default", "extended"]
