# %% [markdown]
# ---
# what: "Right in another way: plain loops, and a checkpoint's path as text"
# base: blank
# demo: false
# marks: {q1: 2, q2: 3.5, q3: 2, q4: 2, q5: 2, q6: 1.5}
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
