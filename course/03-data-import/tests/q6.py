from otter.test_files import test_case

OK_FORMAT = False

name = "q6"
points = None

@test_case(points=0.5, hidden=False)
def test_arrays_come_back_as_they_were_saved(save_arrays, load_arrays):
    """Arrays come back as they were saved."""
    import os
    import pathlib
    import numpy as np
    arrays = {'pictures': np.arange(24, dtype='uint8').reshape(2, 3, 4), 'labels': np.array(['cat', 'dog']), 'score': np.array(0.5, dtype='float32')}
    problem = ''
    path = None
    back = None
    if not callable(save_arrays) or not callable(load_arrays):
        problem = 'save_arrays or load_arrays is not a function. Begin each with def.'
    else:
        try:
            path = save_arrays('arrays-check-1.npz', arrays)
        except AssertionError:
            raise
        except Exception as error:
            problem = 'save_arrays stops at three plain arrays with this error: '
            problem += f'{type(error).__name__}: {error}'
    if problem:
        pass
    elif path is None or path is Ellipsis:
        problem = 'save_arrays gives nothing back. Let it end in return path.'
    elif not isinstance(path, (str, os.PathLike)) or os.fspath(path) != 'arrays-check-1.npz':
        problem = 'save_arrays should give back the path, just as it got it.'
    elif not pathlib.Path(path).is_file():
        problem = 'save_arrays has written no file at path. np.save adds .npy to a name; np.savez '
        problem += 'takes a name that ends in .npz as it is.'
    else:
        try:
            with np.load(path, allow_pickle=False) as written:
                names = sorted(written.files)
                for name in names:
                    written[name]
        except Exception:
            problem = 'What save_arrays has written cannot be opened without pickle. Use np.savez, '
            problem += 'with two stars in front of the dictionary: np.savez(path, **arrays)'
            names = []
        if not problem and names == ['arr_0']:
            problem = 'The file holds one nameless thing and not three arrays. Put two stars in '
            problem += 'front of the dictionary: np.savez(path, **arrays)'
        elif not problem and 'allow_pickle' in names:
            problem = 'The file holds an array named allow_pickle: in this NumPy, np.savez takes '
            problem += 'that for one of the arrays. Look at hasobject before you save.'
        elif not problem and names != sorted(arrays):
            problem = 'The file should hold the arrays labels, pictures and score. It holds: '
            problem += ', '.join(names) + '.'
    if not problem:
        try:
            back = load_arrays('arrays-check-1.npz')
        except AssertionError:
            raise
        except Exception as error:
            problem = 'load_arrays stops at a file with three plain arrays with this error: '
            problem += f'{type(error).__name__}: {error}'
    if not problem and (back is None or back is Ellipsis):
        problem = 'load_arrays gives nothing back yet. Let it end in return.'
    elif not problem and (not isinstance(back, dict)):
        problem = 'load_arrays should give a dictionary. What np.load gives is nearly one, but it '
        problem += 'needs the open file: take each array out of it, by its name.'
    elif not problem:
        for name, array in arrays.items():
            given = back.get(name)
            if not isinstance(given, (np.ndarray, np.generic)):
                problem = f'After the round trip there is no array under the name {name}.'
            elif given.shape != array.shape or given.dtype != array.dtype:
                problem = f'{name} went in as {array.dtype} of shape {array.shape} and came back '
                problem += f'as {given.dtype} of shape {given.shape}.'
            elif not np.array_equal(given, array):
                problem = f'{name} came back with other values.'
            if problem:
                break
        if not problem and len(back) != len(arrays):
            problem = 'load_arrays gives more than the three arrays that were saved.'
    for left in ('arrays-check-1.npz', 'arrays-check-1.npz.npy'):
        pathlib.Path(left).unlink(missing_ok=True)
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_python_objects_are_not_saved(save_arrays):
    """Python objects are not saved."""
    import pathlib
    problem = ''
    if not callable(save_arrays):
        problem = 'save_arrays is not a function. Begin it with def.'
    else:
        for arrays in ({'labels': [1, None]}, {'fine': [1, 2], 'odd': [{'legs': 2}]}):
            try:
                given = save_arrays('arrays-check-2.npz', arrays)
            except ValueError:
                continue
            except AssertionError:
                raise
            except Exception as error:
                problem = f'For {arrays}, save_arrays should raise a ValueError, and raises a '
                problem += f'{type(error).__name__} instead: {error}'
                break
            problem = f'save_arrays accepts {arrays}, which can only be kept with pickle. Ask '
            problem += 'dtype.hasobject of each array, and raise a ValueError.'
            if given is None or given is Ellipsis:
                problem = f'save_arrays gives nothing back for {arrays}, which can only be kept '
                problem += 'with pickle. Raise a ValueError there.'
            break
    for left in ('arrays-check-2.npz', 'arrays-check-2.npz.npy'):
        pathlib.Path(left).unlink(missing_ok=True)
    assert not problem, problem

@test_case(points=0.25, hidden=False)
def test_load_arrays_opens_no_pickle(load_arrays):
    """load_arrays opens no pickle."""
    import pathlib
    import numpy as np
    problem = ''
    odd = np.empty(2, dtype=object)
    odd[:] = [{'legs': 2}, None]
    np.savez('arrays-check-3.npz', odd=odd)
    if not callable(load_arrays):
        problem = 'load_arrays is not a function. Begin it with def.'
    else:
        try:
            given = load_arrays('arrays-check-3.npz')
        except ValueError:
            pass
        except AssertionError:
            raise
        except Exception as error:
            problem = 'For a file with Python objects, load_arrays should raise a ValueError, and '
            problem += f'raises a {type(error).__name__} instead: {error}'
        else:
            problem = 'load_arrays opens a file that needs pickle. Leave allow_pickle=True out, '
            problem += 'and take each array out of the file, by its name.'
            if given is None or given is Ellipsis:
                problem = 'load_arrays gives nothing back for a file that needs pickle. Raise a '
                problem += 'ValueError there.'
    pathlib.Path('arrays-check-3.npz').unlink(missing_ok=True)
    assert not problem, problem

