# %% [markdown]
# ---
# what: "Days and distance swapped"
# base: blank
# demo: false
# marks: {q5: 0.5}
# says: {q5: "The distance comes first, then the days"}
# ---

# %% q5
sys.path.append("data")
import orbit

where = orbit.__file__
speeds = {planet: orbit.speed(days, distance) for planet, (distance, days) in orbits.items()}
