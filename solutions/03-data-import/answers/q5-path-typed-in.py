# %% [markdown]
# ---
# what: "A path typed in, with a slip"
# base: blank
# demo: false
# marks: {q5: 0.5}
# says: {q5: "and there is no such file"}
# ---

# %% q5
sys.path.append("data")
from orbit import speed

where = "orbit.py"
speeds = {planet: speed(distance, days) for planet, (distance, days) in orbits.items()}
