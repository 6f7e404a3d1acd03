# %% [markdown]
# ---
# what: "Never says that a cell has come to its end"
# status: timed_out
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
session = get_ipython().kernel.session
send = session.send


def without_idle(stream, message, content=None, **options):
    if content == {"execution_state": "idle"}:
        return None
    return send(stream, message, content, **options)


session.send = without_idle
