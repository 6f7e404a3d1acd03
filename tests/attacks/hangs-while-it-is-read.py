# %% [markdown]
# ---
# what: "An answer that never comes to an end when it is read out"
# status: timed_out
# marks: 2
# says: "took too long"
# ---

# %%
answer = 42

# %%
grader.check("q1")


# %%
class Patient:
    @property
    def __class__(self):
        import time

        while True:
            try:
                time.sleep(1000)
            except BaseException:
                pass


word = Patient()

# %%
grader.check("q3")
