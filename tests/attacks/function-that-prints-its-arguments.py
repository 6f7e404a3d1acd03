# %% [markdown]
# ---
# what: "A right function that shows what it is called with, in every way that a cell can"
# status: graded
# marks: 2
# ---

# %%
import logging
import os
import sys
import warnings

from IPython.display import display

earlier = display("nothing yet", display_id=True)


def shout(text):
    print(text)
    print(text, file=sys.stderr)
    display(text)
    earlier.update(text)
    logging.error(text)
    warnings.warn(text)
    os.write(1, text.encode())
    kernel = get_ipython().kernel
    content = {"name": "stdout", "text": text}
    kernel.session.send(kernel.iopub_socket, "stream", content, parent=kernel.get_parent())
    get_ipython().set_next_input(f"print({text!r})")
    open("kept.txt", "a").write(text)
    return text.upper() + "!"


# %%
grader.check("q8")

# %%
print(open("kept.txt").read() if os.path.exists("kept.txt") else "")
