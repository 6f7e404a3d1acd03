# %% [markdown]
# ---
# what: "A figure with axes of its own making, without number, and a picture that is none"
# status: graded
# marks: 0
# ---

# %%
from matplotlib.figure import Figure


class Endless(Figure):
    @property
    def axes(self):
        return [self] * 300

    def savefig(self, path, **options):
        path.write_text("<script>alert('sage')</script>")


fig = Endless()
