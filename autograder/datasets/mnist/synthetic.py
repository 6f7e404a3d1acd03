"""A synthetic data set in MNIST's shapes, from scikit-learn's digits. [any]"""

import importlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Variety:
    """How far an image made from a digit may differ from it, each way."""

    rotation: float  # degrees
    scale: float  # share of the size
    shear: float  # pixels sideways for a pixel of height
    shift: float  # pixels, across and down
    noise: float  # grey levels of 255, on the strokes only: MNIST's background is black


# The numbers are chosen so that the course's network behaves as on MNIST: 784-512-512-10 with
# dropout 0.2, Adam, batches of 128. Over several seeds five epochs reach 0.98 to 0.99 on the
# test images, and some dozens of them stay wrong. Test images vary less than training images,
# because there are few originals: with equal variety the accuracy swings below 0.98.
_SPLIT_SEED = 1
_TEST_SHARE = 1 / 7  # of the originals, as 10,000 of 70,000 in MNIST
_TRAIN_VARIETY = _Variety(rotation=8.0, scale=0.08, shear=0.05, shift=1.5, noise=15.0)
_TEST_VARIETY = _Variety(rotation=5.0, scale=0.05, shear=0.03, shift=1.0, noise=15.0)

_BOX = 20  # pixels: MNIST's digits fill a box of 20 by 20 in their 28 by 28
_SIDE = 28
_CANVAS = 48  # room for the box turned, enlarged and shifted, with nothing cut off


def make_synthetic(train: int, test: int) -> dict[str, npt.NDArray[np.generic]]:
    """Return MNIST's four arrays made from scikit-learn's digits, and where each came from.

    `x_train` has shape (train, 28, 28), `y_train` (train,), and so for `test`; all are uint8. The
    further arrays `train_originals` (train,) and `test_originals` (test,), int16, hold the index
    of each image's original. No original serves both sides, and each serves its side equally
    often, give or take one. The same bytes each time.

    The originals are 1,797 images of 8 by 8 pixels with values from 0 to 16, the test part of
    "Optical Recognition of Handwritten Digits" by Alpaydin and Kaynak, UCI Machine Learning
    Repository, CC BY 4.0, https://doi.org/10.24432/C50P49.
    """
    # Imported here, as they cost a second; by name, as they come without types.
    digits = importlib.import_module("sklearn.datasets").load_digits()
    split = importlib.import_module("sklearn.model_selection").train_test_split
    labels = digits.target.astype(np.uint8)
    of_train, of_test = split(
        np.arange(len(labels)), test_size=_TEST_SHARE, stratify=labels, random_state=_SPLIT_SEED
    )
    canvases = _draw_large(digits.images.astype(np.float32) / 16)
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for seed, (side, count, originals, variety) in enumerate(
        (
            ("train", train, of_train, _TRAIN_VARIETY),
            ("test", test, of_test, _TEST_VARIETY),
        )
    ):
        generator = np.random.default_rng(seed)
        chosen = generator.permutation(np.resize(originals, count))
        arrays[f"x_{side}"] = _vary(canvases, chosen, variety, generator)
        arrays[f"y_{side}"] = labels[chosen]
        arrays[f"{side}_originals"] = chosen.astype(np.int16)
    return arrays


def _draw_large(images: Floats) -> Floats:
    """Return images (n, 8, 8) enlarged to MNIST's box, in the middle of (n, 48, 48) of black.

    Values are from 0 to 1 on both sides.
    """
    zoom = importlib.import_module("scipy.ndimage").zoom
    factor = _BOX / images.shape[1]
    large = np.stack(
        [zoom(i, factor, order=3, mode="grid-constant", grid_mode=True) for i in images]
    )
    # Enlarging blurs; a steeper grey scale gives back strokes as full and edges as narrow as
    # MNIST's, and a black background.
    large = np.clip((large - 0.2) / 0.55, 0, 1)
    margin = (_CANVAS - _BOX) // 2
    canvases = np.pad(large, ((0, 0), (margin, margin), (margin, margin)))
    return canvases.astype(np.float32)


def _vary(
    canvases: Floats, chosen: Indices, variety: _Variety, generator: np.random.Generator
) -> Bytes:
    """Return an image (28, 28) for each index in `chosen`, varied at random within `variety`.

    `canvases` has shape (originals, 48, 48) and values from 0 to 1; the answer has shape
    (len(chosen), 28, 28), type uint8 and values from 0 to 255.
    """
    images = np.empty((len(chosen), _SIDE, _SIDE), np.uint8)
    chunk = 1_000  # keeps what is computed in between in the processor's cache
    for start in range(0, len(chosen), chunk):
        part = chosen[start : start + chunk]
        grey = 255 * _sample(canvases, part, variety, generator)
        speckle = variety.noise * (2 * generator.random(grey.shape, dtype=np.float32) - 1)
        grey += np.where(grey > 0, speckle, 0)
        images[start : start + chunk] = np.clip(np.rint(grey), 0, 255).astype(np.uint8)
    return images


def _sample(
    canvases: Floats, chosen: Indices, variety: _Variety, generator: np.random.Generator
) -> Floats:
    """Return (len(chosen), 28, 28) values from 0 to 1: each canvas turned, scaled and shifted.

    For each pixel of the answer the place on the canvas that it shows is computed, and the four
    pixels around that place are mixed (bilinear interpolation).
    """

    def within(limit: float) -> Floats:
        share = generator.random((len(chosen), 1, 1), dtype=np.float32)
        return np.float32(limit) * (2 * share - 1)

    angle = within(np.deg2rad(variety.rotation))
    scale = 1 + within(variety.scale)
    shear = within(variety.shear)
    from_middle = np.arange(_SIDE, dtype=np.float32) - (_SIDE - 1) / 2
    down = from_middle[:, np.newaxis] - within(variety.shift)
    across = from_middle[np.newaxis, :] - within(variety.shift)
    cosine, sine = np.cos(angle) / scale, np.sin(angle) / scale
    y = cosine * down - sine * across
    x = cosine * across + sine * down + shear * y
    # Clipped short of the last pixel, as each place needs a neighbour below and to the right.
    y = np.clip(y + (_CANVAS - 1) / 2, 0, _CANVAS - 1.01).astype(np.float32)
    x = np.clip(x + (_CANVAS - 1) / 2, 0, _CANVAS - 1.01).astype(np.float32)
    row, column = y.astype(np.int32), x.astype(np.int32)
    below, right = y - row, x - column
    pixels = canvases.reshape(-1)
    here = chosen[:, np.newaxis, np.newaxis] * _CANVAS**2 + row * _CANVAS + column
    above_mix = pixels[here] * (1 - right) + pixels[here + 1] * right
    below_mix = pixels[here + _CANVAS] * (1 - right) + pixels[here + _CANVAS + 1] * right
    mixed: Floats = above_mix * (1 - below) + below_mix * below
    return mixed
