# %% [markdown]
# ---
# what: "Sends the grader a message that is nested a hundred thousand times"
# status: crashed
# marks: 2
# says: "the kernel could not go on"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
session = get_ipython().kernel.session
pack = session.pack
session.pack = lambda content: pack(content).replace(b'"DEEP"', b"[" * 100_000 + b"]" * 100_000)
print("DEEP")
get_ipython().display_pub.publish({"application/json": "DEEP"})

# %%
word = "level"
