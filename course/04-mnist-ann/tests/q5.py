from otter.test_files import test_case

OK_FORMAT = False

name = "q5"
points = None

@test_case(points=0.5, hidden=False)
def test_history_records_five_epochs_with_validation(history):
    """history records five epochs with validation."""
    problem = ''
    if history is None or history is Ellipsis:
        problem = 'history is still `...`. Keep what model.fit gives back under this name.'
    elif not isinstance(getattr(history, 'history', None), dict):
        problem = f'history is a {type(history).__name__}. Keep the whole thing that model.fit '
        problem += 'gives back, and not a part of it.'
    else:
        epochs = len(history.history.get('loss', []))
        if epochs < 5:
            problem = f'history records {epochs} epochs. Train for number_of_epoch, which is 5.'
        elif not any((name.startswith('val_') for name in history.history)):
            problem = 'history has no validation numbers. Give fit the pair ready.X_val and '
            problem += 'ready.Y_val as validation_data.'
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_trained_model_names_97_of_100_validation_digits(model):
    """The trained model names 97 of 100 validation digits."""
    import keras
    import numpy as np
    problem = ''
    if model is None or model is Ellipsis:
        problem = 'There is no model. Run the cells of part 5, then train.'
    elif not isinstance(model, keras.Model):
        problem = f'model is a {type(model).__name__}, not a Keras model. Build it again in part 5.'
    else:
        images, labels = keras.datasets.mnist.load_data()[0]
        pictures, labels = (np.divide(images[50000:], 255, dtype='float32'), labels[50000:])
        output = None
        declared = getattr(model, 'input_shape', None)
        forms = [(784,), (28, 28), (28, 28, 1)]
        if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
            forms = [tuple(declared[1:])]
        for form in forms:
            try:
                shaped = pictures.reshape((-1,) + form)
                output = np.asarray(model.predict(shaped, batch_size=2000, verbose=0))
                break
            except Exception:
                continue
        if output is None or output.shape != (len(labels), 10):
            problem = 'model does not turn pictures of 784 numbers into ten probabilities.'
        else:
            accuracy = float(np.mean(output.argmax(axis=1) == labels))
            ready_made = getattr(model, 'name', '') == 'lessons_small_network'
            whose = "The lesson's smaller network" if ready_made else 'model'
            if accuracy < 0.3:
                problem = f'{whose} has not learned yet: with the validation pictures it is hardly '
                problem += 'better than guessing. Run fit, with each picture beside its own label.'
            elif accuracy < 0.97:
                problem = f'{whose} is right for {accuracy:.1%} of the validation pictures, and 97% '
                problem += 'are asked for. Train all five epochs on all of ready.X_train.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_model_learned_from_the_training_pictures(history, model):
    """The model learned from the training pictures."""
    import keras
    import numpy as np
    problem = ''
    if history is None or history is Ellipsis:
        problem = 'history is still `...`. Keep what model.fit gives back under this name.'
    elif not isinstance(getattr(history, 'history', None), dict):
        problem = f'history is a {type(history).__name__}, not what model.fit gives back.'
    elif not isinstance(model, keras.Model):
        problem = 'There is no Keras model. Run the cells of part 5, then train.'
    else:
        train, test = keras.datasets.mnist.load_data()
        shares = []
        declared = getattr(model, 'input_shape', None)
        forms = [(784,), (28, 28), (28, 28, 1)]
        if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
            forms = [tuple(declared[1:])]
        parts = ((train[0][:50000:7], train[1][:50000:7]), (train[0][50000:], train[1][50000:]), test)
        for images, labels in parts:
            for form in forms:
                try:
                    shaped = np.divide(images, 255, dtype='float32').reshape((-1,) + form)
                    output = np.asarray(model.predict(shaped, batch_size=2000, verbose=0))
                    shares.append(float(np.mean(output.argmax(axis=1) == labels)))
                    break
                except Exception:
                    continue
        steps = (getattr(history, 'params', None) or {}).get('steps')
        again = 'Train on ready.X_train and ready.Y_train, and build the model again first, so that '
        again += 'it forgets.'
        if len(shares) < 3:
            problem = 'model does not turn pictures of 784 numbers into ten probabilities.'
        elif shares[2] - shares[0] > 0.01:
            problem = 'model learned from the test pictures: it knows them better than the '
            problem += f'training ones. {again}'
        elif shares[1] - shares[0] > 0.01:
            problem = 'model learned from the validation pictures: it knows them better than the '
            problem += f'training ones. {again}'
        elif steps == 469:
            problem = 'Each epoch had 469 batches: that is all 60,000 pictures, those for validation '
            problem += f'as well. {again}'
        elif steps == 547:
            problem = f'model learned from training and test pictures together. {again}'
        elif isinstance(steps, int) and steps < 391:
            problem = f'Each epoch had {steps} batches. All 50,000 pictures of ready.X_train in '
            problem += 'batches of 128 make 391.'
        elif isinstance(steps, int) and steps > 391:
            problem = f'Each epoch had {steps} batches. The 50,000 pictures of ready.X_train in '
            problem += 'batches of 128 make 391: is batch_size 128?'
        elif shares[0] < 0.3:
            problem = 'model does not know the training pictures: it was not trained, or built '
            problem += 'again after training.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_validation_was_done_with_the_part_set_apart(history, model):
    """Validation was done with the part that was set apart for it."""
    import keras
    import numpy as np
    problem = ''
    if history is None or history is Ellipsis:
        problem = 'history is still `...`. Keep what model.fit gives back under this name.'
    elif not isinstance(getattr(history, 'history', None), dict):
        problem = f'history is a {type(history).__name__}, not what model.fit gives back.'
    elif not isinstance(model, keras.Model):
        problem = 'There is no Keras model. Run the cells of part 5, then train.'
    else:
        train, test = keras.datasets.mnist.load_data()
        measured = []
        declared = getattr(model, 'input_shape', None)
        forms = [(784,), (28, 28), (28, 28, 1)]
        if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
            forms = [tuple(declared[1:])]
        parts = ((train[0][50000:], train[1][50000:]), test, (train[0][:10000], train[1][:10000]))
        for images, labels in parts:
            for form in forms:
                try:
                    shaped = np.divide(images, 255, dtype='float32').reshape((-1,) + form)
                    output = np.asarray(model.predict(shaped, batch_size=2000, verbose=0))
                    measured.append(float(np.mean(output.argmax(axis=1) == labels)))
                    break
                except Exception:
                    continue
        recorded = []
        for name, values in history.history.items():
            if name.startswith('val_') and 'acc' in name:
                recorded = [float(value) for value in values]
        fits = [any((abs(one - value) <= 0.0005 for value in recorded)) for one in measured]
        last = [bool(recorded) and abs(one - recorded[-1]) <= 0.0005 for one in measured]
        steps = (getattr(history, 'params', None) or {}).get('steps')
        if len(measured) < 3:
            problem = 'model does not turn pictures of 784 numbers into ten probabilities.'
        elif not recorded:
            problem = 'history has no validation accuracy. Give fit the pair ready.X_val and '
            problem += 'ready.Y_val as validation_data.'
        elif last[1] and (not last[0]):
            problem = 'You validated with the test pictures, as older texts do. Leave them sealed '
            problem += 'until question 6, and validate with ready.X_val and ready.Y_val.'
        elif last[2] and (not last[0]):
            problem = 'You validated with pictures that the network learns from. Validate with '
            problem += 'ready.X_val and ready.Y_val, which it has never met.'
        elif isinstance(steps, int) and 100 < steps < 391:
            problem = f'Each epoch had {steps} batches, and not 391: some pictures were taken away from '
            problem += 'training. Leave validation_split out, and validate with ready.X_val and '
            problem += 'ready.Y_val.'
        elif not fits[0]:
            problem = f'history ends with a validation accuracy of {recorded[-1]:.4f}, but on the '
            problem += f'validation pictures the model has {measured[0]:.4f}. Validate with '
            problem += 'ready.X_val and ready.Y_val, and keep the history of the last training.'
    assert not problem, problem

