# %% [markdown]
# ---
# what: "Gives answers that a check's message repeats, with a script and a template's tags in them"
# status: graded
# marks: 0
# says: "alert('sage')"
# ---

# %%
answer = "</li></ul><script>alert('sage')</script>{{ 7 * 7 }}{% include 'student.html' %}"
table = ["<img src=x onerror=alert(1)>"] * 7


# %%
from matplotlib.figure import Figure

fig = Figure()
for number in range(3):
    fig.add_subplot(1, 3, number + 1).set_title("<iframe src='javascript:alert(1)'>")
