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
            problem = 'history has no validation numbers. Give fit the test pictures and labels as '
            problem += 'validation_data.'
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_trained_model_names_97_of_100_test_digits(model):
    """The trained model names 97 of 100 test digits."""
    import keras
    import numpy as np
    problem = ''
    if model is None or model is Ellipsis:
        problem = 'There is no model. Run the cells of part 5, then train.'
    elif not isinstance(model, keras.Model):
        problem = f'model is a {type(model).__name__}, not a Keras model. Build it again in part 5.'
    else:
        images, labels = keras.datasets.mnist.load_data()[1]
        pictures = np.divide(images, 255, dtype='float32')
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
                problem = f'{whose} has not learned yet: with the test pictures it is hardly '
                problem += 'better than guessing. Run fit, with each picture beside its own label.'
            elif accuracy < 0.97:
                problem = f'{whose} is right for {accuracy:.1%} of the test pictures, and 97% are '
                problem += 'asked for. Train all five epochs on all of ready.X_train.'
    assert not problem, problem

@test_case(points=1, hidden=False)
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
        for images, labels in ((train[0][:56000:7], train[1][:56000:7]), test):
            for form in forms:
                try:
                    shaped = np.divide(images, 255, dtype='float32').reshape((-1,) + form)
                    output = np.asarray(model.predict(shaped, batch_size=2000, verbose=0))
                    shares.append(float(np.mean(output.argmax(axis=1) == labels)))
                    break
                except Exception:
                    continue
        steps = (getattr(history, 'params', None) or {}).get('steps')
        if len(shares) < 2:
            problem = 'model does not turn pictures of 784 numbers into ten probabilities.'
        elif steps == 79 or shares[1] - shares[0] > 0.01:
            problem = 'model learned from the test pictures: it knows them better than the '
            problem += 'training ones. Train on ready.X_train and ready.Y_train, and build the '
            problem += 'model again first, so that it forgets.'
        elif steps == 547:
            problem = 'model learned from training and test pictures together. Train on '
            problem += 'ready.X_train and ready.Y_train only.'
        elif isinstance(steps, int) and steps < 100:
            problem = f'Each epoch had {steps} batches. All 60,000 training pictures in batches '
            problem += 'of 128 make 469.'
        elif shares[0] < 0.3:
            problem = 'model does not know the training pictures: it was not trained, or built '
            problem += 'again after training.'
    assert not problem, problem

