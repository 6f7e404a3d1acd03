from otter.test_files import test_case

OK_FORMAT = False

name = "q2"
points = None

@test_case(points=1, hidden=False)
def test_a_gpu_is_picked_where_there_is_one(pick_device):
    """A GPU is picked where there is one, and a CPU where there is nothing else."""
    cpu = ('/physical_device:CPU:0', 'CPU')
    gpu = ('/physical_device:GPU:0', 'GPU')
    problem = ''
    if not callable(pick_device):
        problem = 'pick_device is not a function. Begin with: def pick_device(devices):'
    else:
        for asked, wanted in (([cpu, gpu], 'GPU'), ([cpu], 'CPU')):
            try:
                given = pick_device(asked)
            except AssertionError:
                raise
            except AttributeError as error:
                problem = f'pick_device stops with this error: {error}. Each device is a plain '
                problem += 'pair here: take its second half, as the loop above the question does.'
                break
            except Exception as error:
                problem = f'pick_device stops with this error: {type(error).__name__}: {error}'
                break
            if given is None or given is Ellipsis:
                problem = 'pick_device gives nothing back yet. Put your code in place of the three '
                problem += 'dots, and let every way through it end in return.'
            elif isinstance(given, tuple) and len(given) == 2:
                problem = 'pick_device gives back a whole pair. Only its second half is asked for.'
            elif not isinstance(given, str):
                problem = f'pick_device gives back {given}, a {type(given).__name__}, and one word '
                problem += 'is asked for.'
            elif given in ('/physical_device:CPU:0', '/physical_device:GPU:0'):
                problem = f'pick_device gives back the name {given}. The kind, the second half of '
                problem += 'the pair, is asked for.'
            elif given != wanted and wanted in given.upper():
                problem = f'pick_device gives back {given!r}. Write just {wanted!r}, in capitals.'
            elif given != wanted:
                problem = f'For these devices: {asked}, pick_device gives {given!r} and not '
                problem += f'{wanted!r}.'
            if problem:
                break
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_the_order_does_not_matter_and_a_tpu_comes_second(pick_device):
    """The order of the devices does not matter, and a TPU comes second."""
    cpu = ('/physical_device:CPU:0', 'CPU')
    gpu = ('/physical_device:GPU:0', 'GPU')
    tpu = ('/physical_device:TPU:0', 'TPU')
    problem = ''
    if not callable(pick_device):
        problem = 'pick_device is not a function. Begin with: def pick_device(devices):'
    else:
        for asked, wanted in (([gpu, cpu], 'GPU'), ([cpu, tpu], 'TPU'), ([tpu, cpu], 'TPU')):
            try:
                given = pick_device(asked)
            except AssertionError:
                raise
            except Exception as error:
                problem = f'For these devices: {asked}, pick_device stops with this error: '
                problem += f'{type(error).__name__}: {error}'
                break
            if given is None or given is Ellipsis:
                problem = f'For these devices: {asked}, pick_device gives nothing back. Every way '
                problem += 'through the function must end in return.'
            elif not isinstance(given, str):
                problem = f'For these devices: {asked}, pick_device gives {given!r} and not '
                problem += f'{wanted!r}.'
            elif given != wanted and wanted == 'TPU' and (given == 'CPU'):
                problem = f'For these devices: {asked}, pick_device gives {given!r}. Without a '
                problem += 'GPU, a TPU is the next best. Did you look at all pairs before you '
                problem += 'decided?'
            elif given != wanted:
                problem = f'For these devices: {asked}, pick_device gives {given!r} and not '
                problem += f'{wanted!r}.'
                if given in ('CPU', 'GPU', 'TPU'):
                    problem += ' The pairs may come in any order: look at all of them.'
            if problem:
                break
    assert not problem, problem

