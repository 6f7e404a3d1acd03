# %% [markdown]
# ---
# what: "Cut at every equals sign, and #@param not seen"
# base: blank
# demo: false
# marks: {q5: 1}
# says: {q5: "The parameter rate is missing"}
# ---

# %% q5
def parse_form(source):
    form = {}
    for line in source.splitlines():
        if "# @param" in line:
            left, right = line.split("# @param")
            name, value = left.split("=")
            options = []
            if "[" in right:
                options = ast.literal_eval(right[right.index("[") : right.rindex("]") + 1])
            form[name.strip()] = {"default": ast.literal_eval(value.strip()), "options": options}
    return form
