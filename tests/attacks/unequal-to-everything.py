# %% [markdown]
# ---
# what: "An object of its own class, which no value that is known to be wrong equals"
# status: graded
# marks: 0
# says: "which this check cannot look into"
# ---

# %%
class Word:
    def __ne__(self, other):
        return True

    def __len__(self):
        return 5

    def __getitem__(self, index):
        return self

    def __eq__(self, other):
        return True


word = Word()

# %%
grader.check("q3")
