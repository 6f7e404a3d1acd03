"""Has TensorFlow do once what the first operation of each process would begin with. [fork server]

That is to register the kernels which its compiler XLA brings, and to list all operations when one
is looked up that there is not, as happens to each function: 15 ms together. None of it is an
operation or starts a thread, so forking is as safe as before.
"""

from __future__ import annotations

import contextlib


def warm_up() -> None:
    """Lists those kernels, and looks up an operation that there is not."""
    with contextlib.suppress(ImportError, AttributeError):  # nobody's public interface
        from tensorflow.python.framework import op_def_registry
        from tensorflow.python.util import pywrap_xla_ops

        pywrap_xla_ops.get_cpu_kernel_names()
        op_def_registry.get("NoSuchOperation")
