from otter.test_files import test_case

OK_FORMAT = False

name = "q5"
points = None

@test_case(points=0.5, hidden=False)
def test_each_parameter_is_found_with_its_default(parse_form):
    """Each parameter is found with its default."""
    lines = ['# @title A form', '# @markdown Choose.', 'import os']
    lines += ["size = 64  # @param {type:'integer'}"]
    lines += ["colour = 'red'  # @param ['red', 'blue']", "rate = 0.5 #@param {type:'number'}"]
    lines += ["verbose = False  # @param {type:'boolean'}", 'seed = 6', 'print(size)']
    wanted = {'size': 64, 'colour': 'red', 'rate': 0.5, 'verbose': False}
    problem = ''
    given = None
    if not callable(parse_form):
        problem = 'parse_form is not a function. Begin with: def parse_form(source):'
    else:
        try:
            given = parse_form('\n'.join(lines))
        except AssertionError:
            raise
        except Exception as error:
            problem = f'parse_form stops with this error: {type(error).__name__}: {error}'
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'parse_form gives nothing back yet. Put your code in place of the three dots, and '
        problem += 'let it end in return.'
    elif not isinstance(given, dict):
        problem = f'parse_form gives back a {type(given).__name__}, and a dictionary is asked for.'
    else:
        missing = [name for name in wanted if name not in given]
        more = [name for name in given if name not in wanted]
        if missing == ['rate']:
            problem = 'The parameter rate is missing. Its line has #@param without the space, and '
            problem += 'that counts as well.'
        elif len(missing) == 3:
            problem = 'Only one of the four parameters came out. Does return stand inside the loop?'
        elif missing:
            problem = f'The parameter {missing[0]} is missing. Every line with @param has one.'
        elif 'seed' in more:
            problem = 'seed is no parameter: its line has no @param. Leave such lines out.'
        elif more:
            problem = f'There is an entry {more[0]!r}, and the form has no such parameter. A name '
            problem += 'has no spaces around it.'
        for name, value in wanted.items():
            entry = given.get(name)
            if problem:
                break
            if not isinstance(entry, dict):
                problem = f'The entry of {name} is {entry!r}. It should be a dictionary with the '
                problem += 'keys default and options.'
                break
            if 'default' not in entry:
                problem = f'The entry of {name} has no key default.'
                break
            found = entry['default']
            if isinstance(found, str) and (not isinstance(value, str)):
                problem = f'The default of {name} is the text {found!r}. Turn it into '
                problem += 'a Python value with ast.literal_eval.'
            elif isinstance(found, str) and found.strip() == repr(value):
                problem = f'The default of {name} still has its quotes. ast.literal_eval turns it '
                problem += 'into a Python value, and takes them away.'
            elif type(found) is not type(value) or found != value:
                problem = f'The default of {name} is {value!r}, and yours is {found!r}.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_choices_are_kept_as_a_list(parse_form):
    """Choices are kept as a list."""
    lines = ["size = 'small'  # @param ['small', 'large', 'huge']"]
    lines += ["place = 'here'  # @param ['here', 'there'] {allow-input: true}"]
    lines += ["epochs = 3  # @param {type:'slider', min:1, max:9, step:1}"]
    wanted = {'size': ['small', 'large', 'huge'], 'place': ['here', 'there'], 'epochs': []}
    problem = ''
    given = None
    if not callable(parse_form):
        problem = 'parse_form is not a function. Begin with: def parse_form(source):'
    else:
        try:
            given = parse_form('\n'.join(lines))
        except AssertionError:
            raise
        except Exception as error:
            problem = f'parse_form stops with this error: {type(error).__name__}: {error}'
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'parse_form gives nothing back yet. Let it end in return.'
    elif not isinstance(given, dict):
        problem = f'parse_form gives back a {type(given).__name__}, and a dictionary is asked for.'
    else:
        for name, options in wanted.items():
            entry = given.get(name)
            if not isinstance(entry, dict) or 'options' not in entry:
                problem = f'The choices of {name} are lost: its entry has no key options.'
                break
            found = entry['options']
            if isinstance(found, tuple):
                found = list(found)
            if isinstance(found, str):
                problem = f'The options of {name} are a text: {found!r}. Turn it into a list with '
                problem += 'ast.literal_eval.'
            elif found is not None and (not isinstance(found, list)):
                problem = f'The options of {name} are a {type(found).__name__}, and a list is asked '
                problem += 'for.'
            elif options and (not found):
                problem = f'The choices of {name} are lost. They stand in the square brackets after '
                problem += '@param'
                problem += ', also when something follows them.' if name == 'place' else '.'
            elif not options and (found is None or found):
                problem = f'{name} has no choices, so its options are an empty list, and yours are '
                problem += f'{found!r}.'
            elif repr(found) != repr(options):
                problem = f'The options of {name} are {options}, and yours are {found!r}.'
            if problem:
                break
    assert not problem, problem

