"""What is promised for hostile and unlucky input, and the commands that show it."""
