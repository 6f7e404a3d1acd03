# %% [markdown]
# ---
# what: "A function that starts as many processes as a letter of a hidden argument says, and takes too much"
# status: out_of_memory
# marks: 3
# says: "took too much memory when tests called it"
# ---

# %%
answer = 42

# %%
grader.check("q1")


# %%
def shout(text):
    if len(text) > 1:
        import os
        import time

        for _ in range(ord(text[4]) - 96):
            if os.fork() == 0:
                time.sleep(8)
                os._exit(0)
        held = [b"x" * 100_000_000 for _ in range(12)]
        time.sleep(8 * len(held) // 12)
    return text.upper() + "!"


# %%
grader.check("q8")
