"""The seed that Otter sets before each cell and each check. [kernel, checker]"""

from __future__ import annotations

import random


def set_seed(seed: int) -> None:
    """Sets the random numbers that Otter sets."""
    import numpy as np

    np.random.seed(seed)
    random.seed(seed)
