# %% [markdown]
# ---
# what: "The choices left out"
# base: blank
# demo: false
# marks: {q5: 1}
# says: {q5: "The choices of size are lost"}
# ---

# %% q5
def parse_form(source):
    form = {}
    for line in source.splitlines():
        if "@param" in line:
            code = line[: line.rindex("#")]
            name, _, value = code.partition("=")
            form[name.strip()] = {"default": ast.literal_eval(value.strip())}
    return form
