from otter.test_files import test_case

OK_FORMAT = False

name = "q4"
points = None

@test_case(points=1, hidden=False)
def test_the_notebook_entered_the_project_folder(project_folder, home):
    """The notebook entered the project folder."""
    from pathlib import PurePath
    problem = ''
    if project_folder is None or project_folder is Ellipsis:
        problem = 'project_folder is missing. Leave the line project_folder = os.getcwd() as it '
        problem += 'was, below your own lines.'
    elif not isinstance(project_folder, (str, PurePath)):
        problem = f'project_folder is a {type(project_folder).__name__}. Leave the line '
        problem += 'project_folder = os.getcwd() as it was.'
    else:
        place = PurePath(project_folder)
        if place == PurePath(str(home)):
            problem = 'You are still at home: project_folder is the folder where you began. Enter '
            problem += 'my_project in place of the dots. Did you use !cd? It does not stick; %cd '
            problem += 'and os.chdir do.'
        elif place.name in ('data', 'models'):
            problem = f'You went one step too far, into {place.name}. Stay in my_project.'
        elif place.name.lower().replace(' ', '_').replace('-', '_') == 'my_project':
            if place.name != 'my_project':
                problem = f'Your folder is called {place.name}. Call it my_project, written just '
                problem += 'like that.'
        else:
            problem = f'You ended up in {place}, and my_project is asked for.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_data_and_models_lie_in_it(inside):
    """The folders data and models lie in the project folder."""
    problem = ''
    try:
        names = [str(name).strip('/\\') for name in inside]
    except TypeError:
        names = None
    if inside is None or inside is Ellipsis or names is None or isinstance(inside, str):
        problem = 'inside is not a list of names. Leave the line inside = os.listdir() as it was, '
        problem += 'below your own lines.'
    else:
        missing = [name for name in ('data', 'models') if name not in names]
        if 'my_project' in names:
            problem = 'inside lists the folder in which my_project lies, so you have not entered '
            problem += 'my_project itself yet.'
        elif missing:
            problem = f'In the folder that you entered there is no {missing[0]}. Make it inside '
            problem += 'my_project, for example with the path my_project/ and its name.'
    assert not problem, problem

