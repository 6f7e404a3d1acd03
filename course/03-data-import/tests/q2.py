from otter.test_files import test_case

OK_FORMAT = False

name = "q2"
points = None

@test_case(points=0.5, hidden=False)
def test_drive_path_puts_the_three_parts_together(drive_path):
    """drive_path puts the three parts together."""
    import os
    wanted = '/content/drive/My Drive/deep-learning/not-there.csv'
    call = 'drive_path("not-there.csv", "/content/drive/My Drive")'
    problem = ''
    given = None
    if not callable(drive_path):
        problem = 'drive_path is not a function. Begin with: def drive_path(name, root=drive_root):'
    else:
        try:
            given = drive_path('not-there.csv', '/content/drive/My Drive')
        except AssertionError:
            raise
        except Exception as error:
            problem = f'{call} ended in an error: {type(error).__name__}: {error}'
    if not problem and isinstance(given, os.PathLike):
        given = os.fspath(given)
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'drive_path gives nothing back yet. Put your code in place of the three dots, and '
        problem += 'let it end in return.'
    elif not isinstance(given, str):
        problem = f'{call} gives a {type(given).__name__}. A path is a text.'
    elif given == wanted:
        pass
    elif '\\' in given:
        problem = f'{call} gives {given}. In Python a space needs no backslash.'
    elif 'My Drive' not in given and 'drive' in given.lower().split('deep-learning')[0]:
        problem = f'{call} gives {given}. My Drive is written with a space. Take root as it is.'
    elif given.startswith('{') or '{root}' in given or '{name}' in given:
        problem = f'{call} gives {given}. There is no f in front of the quotes.'
    elif 'deep-learning' not in given:
        problem = f'{call} gives {given}. The folder deep-learning is missing.'
    elif 'not-there.csv' not in given:
        problem = f'{call} gives {given}. The name of the file is missing.'
    else:
        problem = f'{call} gives {given}, and {wanted} is right.'
    if not problem:
        call = 'drive_path("a.csv", "/tea")'
        try:
            given = os.fspath(drive_path('a.csv', '/tea'))
        except AssertionError:
            raise
        except Exception as error:
            problem = f'{call} ended in an error: {type(error).__name__}: {error}'
        else:
            if given != '/tea/deep-learning/a.csv' and (not given.startswith('/tea')):
                problem = f'{call} gives {given}. It has to begin with the root that is named: use '
                problem += 'root inside the function, and not drive_root.'
            elif given != '/tea/deep-learning/a.csv':
                problem = f'{call} gives {given}, and /tea/deep-learning/a.csv is right.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_df_drive_is_the_table_that_was_written_to_drive(df_drive, drive_file, my_file, my_columns):
    """df_drive is the table that was written to Drive."""
    import os
    import pathlib
    import pandas as pd
    problem = ''
    if drive_file is None or drive_file is Ellipsis or df_drive is None or (df_drive is Ellipsis):
        problem = 'drive_file or df_drive is still `...`, or a line of that cell ended in an error. '
        problem += 'Does the folder exist? Run the cells of this section from its top.'
    elif not isinstance(df_drive, pd.DataFrame):
        kind = type(df_drive).__name__
        problem = f'df_drive is of type {kind}, and a data frame is asked for. to_csv gives nothing '
        problem += 'back; pd.read_csv gives the table.'
    elif 'Unnamed: 0' in df_drive.columns:
        problem = 'df_drive has a column Unnamed: 0, the index that was written along. Write with '
        problem += 'index=False, and read once more.'
    elif [str(name) for name in df_drive.columns] != my_columns:
        problem = 'df_drive should have the columns ' + ', '.join(my_columns) + ', in this order. '
        problem += 'It has: ' + ', '.join((str(name) for name in df_drive.columns)) + '.'
    elif len(df_drive) != 6:
        problem = f'df_drive has {len(df_drive)} rows, and missions has six.'
    elif not isinstance(drive_file, (str, os.PathLike)):
        problem = f'drive_file is not a path. Let it be what drive_path gives for {my_file}.'
    elif pathlib.PurePath(drive_file).parts[-2:] != ('deep-learning', my_file):
        problem = f'drive_file is {drive_file}. It should lead to {my_file} in the folder '
        problem += 'deep-learning.'
    elif not pathlib.Path(drive_file).is_file():
        problem = 'There is no file where drive_file leads. Write missions there, with to_csv.'
    elif str(df_drive['launched'].dtype) == 'int16':
        problem = 'df_drive is missions itself: its years are still int16, which no CSV file keeps. '
        problem += 'Read drive_file, with pd.read_csv.'
    assert not problem, problem

