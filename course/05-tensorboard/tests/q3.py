from otter.test_files import test_case

OK_FORMAT = False

name = "q3"
points = None

@test_case(points=1.5, hidden=False)
def test_a_run_of_four_epochs_becomes_a_table(curves):
    """A run of four epochs becomes a table."""
    import shutil
    import tempfile
    from pathlib import Path
    import pandas as pd
    from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2
    from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c

    def write(folder, numbers):
        metadata = summary_pb2.SummaryMetadata(data_class=1)
        metadata.plugin_data.plugin_name = 'scalars'
        events = [event_pb2.Event(wall_time=1.0, file_version='brain.Event:2')]
        for tag, values in numbers.items():
            for step, value in values.items():
                event = event_pb2.Event(wall_time=2.0 + step, step=step)
                shape = tensor_shape_pb2.TensorShapeProto()
                tensor = tensor_pb2.TensorProto(dtype=1, float_val=[value], tensor_shape=shape)
                event.summary.value.add(tag=tag, metadata=metadata, tensor=tensor)
                events.append(event)
        folder.mkdir(parents=True)
        with (folder / 'events.out.tfevents.1700000000.check.1.0.v2').open('wb') as file:
            for event in events:
                data = event.SerializeToString()
                head = len(data).to_bytes(8, 'little')
                file.write(head + masked_crc32c(head).to_bytes(4, 'little'))
                file.write(data + masked_crc32c(data).to_bytes(4, 'little'))
    wanted = {'loss': [0.75, 0.5, 0.25, 0.125], 'accuracy': [0.5, 0.625, 0.75, 0.875], 'val_loss': [0.8125, 0.5625, 0.5, 0.6875], 'val_accuracy': [0.4375, 0.5625, 0.6875, 0.65625]}
    problem = ''
    table = None
    if not callable(curves):
        problem = 'curves is not a function. Begin with: def curves(log_dir):'
    else:
        home = Path(Path(tempfile.mkdtemp(prefix='logs-of-the-check-', dir='.')).name)
        try:
            for part, before in (('train', ''), ('validation', 'val_')):
                tags = {'epoch_' + kind: dict(enumerate(wanted[before + kind])) for kind in ('loss', 'accuracy')}
                tags['epoch_learning_rate'] = dict.fromkeys(range(4), 0.001)
                write(home / 'one-run' / part, tags)
            for way in (str, Path):
                problem = ''
                try:
                    table = curves(way(home / 'one-run'))
                    break
                except AssertionError:
                    raise
                except Exception as error:
                    problem = f'curves stops with this error: {type(error).__name__}: {error}. It '
                    problem += 'was called with the folder of a run of four epochs.'
        finally:
            shutil.rmtree(home, ignore_errors=True)
    if problem:
        pass
    elif table is None or table is Ellipsis:
        problem = 'curves gives nothing back yet. Put your code in place of the three dots, and '
        problem += 'let it end in return.'
    elif not isinstance(table, pd.DataFrame):
        problem = f'curves gives back a {type(table).__name__}, and a DataFrame is asked for.'
    else:
        missing = [name for name in ('epoch', *wanted) if name not in table.columns]
        if missing == ['epoch'] and table.index.name == 'epoch':
            problem = 'epoch is the index of the table. Make it a column: table.reset_index().'
        elif missing:
            problem = f'The table lacks the column {missing[0]}. It needs five: epoch, loss, '
            problem += 'accuracy, val_loss and val_accuracy.'
        elif len(table) != 4:
            problem = f'For a run of 4 epochs the table has {len(table)} rows. One row for each '
            problem += 'epoch is asked for, with training and validation side by side.'
        else:
            try:
                epochs = [float(value) for value in table['epoch']]
                given = {name: [float('nan') if pd.isna(value) else float(value) for value in table[name]] for name in wanted}
            except (TypeError, ValueError):
                epochs, given = ([], {})
            near = {name: all((abs(a - b) < 0.001 for a, b in zip(given[name], values, strict=True))) for name, values in wanted.items() if given}
            if not given:
                problem = 'Some cells of the table are no numbers. Unpack each value, as values_of '
                problem += 'does.'
            elif epochs == [0, 1, 2, 3]:
                problem = 'The column epoch counts from 0. Steps do so; epochs are counted from 1. '
                problem += 'Add 1.'
            elif sorted(epochs) == [1, 2, 3, 4] and epochs != [1, 2, 3, 4]:
                problem = f'The rows come in the order {epochs}. Put them in the order of the '
                problem += 'epochs, as numbers and not as text.'
            elif epochs != [1, 2, 3, 4]:
                problem = f'The column epoch holds {epochs}, and 1 to 4 are asked for.'
            elif not near['val_loss'] and given['val_loss'] == given['loss']:
                problem = 'val_loss holds the same numbers as loss. Read it from the folder '
                problem += 'validation.'
            elif not near['loss'] and all((abs(value - 0.001) < 0.0001 for value in given['loss'])):
                problem = 'loss holds the learning rate. Take the tag epoch_loss.'
            elif not all(near.values()):
                name = next((name for name in wanted if not near[name]))
                problem = f'The column {name} holds {given[name]}, and in the event files stands '
                problem += f'{wanted[name]}. Which folder and which tag belong to it?'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_a_folder_without_a_run_is_refused(curves):
    """A folder without a run is refused."""
    problem = ''
    if not callable(curves):
        problem = 'curves is not a function. Begin with: def curves(log_dir):'
    else:
        try:
            table = curves('logs-of-the-check-which-are-not-there')
        except AssertionError:
            raise
        except ValueError:
            table = None
        except Exception as error:
            problem = 'For a folder without a run, curves raises a '
            problem += f'{type(error).__name__}: {str(error)[:100]}. Notice it yourself, and raise '
            problem += 'a ValueError.'
        else:
            problem = 'For a folder that is not there, curves raises nothing'
            if table is not None and table is not Ellipsis:
                problem += f' and gives back a {type(table).__name__}'
            problem += '. An empty table would be taken for a result: raise a ValueError if there '
            problem += 'is no epoch_loss in the folder train.'
    assert not problem, problem

