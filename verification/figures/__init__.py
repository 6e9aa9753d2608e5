"""The article's figures, drawn from what is proved: theory as lines, simulation as points.

One module for each figure. It defines `FIGURE`: where its data come from (`derivations` and `numerics` alone), and how
they are drawn (matplotlib, no formula of the theory). `figure.figures()` finds them; nothing lists them.
"""
