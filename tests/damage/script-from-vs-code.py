# %% [markdown]
# ---
# what: "A percent script, as VS Code and jupytext keep them, with a header that unfolds for ever"
# status: graded
# marks: 4
# ---

# %% handed in
path.with_suffix(".py").write_text("""# ---
# jupyter:
#   jupytext:
#     a: &a [x, x, x, x, x, x, x, x, x]
#     b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
#     c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
#     d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
#     e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]
#     f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]
#     g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]
# ---

# %% [markdown]
# # Target

# %%
LESSON = "01-target"

# %%
answer = 42

# %%
grader.check("q1")

# %%
# %%time
share = 3 / 8

# %%
grader.check("q2")
""")
