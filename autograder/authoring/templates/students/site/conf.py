# How Sphinx makes the course's pages. Written by `autograder publish`; do not edit.
project = "{{ title }}"
html_title = project
extensions = ["myst_nb"]
exclude_patterns = ["_build"]
nb_execution_mode = "off"  # the outputs are in the notebooks
nb_merge_streams = True
myst_heading_anchors = 3
html_theme = "furo"
html_static_path = ["style.css", "site.js"]
html_css_files = ["style.css"]
html_js_files = ["site.js"]
html_show_copyright = False
html_copy_source = False
html_show_sphinx = False
suppress_warnings = ["mystnb.unknown_mime_type"]
