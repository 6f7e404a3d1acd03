# %% [markdown]
# ---
# what: "Defaults left as texts"
# base: blank
# demo: false
# marks: {q5: 0.5}
# says: {q5: "Turn it into a Python value"}
# ---

# %% q5
def parse_form(source):
    form = {}
    for line in source.replace("#@param", "# @param").splitlines():
        if "# @param" in line:
            left, _, right = line.partition("# @param")
            name, _, value = left.partition("=")
            inside = right.partition("[")[2].partition("]")[0]
            form[name.strip()] = {
                "default": value.strip(),
                "options": ast.literal_eval("[" + inside + "]"),
            }
    return form
