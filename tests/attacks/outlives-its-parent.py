# %% [markdown]
# ---
# what: "Leaves the group that is killed and calls off the signal that comes when its parent ends"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import ctypes
import os
import signal
import threading
import time

SET_DEATH_SIGNAL, SET_NAME = 1, 15
ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, 0, 0, 0, 0)
os.setsid()
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)


def live_on():
    time.sleep(120)
    os._exit(0)


# The end of the notebook waits for this thread, and would be its end.
threading.Thread(target=live_on).start()
get_ipython().kernel.do_shutdown = lambda restart: time.sleep(120)
