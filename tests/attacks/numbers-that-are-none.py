# %% [markdown]
# ---
# what: "Answers with numbers that are none"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
share = float("nan")

# %%
grader.check("q2")

# %%
import numpy as np

table = np.full((3, 4), np.nan)

# %%
grader.check("q4")

# %%
import pandas as pd

frame = pd.DataFrame({"city": list("abc"), "people": [float("nan")] * 3})

# %%
grader.check("q5")
