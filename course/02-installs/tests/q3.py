from otter.test_files import test_case

OK_FORMAT = False

name = "q3"
points = None

@test_case(points=1, hidden=False)
def test_ten_comes_after_nine(at_least):
    """In versions, ten comes after nine."""
    problem = ''
    if not callable(at_least):
        problem = 'at_least is not a function. Begin it with def, run the cell, and check again.'
    else:
        for first, second, wanted in (('2.10', '2.9', True), ('2.9', '2.10', False), ('10.0.1', '9.8.7', True), ('1.26.4', '2.0', False)):
            call = f'at_least({first!r}, {second!r})'
            try:
                given = at_least(first, second)
            except AssertionError:
                raise
            except Exception as error:
                problem = f'{call} ended in an error: {type(error).__name__}: {error}'
                break
            if given is None:
                problem = f'{call} gives nothing back. Is there still `...` in it, or is the word '
                problem += 'return missing?'
            elif not isinstance(given, bool):
                problem = f'{call} gives {given!r}, and True or False is asked for.'
            elif given != wanted and (first >= second) == given:
                problem = f'{call} gives {given}, as text or a decimal number would. '
                problem += 'Compare versions: in them, 10 comes after 9.'
            elif given != wanted:
                problem = f'{call} gives {given}, and {wanted} is right.'
            if problem:
                break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_the_same_version_is_new_enough(at_least):
    """The same version is new enough."""
    problem = ''
    if not callable(at_least):
        problem = 'at_least is not a function. Begin it with def, run the cell, and check again.'
    else:
        for first, second, wanted in (('2.20.0', '2.20.0', True), ('2.20.0', '2.20.1', False)):
            call = f'at_least({first!r}, {second!r})'
            try:
                given = at_least(first, second)
            except AssertionError:
                raise
            except Exception as error:
                problem = f'{call} ended in an error: {type(error).__name__}: {error}'
                break
            if given is None:
                problem = f'{call} gives nothing back. Is there still `...` in it, or is the word '
                problem += 'return missing?'
            elif given is not wanted and wanted:
                problem = f'{call} gives {given!r}. The same version is new enough, so True is '
                problem += 'right: use >= and not >.'
            elif given is not wanted:
                problem = f'{call} gives {given!r}, and {wanted} is right.'
            if problem:
                break
    assert not problem, problem

