# %% [markdown]
# ---
# what: "A notebook that was saved with the kernel for R, with a cell of R in it"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
x < -c(1, 2, 3)

# %% handed in
import json

data = json.loads(notebook)
data["metadata"] = {
    "kernelspec": {"display_name": "R", "language": "R", "name": "ir"},
    "language_info": {"name": "R", "codemirror_mode": "r", "file_extension": ".r"},
}
path.write_text(json.dumps(data))
