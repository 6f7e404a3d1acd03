# %% [markdown]
# ---
# what: "The whole parameter given back, and not its default"
# base: blank
# demo: false
# marks: {q1: 0.5}
# says: {q1: "Take the default out"}
# ---

# %% q1
def default_of(function, parameter):
    function = look_up(function)
    known = inspect.signature(function).parameters
    if parameter not in known:
        raise ValueError(parameter)
    return known[parameter]
