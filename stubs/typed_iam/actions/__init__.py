"""One module for each IAM service, named after its prefix; none is imported from here."""
