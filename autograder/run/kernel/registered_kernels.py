"""Has TensorFlow register the kernels that its compiler XLA brings, once for all. [fork server]

Else the first operation of each process does that, in 5 ms. It is no operation itself, and starts
no thread, so forking is as safe as before.
"""

from __future__ import annotations

import contextlib


def warm_up() -> None:
    """Lists the kernels, which registers them."""
    with contextlib.suppress(ImportError, AttributeError):  # nobody's public interface
        from tensorflow.python.util import pywrap_xla_ops

        pywrap_xla_ops.get_cpu_kernel_names()
