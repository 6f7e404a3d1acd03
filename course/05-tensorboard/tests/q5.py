from otter.test_files import test_case

OK_FORMAT = False

name = "q5"
points = None

@test_case(points=1, hidden=False)
def test_the_epoch_with_the_smallest_validation_loss_is_found(best_epoch):
    """The epoch with the smallest validation loss is found."""
    import pandas as pd
    table = pd.DataFrame({'epoch': [1, 2, 3, 4, 5, 6], 'loss': [0.9, 0.6, 0.4, 0.3, 0.2, 0.1], 'accuracy': [0.7, 0.8, 0.85, 0.9, 0.95, 0.99], 'val_loss': [0.8, 0.5, 0.45, 0.4, 0.55, 0.7], 'val_accuracy': [0.75, 0.8, 0.84, 0.85, 0.87, 0.86]})
    problem = ''
    given = None
    if not callable(best_epoch):
        problem = 'best_epoch is not a function. Begin with: def best_epoch(table):'
    else:
        try:
            given = best_epoch(table)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'best_epoch stops with this error: {type(error).__name__}: {error}. It was '
            problem += 'called with a table of six epochs.'
    if type(given).__module__ == 'numpy' and getattr(given, 'size', 0) == 1:
        given = given.item()
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'best_epoch gives nothing back yet. Put your code in place of the three dots, and '
        problem += 'let it end in return.'
    elif isinstance(given, (pd.Series, pd.DataFrame)):
        problem = f'best_epoch gives back a {type(given).__name__}. One number is asked for: take '
        problem += 'it out of there, for example with min().'
    elif isinstance(given, bool) or not isinstance(given, (int, float)):
        problem = f'best_epoch gives back a {type(given).__name__}, and a whole number is asked for.'
    elif given == 3:
        problem = 'best_epoch gives 3, and 4 is right: it is off by one. idxmin and argmin give the '
        problem += 'place of the row, counted from 0. Take what stands in the column epoch there.'
    elif given == 5:
        problem = 'best_epoch gives 5, where the validation accuracy is highest. The validation '
        problem += 'loss decides, and it is smallest in epoch 4.'
    elif given == 6:
        problem = 'best_epoch gives 6, the last epoch. There the training loss is smallest. The '
        problem += 'validation loss decides, and it is smallest in epoch 4.'
    elif given == 1:
        problem = 'best_epoch gives 1, where the validation loss is largest. The smallest is meant.'
    elif given == 0.4:
        problem = 'best_epoch gives the loss itself. The epoch in which it occurs is asked for.'
    elif given != 4:
        problem = f'best_epoch gives {given}, and 4 is right: there the validation loss is smallest.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_a_table_without_validation_is_refused(best_epoch):
    """A table without validation is refused."""
    import pandas as pd
    nothing = [float('nan')] * 3
    table = pd.DataFrame({'epoch': [1, 2, 3], 'loss': [0.9, 0.6, 0.4], 'accuracy': [0.7, 0.8, 0.85], 'val_loss': nothing, 'val_accuracy': nothing})
    problem = ''
    if not callable(best_epoch):
        problem = 'best_epoch is not a function. Begin with: def best_epoch(table):'
    else:
        try:
            given = best_epoch(table)
        except AssertionError:
            raise
        except ValueError:
            given = None
        except Exception as error:
            problem = 'For a table in which all validation losses are missing, best_epoch raises a '
            problem += f'{type(error).__name__}. Notice it yourself, and raise a ValueError.'
        else:
            problem = 'For a table in which all validation losses are missing, best_epoch raises '
            problem += 'nothing'
            if given is not None and given is not Ellipsis:
                problem += f' and gives back {str(given)[:50]}'
            problem += '. There is no best epoch then: raise a ValueError.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_of_two_equal_epochs_the_earlier_one_counts(best_epoch):
    """Of two equal epochs the earlier one counts."""
    import pandas as pd
    problem = ''
    if not callable(best_epoch):
        problem = 'best_epoch is not a function.'
    for order, right in (([1, 2, 3, 4], 2), ([4, 3, 2, 1], 1)):
        if problem:
            break
        table = pd.DataFrame({'epoch': order, 'val_loss': [0.5, 0.25, 0.3, 0.25]})
        for name in ('loss', 'accuracy', 'val_accuracy'):
            table[name] = 0.5
        try:
            given = best_epoch(table)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'best_epoch stops with {type(error).__name__}: {str(error)[:100]}.'
            break
        if type(given).__module__ == 'numpy' and getattr(given, 'size', 0) == 1:
            given = given.item()
        if isinstance(given, bool) or not isinstance(given, (int, float)) or given != right:
            problem = 'Two epochs share the smallest validation loss, in rows with the epochs '
            problem += f'{order}. The earlier one is {right}, and best_epoch gives {str(given)[:50]}.'
    assert not problem, problem

