from otter.test_files import test_case

OK_FORMAT = False

name = "q2"
points = None

def why_no_array(name, value, lists=True):
    """Why a value cannot be taken for an array, in a sentence; or nothing."""
    if callable(value) and (not hasattr(value, 'shape')):
        return f'{name} is a function that was not called. Put parentheses behind its name.'
    if isinstance(value, (str, bytes)):
        return f'{name} is not an array, but text. Keep the numbers, without str(…) around them.'
    if isinstance(value, (list, tuple)) and (not lists):
        return f'{name} is a list, which has no shape. A network takes an array: leave out list(…), or put np.array(…) around it.'
    return ''

@test_case(points=1, hidden=False)
def test_each_picture_is_one_row_of_784_numbers(X_train, X_test):
    """Each picture is one row of 784 numbers."""
    import numpy as np
    problem = ''
    for name, value, rows in (('X_train', X_train, 60000), ('X_test', X_test, 10000)):
        if value is None or value is Ellipsis:
            problem = f'{name} is still `...`. Write your answer there, run the cell, check again.'
            break
        problem = why_no_array(name, value, lists=False)
        if problem:
            break
        try:
            shape = np.asarray(value).shape
        except (TypeError, ValueError):
            shape = None
        if shape is None:
            problem = f'{name} is not an array: its rows have different lengths.'
        elif shape == (784, rows):
            problem = f'{name} has 784 rows, but each picture should be a row. Start from the images '
            problem += f'again, and reshape them to ({rows}, 784), without transposing.'
        elif shape == (rows, 28, 28):
            problem = f'{name} still holds squares of 28 by 28. Use reshape, so that each picture '
            problem += 'becomes one row of 784 numbers.'
        elif shape != (rows, 784):
            problem = f'{name} has the shape {shape}, and ({rows}, 784) is asked for: one row for '
            problem += 'each picture, one column for each pixel.'
        if problem:
            break
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_pixels_lie_between_0_and_1(X_train, X_test):
    """The pixels lie between 0 and 1."""
    import keras
    import numpy as np
    problem = ''
    train, test = keras.datasets.mnist.load_data()
    for name, value, most in (('X_train', X_train, train[0].max()), ('X_test', X_test, test[0].max())):
        if value is None or value is Ellipsis:
            problem = f'{name} is still `...`. Write your answer there, run the cell, check again.'
            break
        try:
            given = np.asarray(value)
        except (TypeError, ValueError):
            given = np.asarray('no numbers')
        if given.dtype.kind not in 'biuf' or given.size == 0:
            problem = f'{name} is not an array of numbers. Start from the images, and reshape them.'
            break
        top, bottom = (float(given.max()), float(given.min()))
        if given.dtype.kind != 'f' and top > 1:
            problem = f'{name} holds whole numbers up to {int(top)}; divide by 255 so that it lies '
            problem += 'between 0 and 1.'
        elif given.dtype.kind != 'f' or np.isin(given.reshape(-1)[:78400], (0, 1)).all():
            problem = f'{name} holds only the whole numbers 0 and 1, so all greys are lost. Change '
            problem += 'the type to float32 before you divide, and divide with one slash.'
        elif given.dtype.itemsize < 4:
            problem = f'{name} has the type {given.dtype}. Use float32: it is finer, and what '
            problem += 'networks calculate with.'
        elif bottom < 0:
            problem = f'{name} holds numbers below 0. Only divide by 255, and subtract nothing.'
        elif top > 1.01:
            problem = f'{name} reaches {top:.0f}; divide by 255 so that it lies between 0 and 1.'
        elif top < 0.02:
            problem = f'{name} reaches only {top:.4f}: it was divided by 255 twice. Did the cell '
            problem += 'run twice? Start again from the images, and divide once.'
        elif abs(top - most / 256) < 0.0005:
            problem = f'{name} reaches only {top:.3f}. White is 255, not 256: divide by 255.'
        elif not abs(top - most / 255) < 0.001:
            problem = f'{name} reaches {top:.3f}, and 1 is asked for. Divide the images by 255.'
        if problem:
            break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_pixels_of_the_first_picture_are_in_order(X_train):
    """The pixels of the first picture are in order."""
    import keras
    import numpy as np
    problem = ''
    if X_train is None or X_train is Ellipsis:
        problem = 'X_train is still `...`. Write your answer there, run the cell, and check again.'
    else:
        image = keras.datasets.mnist.load_data()[0][0][0].astype(float)
        image = image / image.max()
        try:
            given = np.asarray(X_train)
        except (TypeError, ValueError):
            given = np.zeros(0)
        if given.size < 784 or given.dtype.kind not in 'biuf':
            problem = 'X_train is not an array of all the pixels. Start from train_images.'
        else:
            first = given.reshape(-1)[:784].astype(float)
            if given.ndim == 2 and given.shape[0] == 784 and (given.shape[1] != 784):
                column = given[:, 0].astype(float)
                if np.count_nonzero((column > 0) != (image.ravel() > 0)) < 10:
                    first = column
            first = first / max(first.max(), 1e-09)
            if np.abs(first - image.ravel()).max() < 0.03:
                problem = ''
            elif np.abs(first - image.T.ravel()).max() < 0.03:
                problem = 'The pixels of X_train run column by column: the pictures were turned on '
                problem += 'their side. Reshape train_images itself, without transposing it.'
            elif given.dtype.kind != 'f' and np.isin(first, (0, 1)).all():
                problem = 'The first picture in X_train has lost its greys: only 0 and 1 are left.'
            else:
                problem = 'The first row of X_train is not the first picture: its pixels are '
                problem += 'scrambled. Reshape train_images itself, without transposing it.'
    assert not problem, problem

