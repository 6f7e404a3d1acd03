from otter.test_files import test_case

OK_FORMAT = False

name = "q4"
points = None

@test_case(points=1, hidden=False)
def test_the_notebook_entered_the_project_folder(project_folder, home, project_name, two_folders):
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
            problem += f'{project_name} in place of the dots. Did you use !cd? It does not stick; '
            problem += '%cd and os.chdir do.'
        elif place.name in two_folders:
            problem = f'You went one step too far, into {place.name}. Stay in {project_name}.'
        elif place.name.lower().replace(' ', '_').replace('-', '_') == project_name:
            if place.name != project_name:
                problem = f'Your folder is called {place.name}. Call it {project_name}, written '
                problem += 'just like that.'
        else:
            problem = f'You ended up in {place}, and {project_name} is asked for.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_the_two_folders_lie_in_it(inside, project_name, two_folders):
    """The two folders lie in the project folder."""
    problem = ''
    try:
        names = [str(name).strip('/\\') for name in inside]
    except TypeError:
        names = None
    if inside is None or inside is Ellipsis or names is None or isinstance(inside, str):
        problem = 'inside is not a list of names. Leave the line inside = os.listdir() as it was, '
        problem += 'below your own lines.'
    else:
        missing = [name for name in two_folders if name not in names]
        if project_name in names:
            problem = f'inside lists the folder in which {project_name} lies, so you have not '
            problem += f'entered {project_name} itself yet.'
        elif missing:
            problem = f'In the folder that you entered there is no {missing[0]}. Make it inside '
            problem += f'{project_name}, for example with the path {project_name}/ and its name.'
    assert not problem, problem

