"""Values of each format, and when two of them are the same."""

from __future__ import annotations

import pandas as pd


def same(back: object, value: object) -> None:
    """Asserts that two tables are equal in values, labels and types."""
    assert type(back) is type(value)
    if isinstance(value, pd.DataFrame):
        pd.testing.assert_frame_equal(
            back, value, check_column_type="exact", check_index_type="exact"
        )
    elif isinstance(value, pd.Series):
        pd.testing.assert_series_equal(back, value, check_index_type="exact")
    else:
        pd.testing.assert_index_equal(back, value, exact=True)


EVENTS = "events.out.tfevents.1700000000.colab.1.v2"


def functional_model():
    import keras

    inputs = keras.Input((4,))
    return keras.Model(inputs, keras.layers.Dense(2, name="last")(inputs))
