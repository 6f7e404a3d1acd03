# %% [markdown]
# ---
# what: "The steps sorted as text: 1, 10, 11, 2"
# base: blank
# demo: false
# marks: {q3: 2.5}
# says: {q3: "as text, 10 comes before 2"}
# ---

# %% q3
def curves(log_dir):
    columns = {
        before + kind: values_of(Path(log_dir, part), f"epoch_{kind}")
        for part, before in (("train", ""), ("validation", "val_"))
        for kind in ("loss", "accuracy")
    }
    if not columns["loss"]:
        raise ValueError("no run")
    rows = []
    for step in sorted(columns["loss"], key=str):
        row = {name: values.get(step, float("nan")) for name, values in columns.items()}
        rows.append({"epoch": step + 1, **row})
    return pd.DataFrame(rows)
