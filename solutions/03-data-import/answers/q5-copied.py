# %% [markdown]
# ---
# what: "The function copied and not imported"
# base: blank
# demo: false
# marks: {q5: 0.5}
# says: {q5: "name 'orbit' is not defined"}
# ---

# %% q5
import math


def speed(distance, days):
    return 2 * math.pi * distance * 1_000_000 / (days * 86400)


speeds = {planet: speed(*numbers) for planet, numbers in orbits.items()}
where = orbit.__file__
