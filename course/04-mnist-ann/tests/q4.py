from otter.test_files import test_case

OK_FORMAT = False

name = "q4"
points = None

@test_case(points=1, hidden=False)
def test_two_hidden_layers_of_512_units(model):
    """There are two hidden layers of 512 units."""
    import keras
    import numpy as np
    problem = ''
    if model is None or model is Ellipsis or getattr(model, 'name', '') == 'lessons_small_network':
        problem = 'model is still `...`. Build the network of the table, then check again.'
    elif not isinstance(model, keras.Model):
        problem = f'model is a {type(model).__name__}, not a Keras model. Build it with '
        problem += 'keras.Sequential, and compile it in a line of its own.'
    else:
        output = None
        for form in ((784,), (28, 28), (28, 28, 1)):
            try:
                output = np.asarray(model(np.zeros((2,) + form, dtype='float32'), training=False))
                break
            except Exception:
                continue
        kernels = [tuple(weight.shape) for weight in model.weights if len(weight.shape) == 2]
        width = 10 if output is None else output.shape[-1]
        hidden = [shape[1] for shape in kernels if shape[1] != width]
        parameters = sum((int(np.prod(weight.shape)) for weight in model.weights))
        if output is None:
            problem = 'model does not take pictures of 784 numbers. Begin with an input of the '
            problem += 'shape (784,).'
        elif output.shape != (2, 10) and any((shape[0] == 28 for shape in kernels)):
            problem = 'model reads the 28 rows of a picture one by one. Put a Flatten layer before '
            problem += 'the first dense layer, or begin with an input of the shape (784,).'
        elif len(hidden) == 0:
            problem = 'model has no hidden layer. The table has two, with 512 units each.'
        elif len(hidden) == 1:
            problem = f'model has one hidden layer, of {hidden[0]} units. The table has two, with '
            problem += '512 units each.'
        elif sorted(hidden) != [512, 512]:
            problem = f'The hidden layers of model have {hidden} units. The table has two, with '
            problem += '512 units each.'
        elif output.shape == (2, 10) and parameters != 669706:
            problem = f'model has {parameters:,} parameters, and 669,706 are asked for. Is there a '
            problem += 'layer too many, or a bias missing?'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_hidden_layers_use_relu(model):
    """The hidden layers use ReLU."""
    import keras
    import numpy as np
    problem = ''
    if model is None or model is Ellipsis or getattr(model, 'name', '') == 'lessons_small_network':
        problem = 'model is still `...`. Build the network of the table, then check again.'
    elif not isinstance(model, keras.Model):
        problem = f'model is a {type(model).__name__}, not a Keras model.'
    else:
        pictures = np.random.default_rng(4).random((20, 784)).astype('float32')
        output = None
        for form in ((784,), (28, 28), (28, 28, 1)):
            try:
                output = np.asarray(model(pictures.reshape((-1,) + form), training=False))
                break
            except Exception:
                continue
        steps = []
        for weight in model.weights:
            values = np.asarray(weight)
            if values.ndim == 2:
                steps.append([values, 0.0])
            elif values.ndim == 1 and steps and (len(values) == steps[-1][0].shape[1]):
                steps[-1][1] = values
        steps.sort(key=lambda step: (step[0].shape[0] != 784, step[0].shape[1] == 10))
        bends = {'relu': lambda sums: np.maximum(sums, 0), 'no activation': lambda sums: sums, 'sigmoid': lambda sums: 1 / (1 + np.exp(-sums)), 'tanh': np.tanh}
        found = 'another activation'
        try:
            for bend_name, bend in bends.items():
                numbers = pictures
                for kernel, bias in steps[:-1]:
                    numbers = bend(numbers @ kernel + bias)
                sums = numbers @ steps[-1][0] + steps[-1][1]
                shares = np.exp(sums - sums.max(axis=-1, keepdims=True))
                shares = shares / shares.sum(axis=-1, keepdims=True)
                for end in (shares, 1 / (1 + np.exp(-sums)), sums, np.maximum(sums, 0)):
                    if found == 'another activation' and np.allclose(end, output, rtol=0.01, atol=0.001):
                        found = bend_name
        except (IndexError, TypeError, ValueError):
            found = 'another activation'
        if output is None:
            problem = 'model does not take pictures of 784 numbers, so its layers cannot be tried.'
        elif len(steps) > 0 and output.shape != (20, steps[-1][0].shape[1]):
            problem = 'model does not treat a picture as one row of 784 numbers, so its hidden layers '
            problem += 'cannot be tried. Put its shape right first.'
        elif len(steps) < 2:
            problem = 'model has no hidden layer yet, so there is none with ReLU.'
        elif found != 'relu':
            problem = f'Tried on numbers, the hidden layers of model act like {found}. Give both '
            problem += 'of them ReLU, written as relu in small letters, and put each layer once.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_model_ends_in_ten_probabilities(model):
    """The model ends in ten probabilities."""
    import keras
    import numpy as np
    problem = ''
    if model is None or model is Ellipsis or getattr(model, 'name', '') == 'lessons_small_network':
        problem = 'model is still `...`. Build the network of the table, then check again.'
    elif not isinstance(model, keras.Model):
        problem = f'model is a {type(model).__name__}, not a Keras model.'
    else:
        pictures = np.random.default_rng(5).random((20, 784)).astype('float32')
        output = None
        for form in ((784,), (28, 28), (28, 28, 1)):
            try:
                output = np.asarray(model(pictures.reshape((-1,) + form), training=False))
                break
            except Exception:
                continue
        if output is None:
            problem = 'model does not take pictures of 784 numbers, so it gives no probabilities.'
        elif output.shape != (20, 10):
            problem = f'model gives {output.shape[-1]} numbers in an array of shape {output.shape}. '
            problem += 'For 20 pictures it should be (20, 10): one number for each digit.'
        elif output.min() < 0:
            problem = 'model gives negative numbers, so they are no probabilities: the last layer '
            problem += 'has no activation. Give it softmax.'
        elif not np.abs(output.sum(axis=1) - 1).max() <= 0.001:
            total = output.sum(axis=1)[0]
            problem = f'The ten numbers for a picture add up to {total:.2f}, not to 1. The last '
            problem += 'layer needs softmax; sigmoid or ReLU look at each number alone.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_dropout_leaves_out_a_fifth(model):
    """Dropout leaves out a fifth."""
    import keras
    problem = ''
    if model is None or model is Ellipsis or getattr(model, 'name', '') == 'lessons_small_network':
        problem = 'model is still `...`. Build the network of the table, then check again.'
    elif not isinstance(model, keras.Model):
        problem = f'model is a {type(model).__name__}, not a Keras model.'
    else:
        rates = []
        waiting = list(model.layers)
        while waiting:
            layer = waiting.pop(0)
            waiting = list(getattr(layer, 'layers', [])) + waiting
            if isinstance(layer, keras.layers.Dropout):
                rates.append(round(float(layer.rate), 4))
        if not rates:
            problem = 'model has no dropout. Put a Dropout layer after each hidden layer.'
        elif 0.8 in rates:
            problem = 'Dropout 0.8 drops four fifths of the numbers. The rate is the share that is '
            problem += 'dropped, not the share that is kept: use 0.2.'
        elif rates != [0.2] * len(rates):
            problem = f'The dropout layers of model have the rates {rates}. Use 0.2 for both.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_loss_is_categorical_crossentropy(model):
    """The loss is categorical crossentropy."""
    import keras
    problem = ''
    if model is None or model is Ellipsis or getattr(model, 'name', '') == 'lessons_small_network':
        problem = 'model is still `...`. Build the network of the table, then check again.'
    elif not isinstance(model, keras.Model):
        problem = f'model is a {type(model).__name__}, not a Keras model.'
    else:
        loss = getattr(model, 'loss', None)
        if isinstance(loss, dict):
            loss = list(loss.values())[0] if loss else None
        if isinstance(loss, (list, tuple)):
            loss = loss[0] if loss else None
        if isinstance(loss, str):
            try:
                loss = keras.losses.get(loss)
            except ValueError:
                loss = None
        name = str(getattr(loss, '__name__', getattr(loss, 'name', loss)))
        plain = name.lower().replace('_', '')
        settings = {}
        if isinstance(loss, keras.losses.Loss):
            settings = loss.get_config()
            plain = type(loss).__name__.lower() + plain
        if loss is None:
            problem = 'model has no loss yet. Compile it with loss, optimizer and metrics.'
        elif 'sparse' in plain:
            problem = 'The sparse loss is for labels that are single numbers. Ours are one-hot: '
            problem += 'use categorical_crossentropy.'
        elif 'binary' in plain:
            problem = 'Binary cross-entropy treats the ten digits as ten separate yes-or-no '
            problem += 'questions. Use categorical_crossentropy.'
        elif 'meansquared' in plain or plain == 'mse':
            problem = 'Mean squared error is made for quantities. For classes with softmax, use '
            problem += 'categorical_crossentropy: it learns faster here.'
        elif 'categoricalcrossentropy' not in plain:
            problem = f'The loss of model is {name}. Use categorical_crossentropy.'
        elif settings.get('from_logits'):
            problem = 'The loss expects raw sums, but softmax already made probabilities of them. '
            problem += 'Leave from_logits out.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_optimizer_is_adam_and_accuracy_is_reported(model):
    """The optimizer is Adam, and accuracy is reported."""
    import keras
    problem = ''
    if model is None or model is Ellipsis or getattr(model, 'name', '') == 'lessons_small_network':
        problem = 'model is still `...`. Build the network of the table, then check again.'
    elif not isinstance(model, keras.Model):
        problem = f'model is a {type(model).__name__}, not a Keras model.'
    else:
        optimizer = getattr(model, 'optimizer', None)
        if isinstance(optimizer, str):
            optimizer = keras.optimizers.get(optimizer)
        settings = model.get_compile_config() or {}
        metrics = str(settings.get('metrics')) + str(settings.get('weighted_metrics'))
        metrics = metrics.lower()
        if optimizer is None:
            problem = 'model is not compiled yet. Compile it with loss, optimizer and metrics.'
        elif not isinstance(optimizer, keras.optimizers.Adam):
            problem = f'The optimizer of model is {type(optimizer).__name__}. Use Adam.'
        elif 'acc' not in metrics:
            problem = 'model does not report the accuracy. Give compile a list of metrics with '
            problem += 'accuracy in it.'
        elif 'sparse' in metrics or 'binary' in metrics:
            problem = 'That kind of accuracy does not fit one-hot labels of ten classes. The plain '
            problem += 'word accuracy lets Keras choose the right kind.'
    assert not problem, problem

