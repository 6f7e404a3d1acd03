"""`python -m pip`. [student kernel]"""

import runpy
import sys
from pathlib import Path

sys.argv[:1] = [sys.argv[0], "pip"]
runpy.run_path(str(Path(__file__).parents[1]), run_name="__main__")
