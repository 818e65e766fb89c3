"""Actions and services: their names, what is known of them, and how they are matched.

- ``services``      the catalogue: which actions exist
- ``facts``         what the data files say of a service and its actions
- ``overlay``       names newer than the installation
- ``naming``        how services and actions are called in Python
- ``matching``      IAM's wildcards
- ``enums``         members of enums and the actions they stand for
- ``explain``       what ``typed-iam explain`` shows, as ``sheets``
- ``descriptions``  AWS's own sentences, from the package that has them
"""

from __future__ import annotations

from typed_iam_core.catalogue.services import Catalogue, Service, default, extended

__all__ = ["Catalogue", "Service", "default", "extended"]
