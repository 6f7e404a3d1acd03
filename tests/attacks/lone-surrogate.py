# %% [markdown]
# ---
# what: "Shows a text that has no bytes, so that nothing with it in it can be written to disk"
# status: graded
# marks: 3
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import json

session = get_ipython().kernel.session
session.pack = lambda content: json.dumps(content, default=str).encode()
print("\ud800 and \udfff")
word = "\ud800"
raise ValueError("\ud800")

# %%
grader.check("q3")
