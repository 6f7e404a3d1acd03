from otter.test_files import test_case

OK_FORMAT = False

name = "q3"
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

@test_case(points=0.5, hidden=False)
def test_each_label_has_ten_values(Y_train, Y_test):
    """Each label has ten values."""
    import numpy as np
    problem = ''
    for name, value, rows in (('Y_train', Y_train, 60000), ('Y_test', Y_test, 10000)):
        if value is None or value is Ellipsis:
            problem = f'{name} is still `...`. Write your answer there, run the cell, check again.'
            break
        problem = why_no_array(name, value, lists=False)
        if problem:
            break
        try:
            shape = np.asarray(value).shape
        except (TypeError, ValueError):
            shape = ()
        labels = name.replace('Y', '').replace('_', '') + '_labels'
        if len(shape) == 1:
            problem = f'{name} holds one number for each label, so it is not one-hot yet. Each '
            problem += 'label becomes a row of ten numbers.'
        elif len(shape) == 2 and shape[1] in (9, 11):
            problem = f'{name} has {shape[1]} columns. There are ten digits, 0 to 9, so ask for '
            problem += '10 classes.'
        elif name == 'Y_test' and shape == (60000, 10):
            problem = 'Y_test has 60,000 rows, so it was made from the training labels. Make it '
            problem += 'from test_labels.'
        elif shape != (rows, 10):
            problem = f'{name} has the shape {shape}, and ({rows}, 10) is asked for: one row for '
            problem += f'each of {labels}, one column for each digit.'
        if problem:
            break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_each_row_holds_a_single_1(Y_train, Y_test):
    """Each row holds a single 1."""
    import numpy as np
    problem = ''
    for name, value in (('Y_train', Y_train), ('Y_test', Y_test)):
        if value is None or value is Ellipsis:
            problem = f'{name} is still `...`. Write your answer there, run the cell, check again.'
            break
        try:
            given = np.asarray(value).astype(float)
        except (TypeError, ValueError):
            given = np.zeros(0)
        if given.ndim != 2:
            problem = f'{name} has no rows of ten numbers yet, so it is not one-hot: each label '
            problem += 'becomes a row with a single 1.'
        elif not np.isin(given, (0, 1)).all():
            problem = f'{name} holds other numbers than 0 and 1. One-hot rows have one 1, the rest 0.'
        elif (given.sum(axis=1) == 0).any():
            problem = f'Some rows of {name} hold no 1 at all: is there a column for every digit '
            problem += 'from 0 to 9?'
        elif (given.sum(axis=1) > 1).any():
            problem = f'Some rows of {name} hold more than one 1. Each label is one digit only.'
        if problem:
            break
    assert not problem, problem

