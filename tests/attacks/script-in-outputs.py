# %% [markdown]
# ---
# what: "Shows scripts in every kind of output that a page might take over"
# status: graded
# marks: 0
# ---

# %%
from IPython.display import HTML, SVG, Javascript, Markdown, display

display(HTML("<script>alert('sage')</script><img src=x onerror=alert('sage')>"))
display(Javascript("alert('sage')"))
display(Markdown("[sage](javascript:alert('sage')) <iframe src='javascript:alert(1)'></iframe>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"))
print("</pre></div><script>alert('sage')</script>")
raise RuntimeError("<script>alert('sage')</script>")
