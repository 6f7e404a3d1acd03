from otter.test_files import test_case

OK_FORMAT = False

name = "q4"
points = None

@test_case(points=0.5, hidden=False)
def test_unpack_writes_every_file_and_names_it(unpack):
    """unpack writes every file and names it."""
    import os
    import pathlib
    import shutil
    import zipfile
    contents = {'hello.txt': 'Hello!', 'letters/a.txt': 'A', 'letters/more/b.txt': 'B'}
    problem = ''
    given = None
    work = pathlib.Path('unpack-check-1')
    work.mkdir(exist_ok=True)
    with zipfile.ZipFile(work / 'good.zip', 'w') as made:
        for name, text in contents.items():
            made.writestr(zipfile.ZipInfo(name), text)
        made.writestr(zipfile.ZipInfo('letters/'), '')
    if not callable(unpack):
        problem = 'unpack is not a function. Begin it with: def unpack(zip_path, target):'
    else:
        try:
            given = unpack('unpack-check-1/good.zip', 'unpack-check-1/new/box')
        except AssertionError:
            raise
        except Exception as error:
            problem = 'unpack stops at a harmless zip, with a target that does not exist yet, with '
            problem += f'this error: {type(error).__name__}: {error}'
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'unpack gives nothing back yet. Let it end in return, and give a list of paths.'
    elif not isinstance(given, (list, tuple, set)):
        problem = f'unpack gives a {type(given).__name__}. A list of paths is asked for.'
    else:
        found = {}
        for path in given:
            if isinstance(path, (str, os.PathLike)) and pathlib.Path(path).is_file():
                parts = pathlib.Path(path).parts
                inside = parts[parts.index('box') + 1:] if 'box' in parts else parts
                found['/'.join(inside)] = pathlib.Path(path).read_text()
        if any((str(path).endswith('/') for path in given)):
            problem = 'The list that unpack gives names folders, too. Leave out what ends in a '
            problem += 'slash: a path for each file is asked for.'
        elif any((str(path) in contents for path in given)):
            problem = 'unpack gives the paths inside of the zip. Put the target in front of each, '
            problem += 'so that they lead to the files.'
        elif found != contents and len(given) == len(contents):
            problem = 'The paths that unpack gives do not lead to the files with their contents. '
            problem += 'Write them into target, with the folders that they have in the zip.'
        elif found != contents:
            problem = 'The zip holds 3 files, and the list that unpack gives has the length '
            problem += f'{len(given)}. Give one path for each file, and none for folders.'
    shutil.rmtree(work, ignore_errors=True)
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_unpack_refuses_a_member_that_goes_up(unpack):
    """unpack refuses a member that goes up."""
    import io
    import pathlib
    import shutil
    import zipfile
    problem = ''
    work = pathlib.Path('unpack-check-2')
    work.mkdir(exist_ok=True)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, 'w') as made:
        made.writestr(zipfile.ZipInfo('proof.txt'), 'here')
    for number, name in enumerate(('../up-1.zip', 'letters/../../up-2.zip'), 1):
        with zipfile.ZipFile(work / f'sly-{number}.zip', 'w') as made:
            if number == 1:
                made.writestr(zipfile.ZipInfo('harmless.txt'), 'harmless')
            made.writestr(zipfile.ZipInfo(name), inner.getvalue())
    if not callable(unpack):
        problem = 'unpack is not a function. Begin it with: def unpack(zip_path, target):'
    for number, name in enumerate(('../up-1.zip', 'letters/../../up-2.zip'), 1):
        if problem:
            break
        try:
            given = unpack(f'unpack-check-2/sly-{number}.zip', f'unpack-check-2/box-{number}')
        except ValueError:
            pass
        except AssertionError:
            raise
        except Exception as error:
            problem = f'For a zip with the member {name}, unpack should raise a ValueError, and '
            problem += f'raises a {type(error).__name__} instead: {error}'
            break
        else:
            problem = f'unpack accepts a zip with the member {name}, which leads out of the '
            problem += 'target. Look whether .. is among the parts, and raise a ValueError.'
            if given is None or given is Ellipsis:
                problem = f'unpack gives nothing back for a zip with the member {name}. It leads '
                problem += 'out of the target, so raise a ValueError there.'
        try:
            arrived = unpack(f'unpack-check-2/up-{number}.zip', f'unpack-check-2/proof-{number}')
            arrived = [str(path) for path in arrived]
        except Exception:
            arrived = []
        if any((path.endswith('proof.txt') for path in arrived)):
            problem = f'unpack has written {name} outside of the target. Look at all members '
            problem += 'first, and only then unpack.'
    shutil.rmtree(work, ignore_errors=True)
    assert not problem, problem

