"""What is made for kernels before they are forked is seen by no other child."""

import subprocess
import sys

import pytest

MADE = """
import builtins, os, sys
from autograder.run.kernel import kernel_app
main, variables, named = sys.modules["__main__"], dict(os.environ), set(vars(builtins))
kernel_app.warm_up()
assert kernel_app._shells and kernel_app._apps
from IPython import get_ipython
from traitlets.config import Application
print(get_ipython(), Application.initialized(), hasattr(sys, "ps1"))
print(sys.modules["__main__"] is main, dict(os.environ) == variables)
print(set(vars(builtins)) == named)
"""


@pytest.mark.kernel
def test_a_shell_that_waits_for_a_kernel_leaves_no_trace():
    done = subprocess.run([sys.executable, "-c", MADE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "False", "False", "True", "True", "True"]
