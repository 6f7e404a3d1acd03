from otter.test_files import test_case

OK_FORMAT = False

name = "q4b"
points = None

@test_case(points=1, hidden=False)
def test_each_walk_has_its_rate(rate_of):
    """Each walk has its rate."""
    begins = {'A': 0.3, 'B': 5.88, 'C': -0.3, 'D': 4.2}
    problem = ''
    if rate_of is None or rate_of is Ellipsis:
        problem = 'rate_of is still `...`. Put a dictionary there, run the cell, and check again.'
    elif not isinstance(rate_of, dict):
        problem = f'rate_of is a {type(rate_of).__name__}, and a dictionary is asked for: four keys, '
        problem += 'four rates.'
    elif any((name not in rate_of for name in begins)):
        missing = [name for name in begins if name not in rate_of]
        problem = f'rate_of has no key {missing[0]} yet. It needs one for each of the four walks, '
        problem += 'as text.'
    else:
        given = {}
        for name in begins:
            try:
                given[name] = round(float(rate_of[name]), 6)
            except (TypeError, ValueError):
                problem = f'The value of {name} in rate_of is no number. Write one of the four rates.'
                break
        if not problem and sorted(given.values()) != [0.02, 0.3, 0.95, 1.05]:
            problem = 'The values of rate_of are not the rates 0.02, 0.3, 0.95 and 1.05, each of '
            problem += 'them once.'
        if not problem:
            for name, second in begins.items():
                if not abs(6 - 6 * given[name] - second) <= 0.001:
                    went = 6 * given[name]
                    problem = f'With a rate of {given[name]:g}, the first step from 6 would be '
                    problem += f'{went:.2f} long, because the slope there is 6. Walk {name} shows '
                    problem += 'another first step.'
                    break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_a_walk_has_its_start_and_each_step(walk):
    """A walk has its start and each step."""
    problem = ''
    if walk is None or walk is Ellipsis or (not callable(walk)):
        problem = 'walk is not a function. Begin with: def walk(start, rate, steps):'
    else:
        try:
            given = walk(6, 0.25, 2)
        except AssertionError:
            raise
        except Exception as error:
            given = None
            problem = f'walk(6, 0.25, 2) stops with a {type(error).__name__}: {error}'
        if not problem and (given is None or given is Ellipsis):
            problem = 'walk gives nothing back yet. Return the list at its end, below the loop.'
        elif not problem:
            try:
                weights = [float(one) for one in given]
            except (TypeError, ValueError):
                weights = None
            if weights is None:
                problem = f'walk gives back a {type(given).__name__}, not a list of numbers. Collect '
                problem += 'the weights in a list, and return it.'
            elif len(weights) == 2 and weights[0] == 6:
                problem = 'walk(6, 0.25, 2) gives back two weights. Is return inside the loop, so '
                problem += 'that it ends too early? The start and two steps make three.'
            elif len(weights) == 2:
                problem = 'walk(6, 0.25, 2) gives back two weights: the start is missing. Begin with '
                problem += 'a list that holds it.'
            elif len(weights) != 3:
                problem = f'walk(6, 0.25, 2) gives back {len(weights)} numbers. The start and two '
                problem += 'steps make three.'
            elif weights[0] != 6:
                problem = f'walk(6, 0.25, 2) begins with {weights[0]:g}, and not with the start, 6.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_each_step_goes_against_the_slope(walk):
    """Each step goes against the slope, by the rate times the slope."""
    problem = ''
    given = None
    if walk is None or walk is Ellipsis or (not callable(walk)):
        problem = 'walk is not a function. Begin with: def walk(start, rate, steps):'
    else:
        try:
            given = walk(6, 0.25, 2)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'walk(6, 0.25, 2) stops with a {type(error).__name__}: {error}'
        try:
            weights = [round(float(one), 6) for one in given]
        except (TypeError, ValueError):
            weights = []
        if not problem and (not weights):
            problem = 'walk gives no list of weights back yet, so no step can be seen.'
        elif not problem and weights[-2:] != [4.5, 3.75]:
            first = weights[1] if len(weights) > 2 else weights[-1]
            if first == 7.5:
                problem = 'Your walk goes uphill: after 6 comes 7.5. Subtract where you add.'
            elif weights[-2:] == [4.5, 3.0]:
                problem = 'The second step is as long as the first. The slope changes with the '
                problem += 'weight: work it out anew in each round of the loop.'
            elif first == 5.25:
                problem = 'After 6 comes 5.25: that is half the step. The slope is 2 · (w − 3), and '
                problem += 'not w − 3.'
            elif first == 0.0:
                problem = 'After 6 comes 0: that is the whole slope. Multiply it by the rate first.'
            elif first == 3.0:
                problem = 'After 6 comes 3: the slope at 6 is 2 · (6 − 3), and not 2 · 6.'
            else:
                told = ', '.join((f'{one:g}' for one in weights[:20]))
                problem = f'walk(6, 0.25, 2) gives [{told}], and [6, 4.5, 3.75] is right: the new weight '
                problem += 'is the last one minus the rate times the slope at the last one.'
    assert not problem, problem

