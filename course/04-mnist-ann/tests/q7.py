from otter.test_files import test_case

OK_FORMAT = False

name = "q7"
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
def test_predicted_classes_has_one_digit_for_each_picture(predicted_classes, probabilities):
    """predicted_classes has one digit for each picture."""
    import numpy as np
    problem = why_no_array('predicted_classes', predicted_classes)
    if predicted_classes is None or predicted_classes is Ellipsis:
        problem = 'predicted_classes is still `...`. Start from probabilities, and check again.'
    elif not problem:
        try:
            given = np.asarray(predicted_classes).astype(float)
        except (TypeError, ValueError):
            raise AssertionError('predicted_classes is not an array of numbers.') from None
        if given.shape == (10,):
            problem = 'predicted_classes has 10 entries, one for each column. That is argmax over '
            problem += 'the wrong axis: you want one digit for each row, so use axis=1.'
        elif given.shape == (10000, 10):
            problem = 'predicted_classes still has ten numbers for each picture. Use argmax to get '
            problem += 'the place of the largest.'
        elif given.shape == ():
            problem = 'predicted_classes is a single number. Tell argmax the axis, so that it looks '
            problem += 'at each row by itself.'
        elif given.size != 10000:
            problem = f'predicted_classes has the shape {given.shape}, and (10000,) is asked for.'
        elif not np.isin(given, range(10)).all():
            problem = 'predicted_classes holds other numbers than the digits 0 to 9. You want the '
            problem += 'place of the largest value (argmax), not the value itself (max).'
        elif getattr(probabilities, 'shape', None) == (10000, 10):
            likely = int(np.asarray(probabilities)[0].argmax())
            if given.ravel()[0] != likely:
                problem = f'In row 0 of probabilities, the largest number stands in column {likely}, '
                problem += f'but predicted_classes[0] is {given.ravel()[0]:.0f}. Name the column of '
                problem += 'the largest number in each row.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_every_picture_is_either_correct_or_incorrect(correct_predictions, incorrect_predictions):
    """Every picture is either correct or incorrect."""
    import numpy as np
    problem = ''
    both = []
    pairs = (('correct_predictions', correct_predictions), ('incorrect_predictions', incorrect_predictions))
    for name, value in pairs:
        if value is None or value is Ellipsis:
            problem = f'{name} is still `...`. Compare with test_labels, and check again.'
            break
        problem = why_no_array(name, value)
        if problem:
            break
        try:
            given = np.asarray(value)
            numbers = given.astype(float).ravel()
        except (TypeError, ValueError):
            given = np.zeros(0)
            numbers = np.zeros(0)
        if given.dtype.kind == 'b':
            problem = f'{name} holds True and False. np.flatnonzero turns that into the places.'
        elif given.shape == ():
            problem = f'{name} is a single number. Keep the places themselves, not how many.'
        elif not np.isin(numbers, range(10000)).all():
            problem = f'{name} must hold whole numbers from 0 to 9999: places in the test set.'
        elif len(set(numbers.tolist())) < len(numbers):
            problem = f'{name} names some pictures more than once. Did you compare with one-hot '
            problem += 'labels? Compare with test_labels, which holds one digit for each picture.'
        if problem:
            break
        both.append(set(numbers.tolist()))
    if not problem and both[0] & both[1]:
        problem = 'Some pictures are in correct_predictions and in incorrect_predictions. Did you '
        problem += 'compare with one-hot labels? Use test_labels, once with == and once with !=.'
    elif not problem and len(both[0]) + len(both[1]) != 10000:
        total = len(both[0]) + len(both[1])
        problem = f'The two arrays have {total} entries between them, not 10,000. Did you compare '
        problem += 'with one-hot labels? Compare predicted_classes with test_labels.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_confusion_counts_all_pictures_with_true_digits_as_rows(confusion):
    """confusion counts all pictures, with true digits as rows."""
    import keras
    import numpy as np
    problem = why_no_array('confusion', confusion)
    if confusion is None or confusion is Ellipsis:
        problem = 'confusion is still `...`. Count true against predicted digits, and check again.'
    elif not problem:
        labels = keras.datasets.mnist.load_data()[1][1]
        amounts = np.bincount(labels, minlength=10)
        try:
            given = np.asarray(confusion).astype(float)
        except (TypeError, ValueError):
            raise AssertionError('confusion is not an array of numbers.') from None
        if given.shape != (10, 10):
            problem = f'confusion has the shape {given.shape}, and (10, 10) is asked for: a row '
            problem += 'and a column for each digit.'
        elif not (given != 0).any():
            problem = 'confusion holds only zeros. Add 1 for each test picture, in its place.'
        elif given.max() <= 1:
            problem = 'confusion holds shares. Keep the counts: whole numbers that add up to 10,000.'
        elif given.sum() != 10000:
            problem = f'The entries of confusion add up to {given.sum():.0f}. There are 10,000 test '
            problem += 'pictures, and each is counted once.'
        elif not (given.sum(axis=1) == amounts).all() and (given.sum(axis=0) == amounts).all():
            problem = 'confusion lies on its side: its columns are the true digits. Swap the two, '
            problem += 'so that rows are the true digits and columns the predicted ones.'
        elif not (given.sum(axis=1) == amounts).all():
            problem = 'The rows of confusion do not add up to the number of zeros, ones, twos and '
            problem += 'so on in test_labels. The true digit chooses the row.'
    assert not problem, problem

