# %% [markdown]
# ---
# what: "Gives an answer whose type is named like a script"
# status: graded
# marks: 0
# says: "is a </li>"
# ---

# %%
word = type("</li><script>alert('sage')</script>", (), {})()


class Named(type):
    __name__ = property(lambda self: ["<script>"])


share = Named("x", (), {})()
