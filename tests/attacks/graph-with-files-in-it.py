# %% [markdown]
# ---
# what: "A graph that names files to be drawn, programs to be run and pages to be opened"
# status: graded
# marks: 1
# ---

# %%
import graphviz

net = graphviz.Digraph(engine="dot", format="svg")
net.attr(imagepath="/etc", fontpath="/etc", stylesheet="/etc/passwd", URL="javascript:alert(1)")
net.node("a", label='<<IMG SRC="/etc/passwd"/>>', image="/etc/passwd", shapefile="/etc/passwd")
net.node("b", label="<script>alert('sage')</script>", href="javascript:alert('sage')")
net.edge("a", "b")
