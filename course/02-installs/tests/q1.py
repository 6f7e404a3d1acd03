from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = None

@test_case(points=0.5, hidden=False)
def test_versions_has_a_text_for_each_of_the_four_libraries(versions):
    """versions has a text for each of the four libraries."""
    problem = ''
    if versions is None or versions is Ellipsis:
        problem = 'versions is still `...`. Put a dictionary there, run the cell, and check again.'
    elif not isinstance(versions, dict):
        kind = type(versions).__name__
        problem = f'versions is a {kind}, and a dictionary is asked for: four names, four versions.'
    else:
        for name in ('pandas', 'numpy', 'matplotlib', 'keras'):
            if name not in versions:
                close = [key for key in versions if str(key).lower() == name]
                problem = f'versions has no key {name} yet. It needs one for each of the four.'
                if close:
                    problem = f'versions has the key {close[0]}, but {name} is asked for: small '
                    problem += 'letters, as pip writes it.'
            elif versions[name] is Ellipsis:
                problem = f'The value of {name} in versions is still `...`.'
            elif not isinstance(versions[name], str):
                problem = f'The value of {name} in versions is not text. version gives text such '
                problem += 'as 1.2.3: keep it as it is.'
            if problem:
                break
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_the_four_versions_are_those_that_are_installed(versions):
    """The four versions are those that are installed."""
    from importlib.metadata import PackageNotFoundError, version
    problem = ''
    if versions is None or versions is Ellipsis:
        problem = 'versions is still `...`. Put a dictionary there, run the cell, and check again.'
    elif not isinstance(versions, dict):
        problem = 'versions is not a dictionary, so there are no versions to look up in it.'
    else:
        for name in ('pandas', 'numpy', 'matplotlib', 'keras'):
            try:
                here = version(name)
            except PackageNotFoundError:
                here = None
            given = versions.get(name)
            if given is None or given is Ellipsis:
                problem = f'versions does not say which version of {name} there is.'
            elif not isinstance(given, str):
                problem = f'The value of {name} in versions is not text, so it is no version.'
            elif here is None:
                problem = f'{name} is not installed on this machine. Install it with pip.'
            elif given != here:
                problem = f'versions says that {name} is {given}, but {here} is installed here. '
                problem += 'Do not type a version: let Python ask for it, with version.'
            if problem:
                break
    assert not problem, problem

