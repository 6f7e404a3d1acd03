# %% [markdown]
# ---
# what: "The default as a text"
# base: blank
# demo: false
# marks: {q1: 1}
# says: {q1: "Give back the value itself"}
# ---

# %% q1
def default_of(function, parameter):
    function = look_up(function)
    for name, about in inspect.signature(function).parameters.items():
        if name == parameter and "=" in str(about):
            return str(about).partition("=")[2].strip()
    raise ValueError(parameter)
