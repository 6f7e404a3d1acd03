# %% [markdown]
# ---
# what: "None taken for a missing default"
# base: blank
# demo: false
# marks: {q1: 1}
# says: {q1: "None is a default like any other"}
# ---

# %% q1
def default_of(function, parameter):
    function = look_up(function)
    known = inspect.signature(function).parameters
    if parameter not in known or known[parameter].default is None:
        raise ValueError(parameter)
    return known[parameter].default
