# %% q1: inspect's whole specification
def default_of(function, parameter):
    for one in inspect.signature(look_up(function)).parameters.values():
        if one.name == parameter and one.default is not one.empty:
            return one.default
    raise ValueError(parameter)

# %% q4: a class that is called
class Batches:
    def __call__(self, paths, size):
        if size < 1:
            raise ValueError("too small")
        paths = list(paths)
        return (np.array([np.load(p) for p in paths[n : n + size]]) for n in range(0, len(paths), size))

batches = Batches().__call__

# %% q6: an array of another kind
def centred(picture):
    picture = np.ma.masked_array(picture)
    if not picture.any():
        return picture
    ink = picture.sum()
    row = (picture.sum(axis=1) * np.arange(28)).sum() / ink
    column = (picture.sum(axis=0) * np.arange(28)).sum() / ink
    return np.roll(np.asarray(picture), (round(14 - row), round(14 - column)), axis=(0, 1))
