# %% q1: the name that a second upload gives
df_upload = pd.read_csv(io.BytesIO(uploaded["planets (1).csv"]), sep=";", decimal=",")

# %% q1: pandas' newest types
df_upload = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", dtype_backend="pyarrow")

# %% q1: text as categories
df_upload = pd.read_csv(io.BytesIO(next(iter(uploaded.values()))), sep=";", decimal=",", dtype={"planet": "category"})

# %% q2: a path
import pathlib

def drive_path(name, root=drive_root):
    return pathlib.Path(root, "deep-learning", name)

drive_file = drive_path("missions.csv")
missions.to_csv(drive_file, index=False)
df_drive = pd.read_csv(drive_file)

# %% q2: a pure path
drive_file = pathlib.PurePosixPath(drive_path("missions.csv"))
missions.to_csv(str(drive_file), index=False)
df_drive = pd.read_csv(str(drive_file))

# %% q3: the page with raw=true
def raw_url(url):
    head, blob, tail = url.partition("/blob/")
    if not head.startswith("https://github.com/") or head.count("/") != 4 or not blob:
        raise ValueError(url)
    return head.replace("github.com", "raw.githubusercontent.com", 1) + "/" + tail

df_url = pd.read_csv(moons_page + "?raw=true")
df_s3 = pd.read_csv(weather, storage_options={"anon": True})

# %% q3: the address with raw
df_url = pd.read_csv(moons_page.replace("/blob/", "/raw/"))

# %% q3: refs/heads
df_url = pd.read_csv(raw_url(moons_page).replace("/main/", "/refs/heads/main/"))

# %% q3: jsDelivr
owner, project, branch, path = __import__("re").fullmatch(r"https://github.com/([^/]+)/([^/]+)/blob/([^/]+)/(.+)", moons_page).groups()
df_url = pd.read_csv(f"https://cdn.jsdelivr.net/gh/{owner}/{project}@{branch}/{path}")

# %% q3: git clone
!git clone --depth 1 -q https://github.com/{owner}/{project}.git
df_url = pd.read_csv(f"{project}/{path}")

# %% q3: the whole project as a zip
import urllib.request, zipfile

urllib.request.urlretrieve(f"https://github.com/{owner}/{project}/archive/refs/heads/{branch}.zip", "project.zip")
with zipfile.ZipFile("project.zip") as archive, archive.open(f"{project}-{branch}/{path}") as file:
    df_url = pd.read_csv(file)

# %% q3: wget and curl
!wget -q "{moons_page}?raw=true" -O moons.csv
!curl -sL "{moons_page.replace('/blob/', '/raw/')}" -o again.csv
df_url = pd.concat([pd.read_csv("moons.csv").head(5), pd.read_csv("again.csv").tail(5)], ignore_index=True)

# %% q5: a path for where, NumPy's numbers for speeds
import sys

import numpy as np

sys.path.append("data")
import orbit

where = pathlib.Path(orbit.__file__)
speeds = {planet: np.float32(orbit.speed(*orbits[planet])) for planet in orbits}

# %% q5: an ordered dictionary
import collections

where = str(pathlib.Path(orbit.__file__).resolve())
speeds = collections.OrderedDict((planet, orbit.speed(*orbits[planet])) for planet in orbits)
