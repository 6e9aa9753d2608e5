"""Sphinx's configuration: `make docs` builds the site to docs/_build/html. It needs no network, nor does reading it."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

project = "whymomentum"
author = "The whymomentum developers"
project_copyright = author
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx-mathjax-offline",  # copies MathJax and its fonts into the site
    "sphinx_copybutton",
    "docs.extensions.site",
]
exclude_patterns = ["_build", "extensions"]
nitpicky = False

html_static_path = ["_static"]
mathjax3_config = {
    "tex": {"packages": {"[+]": ["ams"]}},
    "options": {"enableMenu": False},
    "chtml": {"displayAlign": "left", "matchFontHeight": True},
}

myst_enable_extensions = ["dollarmath", "deflist", "attrs_inline"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
add_module_names = False
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = "whymomentum"
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
copybutton_selector = (
    "div.highlight-python pre, div.highlight-pycon pre, div.highlight-console pre, div.highlight-sh pre"
)
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_only_copy_prompt_lines = True
