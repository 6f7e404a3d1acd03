from otter.test_files import test_case

OK_FORMAT = False

name = "q5"
points = None

@test_case(points=0.5, hidden=False)
def test_orbit_was_imported_from_its_file(where):
    """orbit was imported from its file."""
    import os
    import pathlib
    problem = ''
    if where is None or where is Ellipsis:
        problem = 'where is still `...`, or its cell ended in an error. Append the folder data to '
        problem += 'sys.path, import orbit, and take orbit.__file__ (two underlines on each side).'
    elif not isinstance(where, (str, os.PathLike)):
        problem = 'where is not a path. The module knows its file: orbit.__file__'
    elif pathlib.PurePath(where).name != 'orbit.py':
        problem = f'where is {where}, and does not lead to orbit.py. Import the module orbit, and '
        problem += 'take orbit.__file__'
    elif not pathlib.Path(where).is_file():
        problem = f'where is {where}, and there is no such file. Do not type the path or copy the '
        problem += 'function: append the folder to sys.path, import orbit, take orbit.__file__'
    assert not problem, problem

@test_case(points=0.25, hidden=False)
def test_speeds_has_a_number_for_each_planet_and_the_earth_is_right(speeds):
    """speeds has a number for each planet, and that of the Earth is right."""
    planets = ['Mercury', 'Venus', 'Earth', 'Mars', 'Jupiter', 'Saturn', 'Uranus', 'Neptune']
    problem = ''
    if speeds is None or speeds is Ellipsis:
        problem = 'speeds is still `...`. Give each planet, as a key, what orbit.speed gives for it.'
    elif not isinstance(speeds, dict):
        problem = f'speeds is a {type(speeds).__name__}, and a dictionary is asked for: each '
        problem += 'planet, as a key, and its speed.'
    else:
        missing = [planet for planet in planets if planet not in speeds]
        given = speeds.get('Earth')
        odd = [planet for planet in planets if not hasattr(speeds.get(planet), '__float__') or isinstance(speeds.get(planet), bool)]
        if missing:
            problem = f'speeds has no key {missing[0]}. It needs one for each planet in orbits: '
            problem += 'walk through orbits.items().'
        elif odd and isinstance(speeds[odd[0]], str):
            problem = f'The value of {odd[0]} in speeds is the text {speeds[odd[0]]!r}. Keep the '
            problem += 'number that orbit.speed gives, as it is.'
        elif odd:
            problem = f'The value of {odd[0]} in speeds is not a number. Call orbit.speed with the '
            problem += 'distance and the days of that planet.'
        elif abs(float(given) - 177.5) <= 1:
            problem = f'speeds says that the Earth moves {float(given):.3g} kilometres a second. '
            problem += 'Are the two swapped? The distance comes first, then the days.'
        elif not abs(float(given) - 29.79) <= 0.06:
            problem = f'speeds says that the Earth moves {float(given):.3g} kilometres a second, '
            problem += 'and about 29.8 is right. Call orbit.speed(distance, days) for each planet.'
    assert not problem, problem

