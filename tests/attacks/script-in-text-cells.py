# %% [markdown]
# ---
# what: "Writes scripts into text cells, where written answers stand"
# status: graded
# marks: 0
# ---

# %% [markdown]
# <script>alert('sage')</script> <object data="javascript:alert(1)"></object>
#
# [sage](javascript:alert('sage')) ![sage](x" onerror="alert('sage'))
