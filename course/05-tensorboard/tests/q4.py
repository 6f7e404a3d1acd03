from otter.test_files import test_case

OK_FORMAT = False

name = "q4"
points = None

def events_in(folder):
    """Read the events of a run's files one after another, as far as they can be read."""
    from pathlib import Path
    from tensorboard.compat.proto import event_pb2
    for file in sorted(Path(folder).glob('events.out.tfevents.*')):
        data, place = (file.read_bytes(), 0)
        while place + 12 <= len(data):
            end = place + 12 + int.from_bytes(data[place:place + 8], 'little')
            try:
                event = event_pb2.Event.FromString(data[place + 12:end])
            except Exception:
                break
            place = end + 4
            yield event

def numbers_in(folder):
    """Read the curves of a folder: each name with its pairs of epoch and number."""
    import struct
    found = {}
    for event in events_in(folder):
        for value in event.summary.value:
            number = list(value.tensor.float_val)
            if len(value.tensor.tensor_content) == 4:
                number = struct.unpack('<f', value.tensor.tensor_content)
            if number:
                found.setdefault(value.tag, []).append((event.step, number[0]))
    return found

def settings_in(folder):
    """Read how the network of a run was built, as far as its logs say that."""
    import json
    settings = {}
    rates = numbers_in(folder).get('epoch_learning_rate', [])
    if rates and rates[0][0] == 0:
        settings['the learning rate'] = float(f'{rates[0][1]:.2e}')
    for event in events_in(folder):
        for value in event.summary.value:
            if value.tag != 'keras' or not value.tensor.string_val:
                continue
            try:
                plan = json.loads(value.tensor.string_val[0])
                layers = [(layer['class_name'], layer['config']) for layer in plan['config']['layers']]
                dense = [config for kind, config in layers if kind == 'Dense']
                shares = {config['rate'] for kind, config in layers if kind == 'Dropout'}
                settings['the units'] = [config['units'] for config in dense]
                settings['the activations'] = {str(config['activation']) for config in dense}
                settings['the dropout'] = shares - {0.0, 0}
            except (ValueError, KeyError, TypeError, RecursionError):
                continue
    return settings

@test_case(points=1, hidden=False)
def test_two_or_more_runs_were_trained_with_validation(runs):
    """Two or more runs were trained with validation."""
    from pathlib import Path, PurePath

    def epochs_in(folder):
        return len({step for step, _ in numbers_in(folder).get('epoch_loss', [])})
    problem = ''
    if runs is None or runs is Ellipsis:
        problem = 'runs is still `...`. Train a second network with one other setting, and put both '
        problem += 'folders into a dictionary.'
    elif not isinstance(runs, dict):
        problem = f'runs is a {type(runs).__name__}. Make it a dictionary: name to folder.'
    elif len(runs) < 2:
        problem = f'runs names {len(runs)} run. To compare, there must be two at least.'
    else:
        for name, folder in list(runs.items())[:50]:
            called = str(name)[:40]
            if folder is None or folder is Ellipsis:
                problem = f'The folder of {called} in runs is still `...`.'
            elif not isinstance(folder, (str, PurePath)):
                problem = f'In runs, the value of {called} is a {type(folder).__name__}. It should '
                problem += "be the run's folder, which you gave to the callback."
            if problem:
                break
            path, inside, train, validation, below = (Path(folder), False, 0, 0, [])
            try:
                inside = path.resolve().is_relative_to(Path.cwd().resolve())
                train, validation = (epochs_in(path / 'train'), epochs_in(path / 'validation'))
                below = sorted(path.glob('*/train/events.out.*'))
            except (OSError, ValueError):
                inside = False
            if not inside:
                problem = f'The folder of {called}, {str(folder)[:80]}, does not lie where your '
                problem += 'notebook works. Take a folder below logs.'
            elif not train and below:
                problem = f'{path}, the folder of {called}, holds runs but is none itself. Name the '
                problem += 'folder of the one run.'
            elif not train:
                problem = f'There is no run in {path}, the folder of {called}. Train with a '
                problem += 'TensorBoard callback that writes to this very folder.'
            elif not validation:
                problem = f'The run {called} has no validation, so it cannot be judged. Give fit '
                problem += 'X_val and Y_val as validation_data.'
            if problem:
                break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_each_run_is_a_training_of_its_own(runs):
    """Each run is a training of its own."""
    from pathlib import Path, PurePath
    problem = ''
    if not isinstance(runs, dict) or len(runs) < 2:
        problem = 'runs is not a dictionary of two or more runs yet.'
    else:
        seen = {}
        for name, folder in list(runs.items())[:50]:
            called = str(name)[:40]
            losses, place, settings = ([], '', {})
            if isinstance(folder, (str, PurePath)):
                try:
                    place = str(Path(folder).resolve())
                    losses = numbers_in(Path(folder, 'train')).get('epoch_loss', [])
                    settings = settings_in(Path(folder, 'train'))
                except (OSError, ValueError):
                    losses = []
            steps = [step for step, _ in losses]
            if not losses:
                problem = f'There is no run in the folder of {called}.'
            elif len(set(steps)) < len(steps):
                problem = f'The folder of {called} holds more than one training, one on top of the '
                problem += 'other. Take a new folder for each, and train again.'
            for other, (other_place, other_losses, other_settings) in seen.items():
                if problem:
                    break
                if place == other_place:
                    problem = f'{other} and {called} are the same folder, so it is the same run '
                    problem += 'twice. Train a second time, with one other setting.'
                elif losses == other_losses:
                    problem = f'{other} and {called} have the same curves to the last digit: it is '
                    problem += 'the same training twice. Change one setting of build_model.'
                elif 'the units' in settings and settings == other_settings:
                    problem = f'{other} and {called} were built with the same settings, so there is '
                    problem += 'nothing to compare. Give build_model one other setting.'
            if problem:
                break
            seen[called] = (place, losses, settings)
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_best_run_has_the_lowest_validation_loss(best_run, runs):
    """best_run has the lowest validation loss."""
    import math
    from pathlib import Path, PurePath

    def curve_in(folder, name):
        pairs = numbers_in(folder).get(name, [])
        return {step: number for step, number in pairs if math.isfinite(number)}
    problem = ''
    lowest, last, learned = ({}, {}, {})
    if isinstance(runs, dict):
        for name, folder in list(runs.items())[:50]:
            if isinstance(folder, (str, PurePath)):
                try:
                    train = curve_in(Path(folder, 'train'), 'epoch_accuracy')
                    losses = curve_in(Path(folder, 'validation'), 'epoch_loss')
                except (OSError, ValueError):
                    continue
                if losses:
                    lowest[name], last[name] = (min(losses.values()), losses[max(losses)])
                    learned[name] = max(train.values(), default=0.0)
    given = best_run
    if type(given).__module__ == 'numpy' and getattr(given, 'shape', None) == ():
        given = given.item()
    if best_run is None or best_run is Ellipsis:
        problem = 'best_run is still `...`. Put the name of the best run there.'
    elif len(lowest) < 2:
        problem = 'There are no two runs with validation in runs yet, so there is none to choose.'
    elif isinstance(given, PurePath) or (isinstance(given, str) and given in map(str, runs.values())):
        problem = 'best_run is a folder. Give the name, the key that stands for it in runs.'
    elif not isinstance(given, (str, int, float, tuple)):
        problem = f'best_run is a {type(given).__name__}. Give the name of one of your runs.'
    elif given not in runs and isinstance(given, float):
        problem = 'best_run is a number. Give the name of the run that has it, the key in runs.'
    elif given not in lowest:
        problem = f'best_run is {given!r}, and that is none of the names in runs: '
        problem += ', '.join((str(name) for name in lowest)) + '.'
    elif lowest[given] > min(lowest.values()) + 1e-06:
        best = min(lowest, key=lowest.get)
        problem = f'On the validation pictures {best} gets down to a loss of {lowest[best]:.4f}, '
        problem += f'and {given} only to {lowest[given]:.4f}. '
        if learned[given] == max(learned.values()):
            problem += 'That it does best on the training pictures does not count: those it may '
            problem += 'have learned by heart.'
        elif last[given] == min(last.values()):
            problem += 'Not the last epoch counts, but the lowest point of each curve.'
        else:
            problem += 'The lowest point of the solid curve decides.'
    assert not problem, problem

