from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = None

@test_case(points=1, hidden=False)
def test_the_folder_lies_in_root_and_is_named_by_the_time(run_folder, my_prefix):
    """The folder lies in root and is named by the time."""
    from datetime import datetime
    from pathlib import Path, PurePath
    when = datetime(2019, 10, 23, 14, 30, 5)
    name = my_prefix + '2019-10-23_14-30-05'
    problem = ''
    given = None
    if not callable(run_folder):
        problem = 'run_folder is not a function. Begin with: def run_folder(root, when):'
    else:
        try:
            given = run_folder('logs', when)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'run_folder stops with this error: {type(error).__name__}: {error}. It is '
            problem += 'called with a text and a datetime, as in the task.'
    today = datetime.now().strftime('%Y-%m-%d')
    slips = {'2019-30-23_14-10-05': 'Month and minute have changed places: %m is the month, %M the minute.', '2019-10-23_02-30-05': 'It was two in the afternoon, and the name says 02. %H counts the hours up to 23.', '19-10-23_14-30-05': 'The year should have four digits: %Y with a capital letter.', '2019-10-23 14-30-05': 'There is a space in the name. Put an underscore there: a space in a path makes trouble in many commands.', '2019-10-23_14-30': 'The seconds are missing. Two runs in one minute would share a folder.', '2019-10-23': 'The time of the day is missing. All runs of a day would share a folder.'}
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'run_folder gives nothing back yet. Put your code in place of the three dots, '
        problem += 'and let it end in return. (print only shows a text.)'
    elif not isinstance(given, (str, PurePath)):
        problem = f'run_folder gives back a {type(given).__name__}. A path is asked for: text, or '
        problem += 'a pathlib.Path.'
    else:
        text, path = (str(given), Path(given))
        time = path.name.removeprefix(my_prefix)
        if ':' in text:
            problem = f'The name has colons in it: {text}. They are not allowed in names on '
            problem += 'Windows. Use strftime, with hyphens between the parts of the time.'
        elif text == name:
            problem = "The folder's name is right, but root is missing. Give back both: the "
            problem += 'folder lies inside root.'
        elif text == 'logs' + name:
            problem = 'There is no slash between root and the name. Path(root, name) puts it there.'
        elif my_prefix and time == path.name:
            problem = f'The name is {path.name}, and it should begin with {my_prefix}, the text in '
            problem += 'my_prefix.'
        elif time in slips:
            problem = slips[time]
        elif time.startswith(('23-10-', '10-23-')):
            problem = f'The name is {path.name}. The year comes first, then the month, then the '
            problem += 'day: only then is the order of the alphabet the order in time.'
        elif text.replace('_', '-').find(today) >= 0:
            problem = "The name holds today's date, and the function was asked for another one. "
            problem += 'Use when, and not datetime.now().'
        elif path != Path('logs', name):
            problem = f'For that time the path should be logs/{name}. Yours is {text}.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_the_alphabet_puts_the_names_in_order_of_time(run_folder, my_prefix):
    """The alphabet puts the names in order of time."""
    from datetime import datetime
    from pathlib import Path, PurePath
    times = [(2026, 9, 5, 8, 3, 7), (2026, 11, 21, 10, 30, 5), (2027, 1, 2, 0, 0, 0)]
    names = ['2026-09-05_08-03-07', '2026-11-21_10-30-05', '2027-01-02_00-00-00']
    problem = ''
    found = []
    if not callable(run_folder):
        problem = 'run_folder is not a function. Begin with: def run_folder(root, when):'
    else:
        try:
            found = [run_folder('logs', datetime(*time)) for time in times]
        except AssertionError:
            raise
        except Exception as error:
            problem = f'run_folder stops with this error: {type(error).__name__}: {error}.'
    if not problem and (not all((isinstance(one, (str, PurePath)) for one in found))):
        problem = 'run_folder does not give back a path yet.'
    elif not problem:
        given = [Path(one).name.removeprefix(my_prefix) for one in found]
        if given[0] in ('2026-9-5_8-3-7', '2026-9-05_08-03-07', '2026-09-5_08-03-07'):
            problem = f'The name {given[0]} lacks zeros. Two digits for each part: strftime does '
            problem += 'that by itself.'
        elif len(set(given)) < 3:
            problem = f'Different times get the same name, {given[0]}. The name has to come from '
            problem += 'when.'
        elif sorted(given) != given:
            problem = f'In the order of the alphabet, {given[1]} does not stand where it belongs. '
            problem += 'Begin with the year, and give each part two digits.'
        elif given != names:
            right = next((one for one, other in zip(names, given, strict=True) if one != other))
            wrong = given[names.index(right)]
            problem = f'One name is {wrong}, and {right} is asked for.'
    assert not problem, problem

