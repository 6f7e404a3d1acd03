from otter.test_files import test_case

OK_FORMAT = False

name = "q2"
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

@test_case(points=0.5, hidden=False)
def test_loss_and_accuracy_of_every_epoch_are_in_the_logs(log_dir):
    """Loss and accuracy of every epoch are in the logs."""
    from pathlib import Path, PurePath
    problem = ''
    if log_dir is None or log_dir is Ellipsis:
        problem = 'log_dir is still `...`. Take a new folder, train with a TensorBoard callback '
        problem += 'that writes there, and check again.'
    elif not isinstance(log_dir, (str, PurePath)):
        problem = f'log_dir is a {type(log_dir).__name__}. Keep the path of the folder that you '
        problem += 'gave to the callback.'
    else:
        path, inside, train, validation, runs = (Path(log_dir), False, {}, {}, [])
        try:
            inside = path.resolve().is_relative_to(Path.cwd().resolve())
            train, validation = (numbers_in(path / 'train'), numbers_in(path / 'validation'))
            runs = sorted({file.parts[-3] for file in path.glob('*/train/events.out.*')})
        except (OSError, ValueError):
            inside = False
        tags = ('epoch_loss', 'epoch_accuracy')
        counts = [len({step for step, _ in part.get(tag, [])}) for part in (train, validation) for tag in tags]
        if not inside:
            problem = f'log_dir is {str(log_dir)[:100]}, which does not lie where your notebook '
            problem += 'works. Take a folder below logs; new_folder() gives you one.'
        elif path.name in ('train', 'validation') and numbers_in(path):
            problem = f'log_dir leads to the part {path.name} of a run. Keep the folder above it, '
            problem += 'which you gave to the callback.'
        elif not train and runs:
            problem = 'log_dir is a folder of runs (' + ', '.join(runs[:3]) + '). Keep the folder '
            problem += 'of the one run that you have trained now.'
        elif not train and (not validation):
            problem = f'There are no logs in {path}. Give this very path to the TensorBoard '
            problem += 'callback, and the callback to fit. (If you call new_folder() twice, you '
            problem += 'get two folders: keep one of them in log_dir, and use that.)'
        elif not counts[0]:
            problem = f'The logs in {path} hold no loss of any epoch. Was the training cut short? '
            problem += 'Train again, with a new folder.'
        elif not counts[2]:
            problem = 'Only the training was written down, and no validation. Give fit the pair '
            problem += 'X_val and Y_val as validation_data.'
        elif not counts[1] or not counts[3]:
            problem = 'The logs hold no accuracy. Take the network of build_model(), which '
            problem += 'reports it.'
        elif min(counts) < 12:
            problem = f'The logs hold {min(counts)} epochs, and 12 are asked for. Train for 12, '
            problem += 'with a new folder.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_the_folder_lies_below_logs_and_holds_one_training_only(log_dir):
    """The folder lies below logs and holds one training only."""
    from pathlib import Path, PurePath
    problem = ''
    if log_dir is None or log_dir is Ellipsis:
        problem = 'log_dir is still `...`. Take a new folder, train with a TensorBoard callback '
        problem += 'that writes there, and check again.'
    elif not isinstance(log_dir, (str, PurePath)):
        problem = f'log_dir is a {type(log_dir).__name__}. Keep the path of the folder.'
    else:
        place, steps = ((), [])
        try:
            place = Path(log_dir).resolve().relative_to(Path.cwd().resolve()).parts
            losses = numbers_in(Path(log_dir, 'train')).get('epoch_loss', [])
            steps = [step for step, _ in losses]
        except (OSError, ValueError):
            steps = []
        where = '/'.join(place)
        often = max([steps.count(step) for step in steps[:100]], default=0)
        if not steps:
            problem = f'There is no training in {str(log_dir)[:100]} yet. The other check says more.'
        elif place == ('logs',):
            problem = 'Your logs lie right in logs, so the next training would be mixed with them. '
            problem += 'Give each run a folder of its own below logs: new_folder() does that.'
        elif place[:1] != ('logs',):
            problem = f'Your logs lie in {where}. The dashboard will look into the folder logs: '
            problem += 'take a folder below that. new_folder() gives you one.'
        elif often > 1:
            problem = f'{where} holds {often} trainings, one on top of the other: the '
            problem += 'same epoch is there more than once. Take a new folder and train again.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_there_are_histograms_of_the_weights_for_every_epoch(log_dir):
    """There are histograms of the weights for every epoch."""
    from pathlib import Path, PurePath
    problem = ''
    if log_dir is None or log_dir is Ellipsis:
        problem = 'log_dir is still `...`. Take a new folder, train with a TensorBoard callback '
        problem += 'that writes there, and check again.'
    elif not isinstance(log_dir, (str, PurePath)):
        problem = f'log_dir is a {type(log_dir).__name__}. Keep the path of the folder.'
    else:
        epochs, spread = (set(), set())
        try:
            for event in events_in(Path(log_dir, 'train')):
                tags = [value.tag for value in event.summary.value]
                if 'epoch_loss' in tags:
                    epochs.add(event.step)
                if any(('histogram' in tag for tag in tags)):
                    spread.add(event.step)
        except (OSError, ValueError):
            epochs = set()
        if not epochs:
            problem = f'There is no training in {str(log_dir)[:100]} yet. The other check says more.'
        elif not spread:
            problem = 'The logs hold no histograms. Give the TensorBoard callback '
            problem += 'histogram_freq=1, and train again with a new folder.'
        elif len(spread & epochs) < len(epochs):
            problem = f'There are histograms for {len(spread)} of {len(epochs)} epochs. '
            problem += 'histogram_freq=1 writes them after every epoch.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_history_is_kept_and_the_batches_are_of_128_pictures(history):
    """history is kept, and the batches are of 128 pictures."""
    problem = ''
    record = getattr(history, 'history', None)
    if history is None or history is Ellipsis:
        problem = 'history is still `...`. Keep what fit gives back under this name.'
    elif not isinstance(record, dict) or 'loss' not in record:
        problem = f'history is a {type(history).__name__}. Keep the whole thing that fit gives '
        problem += 'back, and not a part of it.'
    else:
        steps = (getattr(history, 'params', None) or {}).get('steps')
        if isinstance(steps, int) and 0 < steps != 47:
            problem = f'Each epoch had {steps} batches. There are 6,000 pictures, so batches of '
            problem += '128 make 47. Give fit batch_size=128, and train with a new folder.'
    assert not problem, problem

