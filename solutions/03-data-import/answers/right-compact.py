# %% [markdown]
# ---
# what: "Right in another way: short forms, pandas 3's text, pathlib, refs/heads"
# base: blank
# demo: false
# marks: {q1: 1.5, q2: 2, q3: 2.5, q4: 2, q5: 1, q6: 1.5}
# ---

# %% q1
[(_, one)] = uploaded.items()
with pd.option_context("future.infer_string", True):  # text as pandas 3 keeps it
    df_upload = pd.read_table(io.BytesIO(one), sep=";", decimal=",")


# %% q2.1
def drive_path(name, root=drive_root):
    import pathlib

    return pathlib.Path(root) / "deep-learning" / name


# %% q2.2
drive_file = str(drive_path("missions.csv"))
missions.to_csv(drive_file, index=False, sep=",")
df_drive = pd.read_csv(open(drive_file))


# %% q3.1
def raw_url(url):
    _, github, owner, project, blob, *rest = [p for p in url.split("/") if p] + [""] * 5
    if (github, blob) != ("github.com", "blob") or not url.startswith("https:"):
        raise ValueError
    return url.replace("github.com", "raw.githubusercontent.com", 1).replace(
        f"/{owner}/{project}/blob/", f"/{owner}/{project}/", 1
    )


# %% q3.2
df_url = pd.read_csv(raw_url(moons_page).replace("/main/", "/refs/heads/main/"))

# %% q3.3
df_s3 = pd.concat(pd.read_csv(weather, storage_options=dict(anon=True), chunksize=50))


# %% q4
def unpack(zip_path, target):
    with zipfile.ZipFile(zip_path) as bag:
        for one in bag.infolist():
            if one.filename.startswith("/") or ".." in one.filename.split("/") or is_link(one):
                raise ValueError(one.filename)
        for one in bag.namelist():
            bag.extract(one, target)
    return sorted(str(p) for p in pathlib.Path(target).rglob("*") if p.is_file())


# %% q5
sys.path.insert(0, os.path.abspath("data")) if "os" in globals() else sys.path.insert(0, "data")
from orbit import speed
import orbit

where = orbit.__file__
speeds = dict((planet, speed(days=d, distance=r)) for planet, (r, d) in orbits.items())


# %% q6
def save_arrays(path, arrays):
    for array in arrays.values():
        if np.array(array).dtype.kind == "O":
            raise ValueError("object")
    np.savez(path, **arrays)
    return path


def load_arrays(path):
    with np.load(path, allow_pickle=False) as file:
        return {**file}
