"""One page, without a network: the article's figures to play with, their formulas generated from what is proved."""
