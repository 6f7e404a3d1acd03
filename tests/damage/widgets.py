# %% [markdown]
# ---
# what: "Widgets, whether or not their library is there, and the state that a page saved for them"
# status: graded
# marks: 2
# ---

# %%
import ipywidgets
from IPython.display import display

slider = ipywidgets.IntSlider(42)
box = ipywidgets.Output()
with box:
    print("inside")
display(slider, box, ipywidgets.HTML("<b>bold</b>"))

# %%
answer = 42

# %% handed in
import json

data = json.loads(notebook)
state = {"version_major": 2, "version_minor": 0}  # and no "state", as Colab saves it
data["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
path.write_text(json.dumps(data))
