# %% [markdown]
# ---
# what: "Right in another way: plain loops, and a checkpoint's path as text"
# base: blank
# demo: false
# marks: {q1: 2, q2: 3.5, q3: 2, q4: 2, q5: 2, q6: 1.5, q7: 6}
# ---

# %% q1
def default_of(function, parameter):
    function = look_up(function)
    # el orden no importa
    for one in inspect.signature(function).parameters.values():
        if one.name == parameter:
            if one.default is inspect.Parameter.empty:
                raise ValueError("no default")
            return one.default
    raise ValueError("no such parameter")


# %% q2.1
throw_away_old(folder)
model = small_network()
best = keras.callbacks.ModelCheckpoint(
    filepath=os.path.join(folder, "digits-{epoch:02d}.keras"), save_best_only=True, verbose=0
)
stop_never = keras.callbacks.TerminateOnNaN()
history = model.fit(
    x=x_learn,
    y=y_learn,
    batch_size=32,
    epochs=12,
    verbose=0,
    validation_data=(x_check, y_check),
    callbacks=[stop_never, best],
)
saved = sorted(os.listdir(folder))
checkpoint = os.path.join(folder, saved[-1])


# %% q2.2
def resume(path, x, y, epochs):
    name = os.path.basename(path)
    done = int(name[name.rindex("-") + 1 : name.rindex(".")])
    saved_network = keras.models.load_model(path)
    history = saved_network.fit(x, y, epochs=epochs, initial_epoch=done)
    return history


# %% q3.1
def measured(device):
    warm_up = convolve(device)
    runs = []
    while len(runs) < 5:
        runs.append(convolve(device))
    return {"first": warm_up, "runs": runs, "median": sorted(runs)[2]}


benchmark = {"CPU": measured("CPU")}
if has_gpu:
    benchmark["GPU"] = measured("GPU")
else:
    benchmark["GPU"] = None


# %% q3.2
def speedup(benchmark):
    if not benchmark["GPU"]:
        return
    cpu = np.median(benchmark["CPU"]["runs"])
    gpu = np.median(benchmark["GPU"]["runs"])
    return np.float32(cpu / gpu)


# %% q4
def batches(paths, size):
    if size <= 0:
        raise ValueError("too small")
    waiting = []
    for path in paths:
        waiting.append(np.load(path)[np.newaxis])
        if len(waiting) == size:
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)


# %% q5
def parse_form(source):
    form = dict()
    for line in source.split("\n"):
        for sign in ("# @param", "#@param"):
            if sign in line and "=" in line:
                place = line.rindex(sign)
                equals = line.index("=")
                entry = {"default": ast.literal_eval(line[equals + 1 : place].strip())}
                choices = line[place:]
                if "[" in choices:
                    entry["options"] = list(
                        ast.literal_eval(choices[choices.find("[") : choices.rfind("]") + 1])
                    )
                else:
                    entry["options"] = list()
                form[line[:equals].strip()] = entry
    return form


# %% q6
def centred(picture):
    total = row = column = 0.0
    for i in range(28):
        for j in range(28):
            ink = float(picture[i][j])
            total += ink
            row += i * ink
            column += j * ink
    moved = np.zeros_like(picture)
    if total == 0:
        return moved
    down, right = round(14 - row / total), round(14 - column / total)
    for i in range(28):
        for j in range(28):
            if picture[i][j]:
                moved[i + down, j + right] = picture[i][j]
    return moved


# %% q7.1
def standardised(train, test):
    m = train.mean()
    s = train.std()
    new_train = (train - m) / s
    new_test = (test - m) / s
    return new_train, new_test


def test_standardised(candidate):
    train = np.array([0.0, 2.0])
    test = np.array([10.0])
    new_train, new_test = candidate(train, test)
    assert new_train[0] == -1, "the training set is not scaled by its own numbers"
    assert new_train[1] == 1, "the training set is not scaled by its own numbers"


# %% q7.2
def digits_of(probabilities):
    digits = []
    for row in probabilities:
        digits.append(int(np.argmax(row)))
    return np.array(digits)


def test_digits_of(candidate):
    probabilities = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]])
    given = candidate(probabilities)
    assert len(given) == 3, "three pictures need three digits"
    assert given[0] == 1, "the first picture is a one"
    assert given[1] == 0, "the second picture is a zero"


# %% q7.3
def predicted(model, images):
    probabilities = model.predict(images)
    return np.argmax(probabilities, axis=1)


def test_predicted(candidate):
    model = small_network()
    try:
        given = candidate(model, flat(test_images[:2]))
    except AttributeError:
        assert False, "it calls something that Keras does not have"
    assert len(given) == 2, "two pictures need two digits"


# %% q7.4
def scaled(train, test):
    train = train / 255
    test = test / 255
    return train, test


def test_scaled(candidate):
    numbers = np.array([0, 255])
    train, test = candidate(numbers, numbers)
    assert train[1] == 1, "the training set is not scaled"
    assert test[1] == 1, "the test set is not scaled"


# %% q7.5
def shuffled(images, labels):
    order = np.random.permutation(len(images))
    return images[order], labels[order]


def test_shuffled(candidate):
    images = np.arange(30)
    labels = np.arange(30) + 100
    new_images, new_labels = candidate(images, labels)
    for i in range(30):
        assert new_labels[i] == new_images[i] + 100, "a picture has another label now"


# %% q7.6
def quality(truth, predicted):
    total = 0
    classes = np.unique(truth)
    for one in classes:
        members = truth == one
        total += (predicted[members] == one).sum() / members.sum()
    return total / len(classes)


def test_quality(candidate):
    truth = np.array([1] * 9 + [2])
    predicted = np.array([1] * 10)
    value = candidate(truth, predicted)
    assert value < 0.6, "half of the classes are found, and it says more"
