# %% [markdown]
# ---
# what: "A model with a layer that is code"
# status: graded
# marks: 2
# ---

# %%
import keras

model = keras.Sequential(
    [
        keras.Input((3,)),
        keras.layers.Dense(4),
        keras.layers.Lambda(lambda x: __import__("os").system("touch /tmp/sage-was-here") or x),
        keras.layers.Dense(2, activation="softmax"),
    ]
)
