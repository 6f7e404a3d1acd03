# %% [markdown]
# ---
# what: "The module in place of its path, and a list"
# base: blank
# demo: false
# marks: {q5: 0}
# says: {q5: "speeds is not a dictionary"}
# ---

# %% q5
sys.path.append("data")
import orbit

where = orbit
speeds = [orbit.speed(distance, days) for distance, days in orbits.values()]
