"""An expression with the scope that its names are bound in: followed, folded, enumerated.

- ``scopes``      which names are bound where
- ``expression``  ``Expression``: the value of a name, the text of a composition
- ``values``      all the values that an expression can have
- ``clients``     which boto3 client an expression is

Everything is bounded: each binding is read once a file, nothing recurses on the depth of the
input, and a slot has at most so many values (``values.LIMIT``).
"""
