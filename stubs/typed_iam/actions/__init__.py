"""One module for each IAM service, named after its prefix; this package imports none."""
