from otter.test_files import test_case

OK_FORMAT = False

name = "q5"
points = None

@test_case(points=0.5, hidden=False)
def test_orbit_was_imported_from_its_file(where):
    import os
    import pathlib
    problem = ''
    if where is None or where is Ellipsis:
        problem = 'where is still `...`, or its cell ended in an error. Append the folder data to '
        problem += 'sys.path, import orbit, and take orbit.__file__ (two underlines on each side).'
    elif not isinstance(where, (str, os.PathLike)):
        problem = 'where is not a path. The module knows its file: orbit.__file__'
    elif pathlib.PurePath(where).name != 'orbit.py':
        problem = f'where is {where}, and does not lead to orbit.py. Import the module orbit, and '
        problem += 'take orbit.__file__'
    elif not pathlib.Path(where).is_file():
        problem = f'where is {where}, and there is no such file. Do not type the path or copy the '
        problem += 'function: append the folder to sys.path, import orbit, take orbit.__file__'
    assert not problem, problem

