from otter.test_files import test_case

OK_FORMAT = False

name = "q3"
points = None

@test_case(points=0.5, hidden=False)
def test_the_warm_up_is_kept_apart_from_five_runs(benchmark, has_gpu):
    """The warm-up is kept apart from five runs."""
    problem = ''
    if benchmark is None or benchmark is Ellipsis:
        problem = 'benchmark is still `...`. Put a dictionary there, run the cell, and check again.'
    elif not isinstance(benchmark, dict):
        kind = type(benchmark).__name__
        problem = f'benchmark is a {kind}. A dictionary with the keys CPU and GPU is asked for.'
    elif 'CPU' not in benchmark or 'GPU' not in benchmark:
        problem = 'benchmark needs both keys, CPU and GPU. Without a GPU, the value of GPU is None.'
    elif benchmark['CPU'] is None:
        problem = 'The CPU is there on every machine: measure it.'
    elif has_gpu is False and benchmark['GPU'] is not None:
        problem = 'benchmark has times of a GPU, and this machine has none. Where has_gpu is False, '
        problem += 'let the value of GPU be None.'
    elif has_gpu is True and benchmark['GPU'] is None:
        problem = 'This machine has a GPU, and benchmark has no times of it. Measure it, too.'
    else:
        for device in ('CPU', 'GPU'):
            part = benchmark[device]
            if device == 'GPU' and part is None:
                continue
            if not isinstance(part, dict):
                problem = f'The value of {device} in benchmark is a {type(part).__name__}. Make it '
                problem += 'a dictionary with the keys first, runs and median.'
                break
            first = part.get('first')
            try:
                runs = [float(seconds) for seconds in part.get('runs')]
            except (TypeError, ValueError):
                runs = None
            if 'first' not in part:
                problem = f'The {device} was measured without a warm-up: there is no key first. The '
                problem += 'first run is slower than the others, so keep it apart from them.'
            elif not isinstance(first, (int, float)) or isinstance(first, bool):
                problem = f'first of {device} is a {type(first).__name__}. Keep the seconds of the '
                problem += 'first run there, as a number.'
            elif runs is None or isinstance(part.get('runs'), (str, dict)):
                problem = f'runs of {device} is not a list of seconds.'
            elif len(runs) < 5:
                problem = f'runs of {device} holds {len(runs)} times. Measure at least five.'
            elif float(first) in runs:
                problem = f'The warm-up of {device} is also among its runs. The first run is slower '
                problem += 'than the others: call convolve once for it, and then again for runs.'
            elif not all((0 < seconds < 600 for seconds in [float(first)] + runs)):
                problem = f'The times of {device} should be seconds above 0, as convolve gives them.'
            elif len(set(runs)) == 1:
                problem = f'The runs of {device} all took exactly the same time. That never happens: '
                problem += 'call convolve anew for each, and type nothing in.'
            if problem:
                break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_the_median_is_that_of_the_runs(benchmark):
    """The median is that of the runs."""
    import statistics
    problem = ''
    if not isinstance(benchmark, dict) or not isinstance(benchmark.get('CPU'), dict):
        problem = 'benchmark has no measurement of the CPU yet, so there is no median to look at.'
    else:
        for device in ('CPU', 'GPU'):
            part = benchmark.get(device)
            if device == 'GPU' and (not isinstance(part, dict)):
                continue
            try:
                runs = [float(seconds) for seconds in part.get('runs')]
                given = float(part.get('median'))
                first = float(part.get('first', 0))
            except (TypeError, ValueError):
                problem = f'For {device} there should be seconds under runs, and their median.'
                break
            if not runs:
                problem = f'runs of {device} is empty.'
                break
            wanted = statistics.median(runs)
            near = 0.001 * wanted + 0.00051
            exact = 1e-06 * wanted
            if abs(given - wanted) <= exact:
                continue
            if abs(given - statistics.mean(runs)) <= exact:
                problem = f'median of {device} is the mean of the runs. One slow run spoils the '
                problem += 'mean; take the middle one instead, as statistics.median does.'
            elif abs(given - statistics.median([first] + runs)) <= exact:
                problem = f'median of {device} counts the warm-up as well. Leave it out.'
            elif abs(given - min(runs)) <= exact:
                problem = f'median of {device} is the fastest run. Take the middle one.'
            elif not abs(given - wanted) <= near:
                problem = f'median of {device} is {given}, and the median of its runs is {wanted}.'
            if problem:
                break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_speedup_compares_the_medians(speedup):
    """speedup compares the medians."""
    problem = ''
    given = None
    if not callable(speedup):
        problem = 'speedup is not a function. Begin with: def speedup(benchmark):'
    else:
        cpu = {'first': 0.9, 'runs': [0.3, 0.3, 0.31, 0.3, 0.49], 'median': 0.3}
        gpu = {'first': 2.0, 'runs': [0.02, 0.021, 0.02, 0.019, 0.02], 'median': 0.02}
        try:
            given = speedup({'CPU': cpu, 'GPU': gpu})
        except AssertionError:
            raise
        except Exception as error:
            problem = f'speedup stops with this error: {type(error).__name__}: {error}'
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'speedup gives nothing back for a machine with a GPU. Put your code in place of '
        problem += 'the three dots, and let it end in return.'
    else:
        try:
            number = float(given)
        except (TypeError, ValueError):
            number = -1.0
        if isinstance(given, str) or number == -1.0:
            problem = f'speedup gives back a {type(given).__name__}, and a number is asked for.'
        elif abs(number - 0.02 / 0.3) < 0.001:
            problem = 'You divide the time of the GPU by that of the CPU. Turn it round: a GPU that '
            problem += 'needs less time has a speedup above 1.'
        elif abs(number - 0.28) < 0.001:
            problem = 'You subtract. How many times as fast: that is a division.'
        elif abs(number - 17) < 0.01:
            problem = 'You compare the means. Compare the medians, which are there already.'
        elif not abs(number - 15) <= 0.01:
            problem = 'With a median of 0.3 seconds on the CPU and 0.02 on the GPU, the speedup is '
            problem += f'15, and yours is {given}. Use the dictionary that the function is given.'
    for wanted in ('another number', None):
        if problem:
            break
        try:
            other = speedup({'CPU': gpu, 'GPU': cpu if wanted else None})
        except AssertionError:
            raise
        except Exception as error:
            problem = f'speedup stops with this error: {type(error).__name__}: {error}.'
            if not wanted:
                problem += ' Where the value of GPU is None, it should return None.'
        else:
            if wanted and other == given:
                problem = f'speedup gives {given} for one machine, and the same for another whose '
                problem += 'GPU is slower than its CPU. Use the dictionary that it is given.'
            elif not wanted and other is not None:
                problem = 'Where the value of GPU is None, there is no GPU, and speedup should '
                problem += f'return None. Yours returns {other!r}.'
    assert not problem, problem

