# %% [markdown]
# ---
# what: "Hangs when the notebook is asked to end"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import atexit
import signal
import threading
import time

signal.signal(signal.SIGTERM, signal.SIG_IGN)
atexit.register(time.sleep, 3000)
threading.Thread(target=time.sleep, args=(3000,)).start()
get_ipython().kernel.do_shutdown = lambda restart: time.sleep(3000)
