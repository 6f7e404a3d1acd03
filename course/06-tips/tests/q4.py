from otter.test_files import test_case

OK_FORMAT = False

name = "q4"
points = None

@test_case(points=0.5, hidden=False)
def test_ten_files_come_in_batches_of_four_four_and_two(walk_through):
    """Ten files come in batches of four, four and two."""
    from pathlib import Path
    import shutil
    import numpy as np
    problem = ''
    found = None
    place = Path('files-of-the-check')
    if not callable(walk_through):
        problem = 'walk_through is missing. Run the cell with the 250 digits, above the question.'
    else:
        content = np.arange(60).reshape(10, 3, 2)
        paths = [str(place / f'{number}.npy') for number in range(10)]
        try:
            place.mkdir(exist_ok=True)
            for path, array in zip(paths, content):
                np.save(path, array)
            found = walk_through(paths, 4)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'batches stops with this error: {type(error).__name__}: {error}'
        finally:
            shutil.rmtree(place, ignore_errors=True)
    if not isinstance(found, dict) or not {'gave', 'arrays', 'all_at_once'} <= set(found):
        found = None
    arrays = found['arrays'] if found else []
    shapes = [np.shape(array) for array in arrays]
    sizes = [shape[0] if shape else 0 for shape in shapes]
    if problem:
        pass
    elif not found:
        problem = 'walk_through was changed. Run the cell with the 250 digits again.'
    elif found['gave'] in ('NoneType', 'ellipsis'):
        problem = 'batches gives nothing back yet. Put your code in place of the three dots, with '
        problem += 'yield. (print only shows a value, it does not hand it out.)'
    elif not arrays:
        problem = 'batches yields nothing for ten files.'
    elif any((np.asarray(array).dtype.kind not in 'biuf' for array in arrays)):
        problem = 'What batches yields is not made of numbers. Did you hand out the names of the '
        problem += 'files? Load each with np.load, and stack the arrays.'
    elif {'list', 'tuple'} & set(found.get('kinds', [])) and sizes == [4, 4, 2]:
        problem = 'Each batch is a list of arrays, and one array is asked for. Stack the arrays of '
        problem += 'the list before you yield: np.stack.'
    elif sizes == [4, 4]:
        problem = 'The last two of the ten files are missing. The last batch may be smaller, but no '
        problem += 'file is left out.'
    elif len(arrays) == 4:
        problem = 'For ten files and a size of 4 you make 4 batches. size says how many files are '
        problem += 'in a batch, not how many batches there are.'
    elif len(arrays) == 10:
        problem = 'Every file comes alone. Collect `size` of them, and then yield.'
    elif len(arrays) == 1:
        problem = 'All ten files come in one batch. Stack only `size` of them, and yield inside '
        problem += 'the loop.'
    elif sizes == [4, 8, 10]:
        problem = 'Each batch holds those before as well. Begin with an empty list for each batch.'
    elif sizes != [4, 4, 2]:
        problem = 'For ten files and a size of 4, batches of 4, 4 and 2 are asked for, and yours '
        problem += f'have {sizes}.'
    elif shapes[0] != (4, 3, 2):
        problem = 'The files hold arrays of shape (3, 2), so the first batch has the shape '
        problem += f'(4, 3, 2), and yours has {shapes[0]}. Stack along a new first axis: np.stack.'
    elif not all((np.array_equal(a, content[4 * n:4 * n + 4]) for n, a in enumerate(arrays))):
        problem = 'The batches have the right shapes, and not the content of the files in their '
        problem += 'order. Is anything sorted, shuffled or divided?'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_files_are_read_when_their_batch_is_wanted(walk_through):
    """Files are read when their batch is wanted, and no earlier."""
    from pathlib import Path
    import shutil
    import numpy as np
    problem = ''
    found = None
    place = Path('more-files-of-the-check')
    if not callable(walk_through):
        problem = 'walk_through is missing. Run the cell with the 250 digits, above the question.'
    else:
        paths = [str(place / f'{number}.npy') for number in range(9)]
        try:
            place.mkdir(exist_ok=True)
            for number, path in enumerate(paths):
                np.save(path, np.full(2, number))
            found = walk_through(paths, 2)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'batches stops with this error: {type(error).__name__}: {error}'
        finally:
            shutil.rmtree(place, ignore_errors=True)
    if not isinstance(found, dict) or not {'gave', 'arrays', 'all_at_once'} <= set(found):
        found = None
    if problem:
        pass
    elif not found:
        problem = 'walk_through was changed. Run the cell with the 250 digits again.'
    elif len(found['arrays']) < 2:
        problem = 'batches does not yield several batches yet, so there is nothing to watch.'
    elif any((np.asarray(array).dtype.kind not in 'biuf' for array in found['arrays'])):
        problem = 'What batches yields is not made of numbers, so no file was read at all.'
    elif found['all_at_once'] is not False:
        problem = 'All files were read before the first batch came out, so they are all in memory '
        problem += 'at once'
        kind = found['gave']
        if kind in ('list', 'tuple', 'ndarray'):
            problem += f': batches gives back a {kind} of everything.'
        else:
            problem += '.'
        problem += ' Load the files of one batch, yield it, and only then load the next ones.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_a_size_below_one_is_refused(walk_through):
    """A size below one is refused, and a size of one is not."""
    from pathlib import Path
    import shutil
    import numpy as np
    problem = ''
    place = Path('a-file-of-the-check')
    if not callable(walk_through):
        problem = 'walk_through is missing. Run the cell with the 250 digits, above the question.'
    else:
        for size in (0, -3):
            path = str(place / f'for{size}.npy')
            problem = f'A size of {size} makes no sense, so batches should raise a ValueError, '
            try:
                place.mkdir(exist_ok=True)
                np.save(path, np.zeros(3))
                found = walk_through([path], size)
                if isinstance(found, dict) and found.get('arrays'):
                    problem += 'but it yields something.'
                else:
                    problem += 'but it goes on as if all were well.'
                break
            except ValueError:
                problem = ''
            except AssertionError:
                raise
            except Exception as error:
                problem += f'and it raises a {type(error).__name__} instead.'
                break
            finally:
                shutil.rmtree(place, ignore_errors=True)
        if not problem:
            path = str(place / 'for1.npy')
            try:
                place.mkdir(exist_ok=True)
                np.save(path, np.zeros(3))
                found = walk_through([path], 1)
                if not isinstance(found, dict) or len(found.get('arrays', [])) != 1:
                    problem = 'For one file and a size of 1, one batch with one array in it is due.'
            except AssertionError:
                raise
            except Exception as error:
                problem = 'For one file and a size of 1, which is fine, batches stops with this '
                problem += f'error: {type(error).__name__}: {error}'
            finally:
                shutil.rmtree(place, ignore_errors=True)
    assert not problem, problem

