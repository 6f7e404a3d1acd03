# %% [markdown]
# ---
# what: "The folder is not in sys.path"
# base: blank
# demo: false
# marks: {q5: 0}
# says: {q5: "Append the folder data to sys.path"}
# ---

# %% q5
import orbit

where = orbit.__file__
speeds = {planet: orbit.speed(a, b) for planet, (a, b) in orbits.items()}
