# %% [markdown]
# ---
# what: "Right in another way: decode, os.path, urllib, resolve, importlib.util"
# base: blank
# demo: false
# marks: {q1: 1.5, q2: 2, q3: 2.5, q4: 2, q5: 1, q6: 1.5}
# ---

# %% q1
text = next(iter(uploaded.values())).decode("utf-8").replace(",", ".")
df_upload = pd.read_csv(io.StringIO(text), sep=";").convert_dtypes()

# %% before q2
import pathlib  # eine zusätzliche Zelle


# %% q2.1
def drive_path(name, root=drive_root):
    return os.path.join(root, "deep-learning", name)


# %% q2.2
drive_file = pathlib.Path(drive_path("missions.csv"))
with open(drive_file, "w", newline="") as file:
    missions.set_index("probe").to_csv(file)
df_drive = pd.read_csv(str(drive_file), dtype={"probe": "string", "planet": "category"})

# %% q3.1
import re


def raw_url(url):
    page = re.fullmatch(r"https://github\.com/([^/]+/[^/]+)/blob/(.+)", url)
    if page is None:
        raise ValueError(f"{url} ist keine Seite einer Datei")
    return "https://raw.githubusercontent.com/" + "/".join(page.groups())


# %% q3.2
import urllib.request

with urllib.request.urlopen(raw_url(moons_page)) as answer:
    df_url = pd.read_csv(io.BytesIO(answer.read())) if "io" in globals() else pd.read_csv(answer)

# %% q3.3
with s3fs.S3FileSystem(anon=True).open(weather.removeprefix("s3://")) as file:
    df_s3 = pd.read_csv(file)


# %% q4
def unpack(zip_path, target):
    home = pathlib.Path(target).resolve()
    archive = zipfile.ZipFile(zip_path)
    for member in archive.infolist():
        place = (home / member.filename).resolve()
        if not place.is_relative_to(home) or stat.S_ISLNK(member.external_attr >> 16):
            archive.close()
            raise ValueError("zip slip")
    files = []
    for member in archive.infolist():
        if not member.is_dir():
            files.append(pathlib.Path(archive.extract(member, target)))
    archive.close()
    return files


# %% q5
import importlib.util

spec = importlib.util.spec_from_file_location("orbit", "data/orbit.py")
orbit = importlib.util.module_from_spec(spec)
spec.loader.exec_module(orbit)
where = pathlib.Path(orbit.__file__)
speeds = {}
for planet in sorted(orbits):
    speeds[planet] = round(orbit.speed(*orbits[planet]), 1)


# %% q6
def save_arrays(path, arrays):
    ready = {}
    for name in arrays:
        ready[name] = np.array(arrays[name])
        if ready[name].dtype == object:
            raise ValueError("no pickle here")
    with open(path, "wb") as file:
        np.savez_compressed(file, **ready)
    return path


def load_arrays(path):
    return dict(np.load(path).items())
