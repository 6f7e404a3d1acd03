# %% [markdown]
# ---
# what: "Nothing refused"
# base: blank
# demo: false
# marks: {q1: 1}
# says: {q1: "raises a KeyError instead"}
# ---

# %% q1
def default_of(function, parameter):
    function = look_up(function)
    return inspect.signature(function).parameters[parameter].default
