# %% [markdown]
# ---
# what: "A form run with eval"
# base: blank
# demo: false
# marks: {q5: 1.5}
# says: {q5: "eval runs whatever a stranger wrote"}
# ---

# %% q5
def parse_form(source):
    form = {}
    for line in source.replace("#@param", "# @param").splitlines():
        if "# @param" in line:
            left, right = line.split("# @param")
            name, value = left.split("=", 1)
            options = eval(right[right.index("[") : right.rindex("]") + 1]) if "[" in right else []
            form[name.strip()] = {"default": eval(value), "options": options}
    return form
