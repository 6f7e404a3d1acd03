from otter.test_files import test_case

OK_FORMAT = False

name = "q6"
points = None

@test_case(points=0.5, hidden=False)
def test_setting_reads_the_variable_that_you_set(setting, my_variable, my_epochs):
    """setting reads the variable that you set."""
    problem = ''
    if not callable(setting):
        problem = 'setting is not a function. Begin it with def, run the cell, and check again.'
    else:
        call = f'setting("{my_variable}", "nothing")'
        wanted = str(my_epochs)
        try:
            given = setting(my_variable, 'nothing')
        except AssertionError:
            raise
        except Exception as error:
            problem = f'{call} ended in an error: {type(error).__name__}: {error}'
        else:
            if given is None or given is Ellipsis:
                problem = f'{call} gives nothing back. Is there still `...` in it, or is the word '
                problem += 'return missing?'
            elif given == 'nothing':
                problem = f'{call} gives the fallback, so {my_variable} is not set in this '
                problem += 'notebook. !export sets it in a shell that ends at once, and a variable '
                problem += 'of Python is something else. Use %env or os.environ.'
            elif given == my_epochs:
                problem = f'{call} gives the number {given}. Give back the text as it is, without '
                problem += 'int.'
            elif isinstance(given, str) and given.strip('"\' ') == wanted != given:
                problem = f'{call} gives {given!r}: there are quotes or spaces in the value. %env '
                problem += 'takes everything behind the = as it stands, so leave them out.'
            elif given != wanted:
                problem = f'{call} gives {given!r}, and the text {wanted} is right.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_epochs_is_a_whole_number(epochs, my_variable, my_epochs):
    """epochs is a whole number."""
    problem = ''
    if epochs is None or epochs is Ellipsis:
        problem = 'epochs is still `...`, or its line ended in an error.'
    elif isinstance(epochs, str):
        problem = f'epochs is the text {epochs!r}. Make a whole number of it, with int.'
    elif isinstance(epochs, bool) or not isinstance(epochs, int):
        kind = type(epochs).__name__
        problem = f'epochs is a {kind}, and a whole number is asked for. int makes one of text.'
    elif epochs != my_epochs:
        problem = f'epochs is {epochs}. {my_variable} should be {my_epochs}, and epochs its value: '
        problem += 'run both answer cells again, the first one first.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_setting_gives_the_fallback_for_a_name_that_is_not_set(setting):
    """setting gives the fallback for a name that is not set."""
    problem = ''
    if not callable(setting):
        problem = 'setting is not a function. Begin it with def, run the cell, and check again.'
    else:
        call = 'setting("A_NAME_THAT_NOBODY_SET", "tea")'
        try:
            given = setting('A_NAME_THAT_NOBODY_SET', 'tea')
        except KeyError:
            problem = f'{call} ends in a KeyError. Square brackets insist that the variable is '
            problem += 'there; os.environ.get does not.'
        except AssertionError:
            raise
        except Exception as error:
            problem = f'{call} ended in an error: {type(error).__name__}: {error}'
        else:
            if given is None or given is Ellipsis:
                problem = f'{call} gives nothing back. Hand the fallback over to os.environ.get.'
            elif given == 'fallback':
                problem = f'{call} gives the word fallback. Leave the quotes around fallback out.'
            elif given != 'tea':
                problem = f'{call} gives {given!r}. There is no such variable, so the fallback, '
                problem += 'the text tea, is right.'
    if not problem:
        call = 'setting("SUGAR", "none")'
        try:
            given = setting('SUGAR', 'none')
        except AssertionError:
            raise
        except Exception as error:
            problem = f'{call} ended in an error: {type(error).__name__}: {error}'
        else:
            if given != '':
                problem = f'{call} gives {given!r}. SUGAR is there, and its value is an empty '
                problem += 'text, so that is right. `or` would take it for nothing. (The cell '
                problem += 'above the question, with TEA in it, has to have run.)'
    assert not problem, problem

