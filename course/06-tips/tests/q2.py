from otter.test_files import test_case

OK_FORMAT = False

name = "q2"
points = None

@test_case(points=0.5, hidden=False)
def test_a_checkpoint_was_saved_while_the_network_learned(checkpoint, saved, history, my_checkpoint):
    """A checkpoint was saved while the network learned."""
    import re
    from pathlib import Path
    problem = ''
    names = [name for name in saved if isinstance(name, str)] if isinstance(saved, list) else []
    recorded = getattr(history, 'history', None)
    if history is None or history is Ellipsis:
        problem = 'history is still `...`. Make the callback, then keep what model.fit gives back.'
    elif not isinstance(recorded, dict):
        problem = f'history is a {type(history).__name__}. Keep the whole thing that model.fit '
        problem += 'gives back.'
    elif not names and 'val_loss' not in recorded:
        problem = 'The folder is empty, and there are no validation data. Give fit both: '
        problem += 'validation_data, and your callback in the list callbacks.'
    elif not names:
        problem = 'The network learned, but no checkpoint was ever saved: the folder is empty. Did '
        problem += 'you give fit your callback, in a list? callbacks=[saver]'
    elif 'val_loss' not in recorded:
        problem = 'There are no validation data, so nobody could tell which epoch was the best. '
        problem += 'Give fit validation_data=(x_check, y_check).'
    elif not any((name.endswith('.keras') for name in names)):
        problem = f'The folder holds {names[0]}, and no file that ends in .keras. Save the whole '
        problem += 'model, under the name of the task, and not its weights alone.'
    elif any(('{' in name or 'epoch' in name for name in names)):
        problem = f'A checkpoint is called {names[0]}. Write the name just as in the task, '
        problem += 'with no f before the quotes, so that Keras puts the number in.'
    elif not any((re.search('-[0-9]+[.]keras$', name) for name in names)):
        problem = f'The checkpoint is called {names[-1]}, so nobody can tell after which epoch it '
        problem += 'was saved. Put {epoch:02d} into the name, as in the task.'
    elif not any((name.startswith(my_checkpoint) for name in names)):
        problem = f'The checkpoint is called {names[-1]}. Its name should begin with '
        problem += f'{my_checkpoint}, the text in my_checkpoint.'
    elif not isinstance(checkpoint, (str, Path)):
        problem = 'checkpoint names no file. Leave the last lines of the cell as they were.'
    elif not Path(checkpoint).is_file():
        problem = f'checkpoint is {checkpoint}, and there is no such file. Leave the last lines of '
        problem += 'the cell as they were, and run the cell again.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_twelve_epochs_and_only_the_best_was_saved(saved, history):
    """Of twelve epochs only the best were saved."""
    import re
    problem = ''
    names = [name for name in saved if isinstance(name, str)] if isinstance(saved, list) else []
    found = [re.search('-([0-9]+)[.]keras$', name) for name in names]
    epochs = sorted((int(match.group(1)) for match in found if match))
    recorded = getattr(history, 'history', None)
    losses = recorded.get('val_loss') if isinstance(recorded, dict) else None
    if history is None or history is Ellipsis:
        problem = 'history is still `...`. Make the callback, then keep what model.fit gives back.'
    elif not isinstance(losses, list) or not losses:
        problem = 'history has no val_loss. Give fit validation_data=(x_check, y_check).'
    elif len(losses) != 12:
        problem = f'history records {len(losses)} epochs, and 12 are asked for.'
    elif not epochs:
        problem = 'There is no checkpoint with the number of its epoch in its name.'
    else:
        best = [n + 1 for n in range(12) if losses[n] < min(losses[:n] + [float('inf')])]
        if epochs == list(range(1, 13)) and best != epochs:
            problem = 'Every epoch was saved, also those that were worse than one before. Set '
            problem += 'save_best_only=True.'
        elif epochs != best:
            problem = f'The epochs {epochs} were saved. Going by val_loss, a new best came in the '
            problem += f'epochs {best}. Let the callback watch val_loss, its default, and train '
            problem += 'once, with a fresh model: run the whole cell again.'
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_resume_goes_on_from_the_saved_epoch(resume):
    """resume goes on from the saved epoch."""
    from pathlib import Path
    import keras
    import numpy as np
    problem = ''
    given = None
    begun = None
    wanted = 0.0
    name = 'a-saved-run-02.keras'
    asked = 'With 2 epochs done and 5 asked for, '
    if not callable(resume):
        problem = 'resume is not a function. Begin with: def resume(path, x, y, epochs):'
    else:
        x = np.random.default_rng(1).random((40, 3)).astype('float32')
        y = np.arange(40) % 2
        weights = (np.array([[3.0, -3.0]] * 3), np.array([1.0, -1.0]))
        layer = keras.layers.Dense(2, activation='softmax')
        network = keras.Sequential([keras.Input((3,)), layer])
        layer.set_weights(weights)
        optimizer = keras.optimizers.SGD(learning_rate=0.0)
        network.compile(optimizer=optimizer, loss='sparse_categorical_crossentropy')
        sums = x @ weights[0] + weights[1]
        wanted = float(np.mean(np.log(np.exp(sums).sum(axis=1)) - sums[np.arange(40), y]))
        try:
            network.save(name)
            given = resume(name, x, y, 5)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'resume stops with this error: {type(error).__name__}: {error}'
        finally:
            Path(name).unlink(missing_ok=True)
    epochs = getattr(given, 'epoch', None)
    recorded = getattr(given, 'history', None)
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'resume gives nothing back yet. Put your code in place of the three dots, and '
        problem += 'return what fit gives back.'
    elif not isinstance(epochs, list) or not isinstance(recorded, dict):
        problem = f'resume gives back a {type(given).__name__}. Return what fit gives back.'
    elif epochs == [0, 1, 2, 3, 4]:
        problem = asked + 'your function trains 5 epochs, from the first one on. Give fit the '
        problem += 'epochs that are done as initial_epoch.'
    elif epochs == [0, 1, 2]:
        problem = asked + 'your function trains 3, which is right, but counts them from the '
        problem += 'beginning again. Give fit initial_epoch=2 and epochs=5.'
    elif len(epochs) > 3:
        problem = asked + f'your function trains {len(epochs)} more. epochs says how many are done '
        problem += 'in all, at the end.'
    elif epochs != [2, 3, 4]:
        problem = asked + f'the history should hold the epochs [2, 3, 4], and yours has {epochs}.'
    else:
        begun = recorded.get('loss', [None])[0]
        if not isinstance(begun, float) or not abs(begun - wanted) <= 0.01:
            problem = 'Your function trains, but not the network that was saved: it begins with '
            problem += 'another loss. Load the model from path, and build or change nothing.'
    assert not problem, problem

