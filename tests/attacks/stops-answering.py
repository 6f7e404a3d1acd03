# %% [markdown]
# ---
# what: "Goes on as before but answers no more"
# status: timed_out
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import time

kernel = get_ipython().kernel
kernel.session.send = lambda *arguments, **options: None
time.sleep(0.1)

# %%
share = 3 / 8
