# %% [markdown]
# ---
# what: "Has reading its answer fail with a script for a reason"
# status: graded
# marks: 0
# says: "<script>"
# ---

# %%
import autograder.capture.snapshot


def save(*arguments):
    raise RuntimeError("<script>alert('sage')</script><a href='javascript:alert(1)'>")


autograder.capture.snapshot.save = save
