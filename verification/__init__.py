"""Do theory and runs agree: the command line, reports, and strategies for property tests."""
