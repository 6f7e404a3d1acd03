from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = None

@test_case(points=0.5, hidden=False)
def test_a_default_is_given_back_as_a_value(default_of):
    """A default is given back as a value."""
    problem = ''
    if not callable(default_of):
        problem = 'default_of is not a function. Begin with: def default_of(function, parameter):'
    else:
        for function, parameter, wanted in (('numpy.linspace', 'num', 50), ('keras.Model.fit', 'epochs', 1)):
            asked = f'default_of({function!r}, {parameter!r})'
            given = None
            try:
                given = default_of(function, parameter)
            except AssertionError as error:
                problem = f'{asked} gives back something else than a value: {error} Take the '
                problem += 'default out of what the signature says about the parameter.'
                break
            except Exception as error:
                problem = f'{asked} stops with this error: {type(error).__name__}: {error}'
                break
            if given is None or given is Ellipsis:
                problem = f'{asked} gives nothing back yet. Put your code in place of the three '
                problem += 'dots, and let it end in return.'
            elif isinstance(given, str):
                problem = f'{asked} gives the text {given!r}. Give back the value itself, which '
                problem += f'is {wanted}, and not how it is written.'
            elif not isinstance(given, int) or given != wanted:
                problem = f'{asked} gives {given!r}, and {wanted} is the default.'
            if problem:
                break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_a_parameter_that_does_not_exist_is_refused(default_of):
    """A parameter that does not exist is refused."""
    asked = "default_of('numpy.linspace', 'colour')"
    problem = f'linspace has no parameter colour, so {asked} should raise a ValueError, '
    if not callable(default_of):
        problem = 'default_of is not a function. Begin with: def default_of(function, parameter):'
    else:
        try:
            given = default_of('numpy.linspace', 'colour')
            if isinstance(given, ValueError):
                problem += 'but it returns one. Write raise in place of return.'
            elif given is None or given is Ellipsis:
                problem += 'but it gives nothing back and goes on as if all were well.'
            else:
                problem += f'but it gives back {given!r}.'
        except ValueError:
            problem = ''
        except AssertionError as error:
            problem += f'but it gives something back: {error}'
        except Exception as error:
            problem += f'and it raises a {type(error).__name__} instead. Ask with `in` first.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_a_parameter_without_a_default_is_refused(default_of):
    """A parameter without a default is refused."""
    problem = ''
    if not callable(default_of):
        problem = 'default_of is not a function. Begin with: def default_of(function, parameter):'
    else:
        for function, parameter in (('numpy.linspace', 'stop'), ('keras.layers.Dense', 'units'), ('sorted', 'iterable')):
            asked = f'default_of({function!r}, {parameter!r})'
            problem = f'The parameter {parameter} of {function} has no default, so {asked} '
            problem += 'should raise a ValueError. Compare with inspect.Parameter.empty.'
            try:
                default_of(function, parameter)
                break
            except ValueError:
                problem = ''
            except AssertionError as error:
                problem += f' What comes back now is no value: {error}'
                break
            except Exception as error:
                problem += f' A {type(error).__name__} comes instead.'
                break
    assert not problem, problem

