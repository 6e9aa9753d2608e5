"""What builds the site beside Sphinx: docstrings and claims as reStructuredText, and the pages made of them."""
