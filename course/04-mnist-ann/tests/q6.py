from otter.test_files import test_case

OK_FORMAT = False

name = "q6"
points = None

@test_case(points=1, hidden=False)
def test_score_is_what_the_model_reaches(score, model):
    """score is what the model reaches."""
    import keras
    import numpy as np
    problem = ''
    claimed = None
    if score is None or score is Ellipsis:
        problem = 'score is still `...`. Let model.evaluate measure it, and check again.'
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
            problem = 'score holds no accuracy. Keep what model.evaluate gives back: the loss and '
            problem += 'the accuracy. (Was the model compiled with the metric accuracy?)'
    if not problem and (not isinstance(model, keras.Model)):
        problem = 'There is no Keras model to compare score with. Run the cells of part 5.'
    elif not problem:
        images, labels = keras.datasets.mnist.load_data()[1]
        pictures = np.divide(images, 255, dtype='float32')
        accuracy = None
        declared = getattr(model, 'input_shape', None)
        forms = [(784,), (28, 28), (28, 28, 1)]
        if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
            forms = [tuple(declared[1:])]
        for form in forms:
            try:
                shaped = pictures.reshape((-1,) + form)
                output = np.asarray(model.predict(shaped, batch_size=2000, verbose=0))
                accuracy = float(np.mean(output.argmax(axis=1) == labels))
                break
            except Exception:
                continue
        if accuracy is None:
            problem = 'model does not turn pictures of 784 numbers into ten probabilities.'
        elif abs(claimed / 100 - accuracy) < 0.001:
            problem = f'score says {claimed:.2f}, which is in percent. Keep what model.evaluate '
            problem += 'gives back, a share between 0 and 1.'
        elif not abs(claimed - accuracy) < 0.001:
            problem = f'score says {claimed:.4f}, but measured on the test pictures the model has '
            problem += f'{accuracy:.4f}. Do not type the number in: use model.evaluate with '
            problem += 'ready.X_test and ready.Y_test, and again if you trained in between.'
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_better_model_is_better(better_model, model):
    """better_model is better."""
    import keras
    import numpy as np
    problem = ''
    if better_model is None or better_model is Ellipsis:
        problem = 'better_model is still `...`. Train a second model, and check again.'
    elif not isinstance(better_model, keras.Model):
        problem = f'better_model is a {type(better_model).__name__}, not a Keras model. What fit '
        problem += 'gives back is the history; keep the model itself under this name.'
    else:
        images, labels = keras.datasets.mnist.load_data()[1]
        pictures = np.divide(images, 255, dtype='float32')
        shares = []
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
                            break
                    except Exception:
                        continue
            shares.append(share)
        if shares[0] < 0.97:
            problem = f'better_model is right for {shares[0]:.2%} of the test pictures. It needs at '
            problem += 'least 97%: train it longer, or start from the weights that model learned.'
        elif shares[0] < 0.98 and shares[0] <= shares[1]:
            problem = f'better_model has {shares[0]:.2%} and model {shares[1]:.2%}, so it is not '
            problem += 'better yet. Try three more epochs with a smaller learning rate. (And '
            problem += 'better_model = model makes no copy: both names mean the same model.)'
    assert not problem, problem

