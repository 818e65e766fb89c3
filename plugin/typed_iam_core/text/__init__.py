"""Text of a module: places in it, and string literals taken apart."""
