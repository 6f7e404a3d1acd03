"""On PYTHONPATH, lets any Python here load MNIST without a network, as the grader's kernels do.

So it is with the addresses of a lesson's own files, where STAND_IN_ADDRESSES names them.

Other graders start kernels of their own, which know nothing of `autograder.datasets.mnist`. Keras's
loader is replaced when it is imported, not before, because most processes never import Keras.
COURSE_MNIST names the file. COURSE_WITHOUT names modules that are to be missing, with commas.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path

_LOADER = "keras.src.datasets.mnist"


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != _LOADER:
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            from autograder.datasets.mnist_file import load_mnist

            file = os.environ["COURSE_MNIST"]
            module.load_data = lambda path="mnist.npz": load_mnist(file)

        spec.loader.exec_module = exec_module
        return spec


class _S3(importlib.abc.MetaPathFinder):
    """Finds the grader's fake of s3fs, and nothing else in its folder."""

    def find_spec(self, name, path=None, target=None):
        if name != "s3fs":
            return None
        from autograder.run import colab

        file = Path(colab.__file__).parent / "s3fs" / "__init__.py"
        return importlib.util.spec_from_file_location(name, file)


if "STAND_IN_ADDRESSES" in os.environ:
    from autograder.run.colab import _downloads

    _downloads.install()
    sys.meta_path.insert(0, _S3())  # also where the real one is installed
if "COURSE_MNIST" in os.environ:
    sys.meta_path.insert(0, _Finder())
for _name in filter(None, os.environ.get("COURSE_WITHOUT", "").split(",")):
    sys.modules[_name] = None  # importing it raises ImportError
