from otter.test_files import test_case

OK_FORMAT = False

name = "q6"
points = None

@test_case(points=0.5, hidden=False)
def test_score_is_measured_on_the_test_pictures(score, model, better_model):
    """score is measured on the test pictures."""
    import keras
    import numpy as np
    problem = ''
    claimed = None
    if score is None or score is Ellipsis:
        problem = 'score is still `...`. Let evaluate measure it, and check again.'
    else:
        value = score
        if isinstance(value, dict):
            named = [value[name] for name in value if 'acc' in str(name)]
            value = named[0] if named else None
        try:
            numbers = np.asarray(value).astype(float).ravel()
        except (TypeError, ValueError):
            numbers = np.zeros(0)
        if len(numbers) == 1:
            claimed = float(numbers[0])
        elif len(numbers) > 1:
            claimed = float(numbers[1])
        else:
            problem = 'score holds no accuracy. Keep what evaluate gives back: the loss and the '
            problem += 'accuracy. (Was the network compiled with the metric accuracy?)'
    if not problem and (not isinstance(model, keras.Model)):
        problem = 'There is no Keras model to compare score with. Run the cells of part 5.'
    elif not problem:
        train, test = keras.datasets.mnist.load_data()
        parts = ((train[0][50000:], train[1][50000:]), test)
        measured = {}
        for name, network in (('model', model), ('better_model', better_model)):
            shares = []
            declared = getattr(network, 'input_shape', None)
            forms = [(784,), (28, 28), (28, 28, 1)]
            if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
                forms = [tuple(declared[1:])]
            for images, labels in parts if isinstance(network, keras.Model) else ():
                for form in forms:
                    try:
                        shaped = np.divide(images, 255, dtype='float32').reshape((-1,) + form)
                        output = np.asarray(network.predict(shaped, batch_size=2000, verbose=0))
                    except Exception:
                        continue
                    if output.shape == (len(labels), 10):
                        shares.append(float(np.mean(output.argmax(axis=1) == labels)))
                        break
            if len(shares) == 2:
                measured[name] = shares
        on_test = [shares[1] for shares in measured.values()]
        if not measured:
            problem = 'model does not turn pictures of 784 numbers into ten probabilities.'
        elif any((abs(claimed / 100 - share) < 0.0003 for share in on_test)):
            problem = f'score says {claimed:.2f}, which is in percent. Keep what evaluate gives '
            problem += 'back, a share between 0 and 1.'
        elif not any((abs(claimed - share) < 0.0003 for share in on_test)):
            told = ' and '.join((f'{name} {shares[1]:.4f}' for name, shares in measured.items()))
            if any((abs(claimed - shares[0]) < 0.0001 for shares in measured.values())):
                problem = f'score says {claimed:.4f}, which is measured on the validation pictures. '
                problem += 'Those have helped you to choose. Evaluate on ready.X_test.'
            else:
                problem = f'score says {claimed:.4f}, but on the test pictures {told} is measured. '
                problem += 'Use evaluate with ready.X_test and ready.Y_test, and again if you trained '
                problem += 'in between. Do not type the number in.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_the_network_was_chosen_by_validation(score, model, better_model):
    """The network was chosen by the validation pictures."""
    import keras
    import numpy as np
    problem = ''
    claimed = None
    if score is None or score is Ellipsis:
        problem = 'score is still `...`. Let evaluate measure it, and check again.'
    else:
        value = score
        if isinstance(value, dict):
            named = [value[name] for name in value if 'acc' in str(name)]
            value = named[0] if named else None
        try:
            numbers = np.asarray(value).astype(float).ravel()
        except (TypeError, ValueError):
            numbers = np.zeros(0)
        if len(numbers) == 1:
            claimed = float(numbers[0])
        elif len(numbers) > 1:
            claimed = float(numbers[1])
        else:
            problem = 'score holds no accuracy. Keep what evaluate gives back: the loss and the '
            problem += 'accuracy. (Was the network compiled with the metric accuracy?)'
    if not problem and (not isinstance(model, keras.Model)):
        problem = 'There is no Keras model to compare score with. Run the cells of part 5.'
    elif not problem:
        train, test = keras.datasets.mnist.load_data()
        parts = ((train[0][50000:], train[1][50000:]), test)
        measured = {}
        for name, network in (('model', model), ('better_model', better_model)):
            shares = []
            declared = getattr(network, 'input_shape', None)
            forms = [(784,), (28, 28), (28, 28, 1)]
            if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
                forms = [tuple(declared[1:])]
            for images, labels in parts if isinstance(network, keras.Model) else ():
                for form in forms:
                    try:
                        shaped = np.divide(images, 255, dtype='float32').reshape((-1,) + form)
                        output = np.asarray(network.predict(shaped, batch_size=2000, verbose=0))
                    except Exception:
                        continue
                    if output.shape == (len(labels), 10):
                        shares.append(float(np.mean(output.argmax(axis=1) == labels)))
                        break
            if len(shares) == 2:
                measured[name] = shares
        gap = 0.0
        if len(measured) == 2:
            gap = measured['better_model'][0] - measured['model'][0]
        best, other = ('better_model', 'model') if gap > 0 else ('model', 'better_model')
        if not measured:
            problem = 'model does not turn pictures of 784 numbers into ten probabilities.'
        elif len(measured) == 1:
            [[name, shares]] = measured.items()
            if not abs(claimed - shares[1]) < 0.0003:
                problem = f'score says {claimed:.4f}, and {shares[1]:.4f} is measured for {name}. '
                problem += f'Let {name}.evaluate measure it on ready.X_test and ready.Y_test.'
        elif not abs(gap) <= 0.0002 and (not abs(claimed - measured[best][1]) < 0.0003):
            if abs(claimed - measured[other][1]) < 0.0003:
                problem = f'score is that of {other}. On the validation pictures {best} is better, '
                problem += f'with {measured[best][0]:.4f} against {measured[other][0]:.4f}: choose '
                problem += 'by them, and evaluate that one on the test pictures.'
            else:
                problem = f'score says {claimed:.4f}. On the validation pictures {best} is the '
                problem += f'better one, and on the test pictures it has {measured[best][1]:.4f}.'
        elif not any((abs(claimed - shares[1]) < 0.0003 for shares in measured.values())):
            problem = f'score says {claimed:.4f}, which neither of your two networks has on the test '
            problem += 'pictures. Let evaluate measure it.'
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_better_model_is_better_on_the_validation_pictures(better_model, model):
    """better_model is better on the validation pictures."""
    import keras
    import numpy as np
    problem = ''
    if better_model is None or better_model is Ellipsis:
        problem = 'better_model is still `...`. Train a second model, and check again.'
    elif not isinstance(better_model, keras.Model):
        problem = f'better_model is a {type(better_model).__name__}, not a Keras model. What fit '
        problem += 'gives back is the history; keep the model itself under this name.'
    else:
        images, labels = keras.datasets.mnist.load_data()[0]
        pictures, labels = (np.divide(images[50000:], 255, dtype='float32'), labels[50000:])
        shares = []
        outputs = []
        for network in (better_model, model):
            share = 0.0
            if isinstance(network, keras.Model):
                declared = getattr(network, 'input_shape', None)
                forms = [(784,), (28, 28), (28, 28, 1)]
                if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
                    forms = [tuple(declared[1:])]
                for form in forms:
                    try:
                        shaped = pictures.reshape((-1,) + form)
                        output = np.asarray(network.predict(shaped, batch_size=2000, verbose=0))
                        if output.shape == (len(labels), 10):
                            share = float(np.mean(output.argmax(axis=1) == labels))
                            outputs.append(output)
                            break
                    except Exception:
                        continue
            shares.append(share)
        if len(outputs) == 2 and np.allclose(outputs[0], outputs[1], rtol=0, atol=1e-05):
            problem = 'better_model says the same as model about every picture: it is the same '
            problem += 'network, or a copy that was not trained. (better_model = model makes no '
            problem += 'copy: both names mean one model.)'
        elif shares[0] < 0.97:
            problem = f'better_model is right for {shares[0]:.2%} of the validation pictures. It '
            problem += 'needs at least 97%: train it longer, or start from the weights that model '
            problem += 'learned.'
        elif shares[0] < 0.98 and shares[0] <= shares[1]:
            problem = f'On the validation pictures better_model has {shares[0]:.2%} and model '
            problem += f'{shares[1]:.2%}, so it is not better yet. Try three more epochs with a '
            problem += 'smaller learning rate.'
    assert not problem, problem

