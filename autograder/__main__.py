"""`python -m autograder`, for where the console script is not on the PATH. [coordinator]"""

import sys

# `python -m` puts the working folder there, in which a student's `graphviz.py` may lie. Before any
# other import; with `python -P -m autograder` not even this package is looked up there.
if not sys.flags.safe_path:
    del sys.path[0]

from autograder.cli.main import main

main()
