# ---
# jupyter:
#   course:
#     summary: bring data to the machine from your computer, Drive, the web and a bucket, and take results home
#     needs: "Python basics: variables, lists, dictionaries, functions. Also f-strings, slices, `**`, functions that raise errors, and a column of a pandas table: the warm-up has them. Lesson 02 helps."
#     hardware: a CPU is enough; nothing is trained
#     previous: 02-installs
#     next: 04-mnist-ann
#     brings: [data/planets.csv, data/orbit.py]
#     stand_ins:
#       "upload:planets.csv": data/planets.csv
#       "s3://noaa-ghcn-pds/csv/by_year/1800.csv": data/weather-1800.csv
#     goals:
#       upload a file from your own computer and read it into a table: [q1]
#       mount your Drive, and write and read files there: [q2]
#       fetch a file from GitHub and from a public bucket in Amazon's cloud: [q3, quiz2]
#       show with pictures where your data came from: [q3_evidence]
#       unpack a zip file fast, and refuse one that means harm: [q4, quiz1]
#       import a Python file of your own: [q5]
#       keep arrays in a file that nobody has to be afraid of: [q6, quiz3]
#     topics:
#       "From your computer: `files.upload()`, the dict of bytes, `pd.read_csv(io.BytesIO(…))`": [1, q1]
#       "From Drive: mount, paths with a space, folders, read and write, unmount": [2, q2]
#       "From a link: the raw address of a file on GitHub": [3, q3, quiz2]
#       "From S3: s3fs and anonymous access": [3, q3]
#       "`wget`, `unzip`; many small files, Errno 5, one zip": [4, q4, quiz1]
#       "Your own modules: `sys.path`, `importlib`, what became of `imp`": [5, q5]
#       "Keeping results: pickle, `.npz`, Parquet, `.keras`; why a stranger's pickle is dangerous": [6, q6, quiz3]
#       Showing an image inline; `files.download`: [4, 6]
#       Three ways of importing, with evidence: [3, q3_evidence]
#       BigQuery and Kaggle as further sources: [7]
#     variants:
#       q2:
#         my_file: {text: "missions-??????.csv", common: missions.csv}
#         my_columns: {among: [probe, planet, launched], count: 3, distinct: true, common: [probe, planet, launched]}
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: 03-data-import
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# files: [data]
# tests:
#   files: true
#   ok_format: false
# show_question_points: true
# generate:
#   show_stdout: false

# %% [markdown]
# # Getting data in and out
#
# {{ badge }}
#
# A network learns from data, and the data is never where you need it. It lies on your laptop, in
# your Drive, on a web page, in somebody's cloud. And what the network has learned lies on a machine
# that will be wiped tonight. At the end of this lesson you can bring data to the machine from all
# of these places, and take results home.
#
# **In this lesson you will**
#
# {{ goals }}
#
# {{ facts }}
#
# **Before you change anything: choose File → Save a copy in Drive.** What you type is then kept.
# Without a copy it is gone when the tab closes.
#
# The planets' numbers are from NASA's Planetary Fact Sheet, which is in the public domain. The
# weather of the year 1800 is from NOAA's GHCN-Daily collection, which anybody may use (CC0).

# %% [markdown]
# ## How this lesson works
#
# Each part asks you three things. **Predict**: say aloud, or write down, what you think will
# happen. **Run** the cell. **Explain** the difference. A wrong guess costs nothing, and you will
# remember the answer better.
#
# An answer cell holds three dots, `...`. Put your own code in their place. Nothing breaks while
# the dots are there, so you may skip a question and come back.
#
# Under each question stands a check, such as `grader.check("q1")`. It tells you at once about the
# usual slips. **What a passing check means:** your answer has the right form and avoids the slips
# that we know. It is not the final mark. When your work is graded, the whole notebook is run again
# from the top, on another machine, and a few more tests look at more cases. If your answer does
# what the task says, and not only what the check looks at, you have nothing to fear from them.
#
# That other machine has no internet, no Drive and nobody who chooses files. In their place stand
# small copies that answer in the same way: the lesson's own files are "uploaded", an empty folder
# is your Drive. Your code need not do anything about it.
#
# Run the next cell first. It ends with one line that begins with "Ready".

# %%
# {{ setup }}

# %% [markdown]
# Some courses give each student a number, and by it values of their own in some of the questions. If
# yours did, write your number into the form of the next cell. Leave the form empty if you have none.
# Run the cell in both cases.

# %%
# {{ my_number }}

# %% [markdown]
# The setup cell has also written two small files into a folder `data`: a table, `planets.csv`, and
# a piece of Python, `orbit.py`. You will need both.
#
# The next cell holds helpers. Run it, too, and never mind how it works. If you ever restart the
# notebook, run the cells up to here again, and then go on with the section that you were in.

# %%
# @title Helpers: show pictures, and find Drive { display-mode: "form" }
import base64
import html
import os

from IPython.display import HTML, display

use_drive = True  # @param {type: "boolean"}


def show_png(data, description):
    """Show a PNG, given as bytes, that carries `description` as alternative text."""
    code = base64.b64encode(data).decode()
    display(HTML(f'<img alt="{html.escape(description)}" src="data:image/png;base64,{code}">'))


def open_drive():
    """Mount Drive and return the path of My Drive; without Drive, of a folder in its place."""
    place = os.path.abspath("my-drive")
    if use_drive and (drive := mount_drive()):
        return drive
    os.makedirs(place, exist_ok=True)
    print(f"This folder takes the place of My Drive: {place}")
    return place


# %% [markdown]
# ## 1. From your own computer ({{ minutes }})
#
# Your notebook runs on a machine far away. It cannot see your laptop's disk. So a file has to
# travel through the browser: **upload** is the way in, **download** the way out.
#
# Let us send one file on a round trip. First down to you. Run the next cell: in Colab your browser
# saves `planets.csv` in its download folder (and may ask you whether it may). *At home* the file
# lies on your computer already, and nothing happens.

# %%
files = None
if front_end() == "colab":  # only Colab's own page can send files to you, and take them
    from google.colab import files

if files:
    files.download("data/planets.csv")
else:
    print("No browser of Colab here: planets.csv lies in the folder `data` of this machine.")

# %% [markdown]
# Now back up. The next cell shows a button in Colab. Choose the file `planets.csv` that you have
# just downloaded. The cell waits for you, also when you run the whole notebook at once. (If you
# press Cancel, nothing is uploaded. You can run the cell again.) *At home* the file is read from the folder `data`.
#
# **Predict.** `files.upload()` gives back a dictionary. What are its keys? And of which type are
# its values: a table, a text, or something else?

# %%
import pathlib

if files:
    uploaded = files.upload()
else:
    uploaded = {"planets.csv": pathlib.Path("data/planets.csv").read_bytes()}

# %%
for name, content in uploaded.items():
    print(name, "→", type(content).__name__, "of length", len(content))
    print(content[:60])
if not uploaded:
    print("Nothing was uploaded. Run the cell above again, and choose planets.csv.")

# %% [markdown]
# **Explain.** The keys are file names, since you may choose several files at once. The values are
# **bytes**: the file as it is, number by number, not yet read as anything. The `b` in front of the
# quotes says so.
#
# Three things to know:
#
# - Colab saves an uploaded file on the machine, too. Upload the same file again and it is called
#   `planets (1).csv`, and so is the key. So better do not rely on the name: the loop above has left
#   the bytes of the last file in `content`.
# - It is on the *machine*. Tonight it is gone, and tomorrow you upload again.
# - The page is slow with large files. From some hundred megabytes on, take Drive.
#
# pandas, the library for tables, reads CSV files with `pd.read_csv`. It wants the *name* of a file,
# or something that can be read like a file. Bytes are neither. `io.BytesIO` wraps them up, so that
# they can be read like a file. Here it is with a tiny table, of which we know what is inside.

# %%
import io

import pandas as pd

tiny = b"animal,legs\nhen,2\ncow,4\n"
print(pd.read_csv(io.BytesIO(tiny)))

# %% [markdown]
# CSV means *comma-separated values*, but half the world disagrees about the comma. Where people
# write 57,9 for fifty-seven point nine, the comma is taken, and spreadsheets put a semicolon
# between the values. Look at the bytes of `planets.csv` again: to which half do they belong?
#
# `read_csv` takes both kinds. It has a parameter `sep` for what stands between the values, and
# `decimal` for the sign inside a number.

# %% [raw]
# # BEGIN QUESTION
# name: q1

# %% [markdown]
# ### Question 1: the uploaded table
#
# Read the bytes in `content` into a data frame `df_upload`. It shall have eight rows, one for each
# planet, and four columns. `planet` holds text. `diameter` (in km), `distance` (from the Sun, in
# million km) and `days` (how long one round takes) hold numbers with which you can calculate.
#
# **What it should look like:** `df_upload.shape` is `(8, 4)`, and `df_upload["distance"].sum()` is
# about 10136.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The tiny table above shows how to get from bytes to a data frame. Begin with the same line, and
# look at what comes out: how many columns does it have?
#
# <details><summary>Still stuck? Hint 2</summary>
#
# One column means that pandas looked for commas and there are other signs. Name the right sign with
# `sep`. Then print `df_upload.dtypes`: is `distance` a number yet?
#
# <details><summary>Still stuck? Hint 3</summary>
#
# `object` (or `str`) means that pandas took 57,9 for text. The parameter `decimal` puts that right.
# Parameters are separated by commas: `pd.read_csv(the_file, sep="?", decimal="?")`, with the right
# signs in place of the question marks.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
df_upload = ...
# BEGIN SOLUTION NO PROMPT
df_upload = pd.read_csv(io.BytesIO(content), sep=";", decimal=",")
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_df_upload_has_eight_rows_and_four_columns(df_upload):
    """df_upload has eight rows and four columns."""
    import pandas as pd

    problem = ""
    if df_upload is None or df_upload is Ellipsis:
        problem = "df_upload is still `...`, or its line ended in an error. read_csv cannot read "
        problem += "bytes: wrap them up first, io.BytesIO(content)."
    elif not isinstance(df_upload, pd.DataFrame):
        kind = type(df_upload).__name__
        problem = f"df_upload is of type {kind}, and a data frame is asked for. pd.read_csv makes "
        problem += "one from io.BytesIO(content)."
    else:
        rows, columns = df_upload.shape
        names = [str(name) for name in df_upload.columns]
        if columns == 1 and ";" in names[0]:
            problem = "df_upload has one column only, and its name is full of semicolons. Tell "
            problem += "read_csv what stands between the values, with sep."
        elif columns == 3 and "planet" not in names and df_upload.index.name == "planet":
            problem = "The planets' names have become the index. Leave index_col out, so that "
            problem += "planet stays a column."
        elif "Mercury" in names:
            problem = "The first planet has become the header. Leave header and skiprows out."
        elif columns != 4 or not {"planet", "diameter", "distance", "days"} <= set(names):
            problem = "df_upload should have the four columns planet, diameter, distance and days, "
            problem += "as the file has them. It has: " + ", ".join(names) + "."
        elif rows != 8:
            problem = f"df_upload has {rows} rows, and there are eight planets."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_the_three_columns_of_numbers_hold_numbers(df_upload):
    """The three columns of numbers hold numbers."""
    import pandas as pd

    problem = ""
    if df_upload is None or df_upload is Ellipsis:
        problem = "df_upload is still `...`, or its line ended in an error. read_csv cannot read "
        problem += "bytes: wrap them up first, io.BytesIO(content)."
    elif not isinstance(df_upload, pd.DataFrame):
        problem = "df_upload is not a data frame, so it has no columns of numbers."
    else:
        for name in ("diameter", "distance", "days"):
            if name not in df_upload.columns:
                problem = f"df_upload has no column {name} yet. Does sep name the right sign?"
            elif not pd.api.types.is_numeric_dtype(df_upload[name]):
                problem = f"The column {name} holds text, because of the comma in its numbers. "
                problem += "Tell read_csv about it, with decimal."
            elif not df_upload[name].between(0, 10**9).all():
                problem = (
                    f"The column {name} has gaps, and the file has none. Read it once more, and "
                )
                problem += "leave its values as they come."
            if problem:
                break
        total = float(df_upload["distance"].sum()) if not problem else 10136.2
        if not abs(total - 10136.2) <= 0.5:
            problem = f"The column distance adds up to {total:.1f}, and about 10136 is right. Take "
            problem += "all eight values as the file has them."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_every_value_of_the_uploaded_table_is_right(df_upload):
    """Every value of the uploaded table is right.

    Compares each cell of the table with the file.
    """
    import pandas as pd

    wanted = {
        "Mercury": (4879, 57.9, 88.0),
        "Venus": (12104, 108.2, 224.7),
        "Earth": (12756, 149.6, 365.2),
        "Mars": (6792, 228.0, 687.0),
        "Jupiter": (142984, 778.5, 4331.0),
        "Saturn": (120536, 1432.0, 10747.0),
        "Uranus": (51118, 2867.0, 30589.0),
        "Neptune": (49528, 4515.0, 59800.0),
    }
    problem = ""
    if not isinstance(df_upload, pd.DataFrame):
        problem = "df_upload is not a data frame yet."
    elif not {"planet", "diameter", "distance", "days"} <= set(map(str, df_upload.columns)):
        problem = "df_upload does not have the four columns planet, diameter, distance and days."
    else:
        planets = [str(name) for name in df_upload["planet"]]
        if sorted(planets) != sorted(wanted):
            problem = "The column planet does not hold the names of the eight planets."
        else:
            for place, column in enumerate(("diameter", "distance", "days")):
                for planet, given in zip(planets, df_upload[column], strict=True):
                    try:
                        fits = abs(float(given) - wanted[planet][place]) < 1e-6
                    except (TypeError, ValueError):
                        fits = False
                    if not fits and not problem:
                        problem = f"In df_upload, {column} of {planet} is {given}, and "
                        problem += f"{wanted[planet][place]} is right."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 2. From your Drive, and back ({{ minutes }})
#
# Your Drive is the disk that stays when the machine goes. To **mount** it means to make it appear as
# a folder. In Colab that takes two lines, and you will write them often:
#
# ```python
# from google.colab import drive
# drive.mount("/content/drive")
# ```
#
# Google then asks you in a window whether this notebook may use your Drive. What you allow is a lot:
# the notebook may read and change **all** your files there. So allow it for notebooks that you
# trust. Older tutorials let you copy a code from another page; that is gone.
#
# The helper `open_drive` does these two lines. *At home*, or if you say no, it makes a folder
# `my-drive` beside the notebook that takes Drive's place. (If you would rather not mount Drive at
# all, untick `use_drive` in the cell of helpers, and run that cell again.)
#
# **Predict.** What is the path of your Drive on the machine? Look out for a space.

# %%
import os

import pandas as pd

drive_root = open_drive()
print("drive_root is", drive_root)

# %% [markdown]
# **Explain.** Your files are in `/content/drive/My Drive`, with a space between the two words. In
# Python that is no trouble: a path is a text, and a text may have spaces. In a shell command it is.
# The shell takes the space for the end of a word, so there you need quotes:
# `!ls "/content/drive/My Drive"`. Colab therefore has a second name for the same folder,
# `/content/drive/MyDrive`. Both work, but only these two: not `mydrive`, not `My_Drive`.
#
# Give each project a folder of its own. The next cell makes one named `deep-learning`, and lists
# what is in it. With `exist_ok=True` it is no error if the folder is there already.

# %%
os.makedirs(f"{drive_root}/deep-learning", exist_ok=True)
print(sorted(os.listdir(f"{drive_root}/deep-learning")))

# %% [markdown]
# The list is empty the first time. Now we need something to keep: a table of space probes, the
# planet that each one flew to, and the year in which it left.

# %%
missions = pd.DataFrame(
    {
        "probe": ["Mariner 10", "Magellan", "Viking 1", "Galileo", "Cassini", "Voyager 2"],
        "planet": ["Mercury", "Venus", "Mars", "Jupiter", "Saturn", "Neptune"],
        "launched": [1973, 1989, 1975, 1989, 1997, 1977],
    }
).astype({"launched": "int16"})  # small whole numbers
print(missions)

# %% [markdown]
# At the left edge you see the numbers 0 to 5. They are not a column. They are the **index**, by
# which pandas finds its rows. `missions.to_csv("some path")` writes the table to a file, and writes
# the index, too, as if it were a column.
#
# **Predict.** You write a table with three columns, and read it back. How many columns does it
# have then?

# %%
import io

written = missions.to_csv()  # without a path, to_csv gives the text
print(written[:60])
again = pd.read_csv(io.StringIO(written))
print(again.shape, missions["launched"].dtype, "→", again["launched"].dtype)

# %% [markdown]
# **Explain.** Four. The index has come back as a column without a name, which pandas calls
# `Unnamed: 0`. Each further round trip adds one. `to_csv(…, index=False)` leaves the index out.
# And a CSV file is text, which keeps no kinds of numbers: `launched` went in as `int16`, and came
# back as `int64`, pandas' usual kind.
#
# The next cell says how your file is called in question 2, and in which order its columns are to
# stand. Your fellow students may have another name and another order.

# %%
# {{ my_values q2 }}

# %% [raw]
# # BEGIN QUESTION
# name: q2

# %% [markdown]
# ### Question 2: keep a table on Drive
#
# This question has two answer cells. In the first, write a function `drive_path(name, root)`. It
# **returns** the path of the file `name` in the folder `deep-learning` in the folder `root`, as
# text. The first line is there already: `root=drive_root` says that `root` is your Drive if nobody
# names another folder.
#
# **What it should look like:**
# `drive_path("a.csv", "/content/drive/My Drive")` is
# `"/content/drive/My Drive/deep-learning/a.csv"`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The cell that made the folder has put the first two parts of such a path together. One part is
# missing.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# In a text that begins with `f"`, names in curly brackets are replaced by their values. Inside the
# function use `root`, not `drive_root`, and do not forget `return`.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def drive_path(name, root=drive_root):
    """Give the path of the file `name` in the folder deep-learning on Drive."""
    return f"{root}/deep-learning/{name}"  # SOLUTION


# %% [raw]
# # END SOLUTION

# %% [markdown]
# In the second answer cell, let `drive_file` be the path of a file on your Drive, in the folder
# `deep-learning`; `my_file` is its name. Write the table `missions` to it, with its columns in the
# order of `my_columns`. Then read that file into `df_drive`.
#
# **What it should look like:** `df_drive` holds what `missions` does, in three columns. In the file
# browser on the left (the folder symbol) you find the file under drive, MyDrive, deep-learning.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Three lines: one for the path, one that writes, one that reads. Your function gives you the path.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# A table writes itself: `missions.to_csv(…)`. pandas reads: `pd.read_csv(…)`. Both take the path.
# `missions[["planet", "probe"]]` is a table with two of its columns, in this order.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# A column `Unnamed: 0`? Then the index was written along. Look at the last *Explain*.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
drive_file = ...
df_drive = ...
# BEGIN SOLUTION NO PROMPT
drive_file = drive_path(my_file)
missions[my_columns].to_csv(drive_file, index=False)
df_drive = pd.read_csv(drive_file)
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_drive_path_puts_the_three_parts_together(drive_path):
    """drive_path puts the three parts together."""
    import os

    wanted = "/content/drive/My Drive/deep-learning/not-there.csv"
    call = 'drive_path("not-there.csv", "/content/drive/My Drive")'
    problem = ""
    given = None
    if not callable(drive_path):
        problem = "drive_path is not a function. Begin with: def drive_path(name, root=drive_root):"
    else:
        try:
            given = drive_path("not-there.csv", "/content/drive/My Drive")
        except AssertionError:
            raise
        except Exception as error:
            problem = f"{call} ended in an error: {type(error).__name__}: {error}"
    if not problem and isinstance(given, os.PathLike):
        given = os.fspath(given)
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = (
            "drive_path gives nothing back yet. Put your code in place of the three dots, and "
        )
        problem += "let it end in return."
    elif not isinstance(given, str):
        problem = f"{call} gives a {type(given).__name__}. A path is a text."
    elif given == wanted:
        pass
    elif "\\" in given:
        problem = f"{call} gives {given}. In Python a space needs no backslash."
    elif "My Drive" not in given and "drive" in given.lower().split("deep-learning")[0]:
        problem = f"{call} gives {given}. My Drive is written with a space. Take root as it is."
    elif given.startswith("{") or "{root}" in given or "{name}" in given:
        problem = f"{call} gives {given}. There is no f in front of the quotes."
    elif "deep-learning" not in given:
        problem = f"{call} gives {given}. The folder deep-learning is missing."
    elif "not-there.csv" not in given:
        problem = f"{call} gives {given}. The name of the file is missing."
    else:
        problem = f"{call} gives {given}, and {wanted} is right."
    if not problem:
        call = 'drive_path("a.csv", "/tea")'
        try:
            given = os.fspath(drive_path("a.csv", "/tea"))
        except AssertionError:
            raise
        except Exception as error:
            problem = f"{call} ended in an error: {type(error).__name__}: {error}"
        else:
            if given != "/tea/deep-learning/a.csv" and not given.startswith("/tea"):
                problem = f"{call} gives {given}. It has to begin with the root that is named: use "
                problem += "root inside the function, and not drive_root."
            elif given != "/tea/deep-learning/a.csv":
                problem = f"{call} gives {given}, and /tea/deep-learning/a.csv is right."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_df_drive_is_the_table_that_was_written_to_drive(df_drive, drive_file, my_file, my_columns):
    """df_drive is the table that was written to Drive."""
    import os
    import pathlib

    import pandas as pd

    problem = ""
    if drive_file is None or drive_file is Ellipsis or df_drive is None or df_drive is Ellipsis:
        problem = (
            "drive_file or df_drive is still `...`, or a line of that cell ended in an error. "
        )
        problem += "Does the folder exist? Run the cells of this section from its top."
    elif not isinstance(df_drive, pd.DataFrame):
        kind = type(df_drive).__name__
        problem = (
            f"df_drive is of type {kind}, and a data frame is asked for. to_csv gives nothing "
        )
        problem += "back; pd.read_csv gives the table."
    elif "Unnamed: 0" in df_drive.columns:
        problem = "df_drive has a column Unnamed: 0, the index that was written along. Write with "
        problem += "index=False, and read once more."
    elif [str(name) for name in df_drive.columns] != my_columns:
        problem = "df_drive should have the columns " + ", ".join(my_columns) + ", in this order. "
        problem += "It has: " + ", ".join(str(name) for name in df_drive.columns) + "."
    elif len(df_drive) != 6:
        problem = f"df_drive has {len(df_drive)} rows, and missions has six."
    elif not isinstance(drive_file, (str, os.PathLike)):
        problem = f"drive_file is not a path. Let it be what drive_path gives for {my_file}."
    elif pathlib.PurePath(drive_file).parts[-2:] != ("deep-learning", my_file):
        problem = f"drive_file is {drive_file}. It should lead to {my_file} in the folder "
        problem += "deep-learning."
    elif not pathlib.Path(drive_file).is_file():
        problem = "There is no file where drive_file leads. Write missions there, with to_csv."
    elif str(df_drive["launched"].dtype) == "int16":
        problem = (
            "df_drive is missions itself: its years are still int16, which no CSV file keeps. "
        )
        problem += "Read drive_file, with pd.read_csv."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_drive_path_works_for_every_name_and_folder(drive_path):
    """drive_path works for every name and folder.

    Tried with names that have a folder or a space in them, and with other roots.
    """
    import os

    problem = ""
    if not callable(drive_path):
        problem = "drive_path is not a function."
    else:
        for name, root in (
            ("model.keras", "/content/drive/MyDrive"),
            ("run 1/scores.csv", "/home/ada/my drive"),
        ):
            wanted = f"{root}/deep-learning/{name}"
            call = f"drive_path({name!r}, {root!r})"
            try:
                given = drive_path(name, root)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"{call} ended in an error: {type(error).__name__}: {error}"
                break
            if isinstance(given, os.PathLike):
                given = os.fspath(given)
            if not isinstance(given, str) or given != wanted:
                problem = f"{call} gives {given}, and {wanted} is right."
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_the_file_on_drive_holds_the_six_probes(df_drive, drive_file):
    """The file on Drive holds the six probes.

    Opens the file that your notebook wrote, and compares it with missions.
    """
    import os
    import pathlib

    import pandas as pd

    wanted = [
        ("Cassini", "Saturn", 1997),
        ("Galileo", "Jupiter", 1989),
        ("Magellan", "Venus", 1989),
        ("Mariner 10", "Mercury", 1973),
        ("Viking 1", "Mars", 1975),
        ("Voyager 2", "Neptune", 1977),
    ]
    problem = ""
    if not isinstance(df_drive, pd.DataFrame):
        problem = "df_drive is not a data frame yet."
    elif not isinstance(drive_file, (str, os.PathLike)):
        problem = "drive_file is not a path."
    elif not pathlib.Path(drive_file).is_file():
        problem = "There is no file where drive_file leads. Write missions there, with to_csv."
    else:
        kept = pd.DataFrame()
        for sign in (",", ";", "\t"):
            try:
                read = pd.read_csv(drive_file, sep=sign)
            except Exception:
                continue
            if "probe" in read.columns:
                kept = read
        for words, table in (("df_drive", df_drive), ("The file on Drive", kept)):
            try:
                rows = zip(table["probe"], table["planet"], table["launched"], strict=True)
                found = sorted((str(a), str(b), int(c)) for a, b, c in rows)
            except (KeyError, TypeError, ValueError):
                found = []
            if found != wanted:
                problem = f"{words} does not hold the six probes with their planets and years, in "
                problem += "the columns probe, planet and launched."
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# **When you are done with Drive**, `drive.flush_and_unmount()` writes what is still on its way and
# takes the folder away. You rarely need it: what you write reaches Drive by itself after some
# seconds. But call it before you close the tab on something that took hours. The last cell of
# this lesson does.

# %% [markdown]
# ## 3. From a link, and from a bucket ({{ minutes }})
#
# Whatever lies on the open web needs no upload at all: `pd.read_csv` takes an address as well as a
# path. It only has to be the address **of the file itself**.
#
# That is the trap with GitHub. When you click on a file there, you see a *page about* the file, with
# buttons, line numbers and colours. Its address has the word `blob` in it. Behind the button **Raw**
# lies the bare file, under another address. Here are both for one table of this course, ten moons
# and who found them.

# %%
moons_page = "{{ on_github }}/data/moons.csv"
print(moons_page)

# %% [markdown]
# ```text
# https://github.com/OWNER/PROJECT/blob/BRANCH/FOLDER/FILE            the page about the file
# https://raw.githubusercontent.com/OWNER/PROJECT/BRANCH/FOLDER/FILE  the file
# ```
#
# **Predict.** What does pandas say when it is given the page and not the file? The next cell tries it
# and catches the error.

# %%
import pandas as pd

try:
    print(pd.read_csv(moons_page).shape)
except Exception as problem:
    print(type(problem).__name__, "→", str(problem).strip()[:200])

# %% [markdown]
# **Explain.** In Colab you most likely see a `ParserError`: pandas has read the page's HTML as if it were CSV,
# and stumbled when a line had more commas than the line before. It never says "this is a web page".
# So when `read_csv` complains about line 40 of a file with ten lines, look at the address. (Without
# internet you see a `URLError` instead. That is how a missing network looks.)

# %% [raw]
# # BEGIN QUESTION
# name: q3

# %% [markdown]
# ### Question 3: the right address
#
# This question has three answer cells. In the first, write a function `raw_url(url)`. It takes the
# address of the page about a file on GitHub, and **returns** the address of the file itself, as in
# the two lines above. Owner, project, branch, folders and file stay as they are, letter by letter,
# even if one of them is called `blob`, too.
#
# If `url` does not begin with `https://github.com/`, or if `blob` does not follow right after owner
# and project, then it is no such page. Raise a `ValueError` in that case.
#
# **What it should look like:** `raw_url("https://github.com/ada/tea/blob/main/cups.csv")` is
# `"https://raw.githubusercontent.com/ada/tea/main/cups.csv"`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Cut the address at its slashes: `url.split("/")` gives a list. Print it for `moons_page`. Which
# part has the number 5?
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Parts 3 and 4 are owner and project, part 5 should be `blob`, and part 6 is the branch. From a
# list, `parts[6:]` takes everything from part 6 on, and `"/".join(some_list)` glues a list
# together with slashes.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# Look first, refuse, then build: an `if` with `raise ValueError("…")` below it, and at the end a
# `return`. An address with too few slashes gives a short list. `parts[5:6] == ["blob"]` asks about
# part 5 without an error if there is none.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def raw_url(url):
    # BEGIN SOLUTION
    parts = url.split("/")
    if not url.startswith("https://github.com/") or parts[5:6] != ["blob"] or len(parts) < 8:
        raise ValueError("This is not the page of a file on GitHub.")
    return "/".join(["https://raw.githubusercontent.com", *parts[3:5], *parts[6:]])
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [markdown]
# In the second answer cell, read the table of moons from GitHub into a data frame `df_url`.
#
# **What it should look like:** `df_url.shape` is `(10, 4)`, and the first moon is Io.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `moons_page` is the page. Your function makes an address of it that `pd.read_csv` can read.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# If `raw_url` does not work yet, open the page in your browser, press **Raw**, and copy the address
# that you see then. An address in code is a text, so it needs quotes.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
df_url = ...
# BEGIN SOLUTION NO PROMPT
df_url = pd.read_csv(raw_url(moons_page))
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [markdown]
# ### Buckets
#
# Large collections are often not on web pages but in a **bucket**, a store for files in somebody's
# cloud. Amazon's is called **S3**, and its addresses begin with `s3://`. First comes the name of the
# bucket, then the path. Some buckets are private, some are open to everybody. The weather service
# of the United States, NOAA, keeps all daily weather records of the world in an open one. Among them
# is the year 1800:
#
# `s3://noaa-ghcn-pds/csv/by_year/1800.csv`
#
# Few thermometers were read every day in 1800, so the file is small. (The one of last year has more
# than thirty million rows. Look before you leap.)
#
# pandas leaves S3 to a library called `s3fs`, which Colab does not have. It works between two
# others: `fsspec`, which Colab has, and `aiobotocore`, which it has not. s3fs and fsspec must be of
# the same version, so we ask for the one that fits. And we ask for s3fs alone, with `--no-deps`,
# which means "without what it depends on". Otherwise pip would exchange a library that Colab has
# for an older one, and TensorFlow uses that library, too. You know from lesson 02 what comes of
# that. (Whether s3fs works without the exchange? We tried it, and it does.)

# %%
from importlib.metadata import PackageNotFoundError, version

# %pip install -q fsspec aiobotocore
try:
    wanted = "s3fs==" + version("fsspec")
except PackageNotFoundError:  # at home without internet
    wanted = "s3fs"

# %pip install -q --no-deps {wanted}

# %% [markdown]
# Without a key, S3 asks "who are you?" and refuses. With `anon=True`, which stands for *anonymous*,
# you say "nobody", and that is enough for an open bucket. pandas hands such options on if you put
# them into a dictionary named `storage_options`:
#
# ```python
# pd.read_csv("s3://bucket/path.csv", storage_options={"anon": True})
# ```
#
# The next cell looks into the bucket without reading anything.
#
# **Predict.** How large is the file, in bytes? A line has about 35 characters. There were about five
# measurements a day.

# %%
weather = "s3://noaa-ghcn-pds/csv/by_year/1800.csv"
try:
    import s3fs

    bucket = s3fs.S3FileSystem(anon=True)
    print(weather, "has", bucket.info(weather)["size"], "bytes")
except Exception as problem:
    print("The bucket cannot be reached. Are you online, and did the line with %pip work?")
    print(type(problem).__name__, "→", str(problem)[:200])

# %% [markdown]
# **Explain.** Five lines a day for a year, 35 characters each, is about 64,000. (Where your work is
# graded the answer is smaller: a copy of the first two weeks stands there.)
#
# In the third answer cell, read this file into a data frame `df_s3`, with all of its rows and
# columns as they come.
#
# **What it should look like:** in `df_s3.head()` you see stations such as `ITE00100554`, which is
# Milan. `DATE` is year, month and day in one number, `ELEMENT` says what was measured (`TMAX` is the
# highest temperature of the day), and `DATA_VALUE` is the temperature in tenths of a degree.
# If you are offline, the cell ends in an error that speaks of the network or of the address. That
# is not your mistake.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The line with `storage_options` above shows how. The address is in `weather`.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# An error that says *credentials* or *Forbidden*? Then `anon` did not get there. It stands in curly
# brackets, in quotes, followed by a colon and `True`.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
df_s3 = ...
# BEGIN SOLUTION NO PROMPT
df_s3 = pd.read_csv(weather, storage_options={"anon": True})
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_raw_url_leads_to_the_file_itself(raw_url):
    """raw_url leads to the file itself."""
    asked = "https://github.com/ada/tea/blob/main/data/cups.csv"
    wanted = "https://raw.githubusercontent.com/ada/tea/main/data/cups.csv"
    problem = ""
    given = None
    if not callable(raw_url):
        problem = "raw_url is not a function. Begin it with: def raw_url(url):"
    else:
        try:
            given = raw_url(asked)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"raw_url stops at {asked} with this error: {type(error).__name__}: {error}. "
            problem += "This is the page of a file, so it should be accepted."
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = "raw_url gives nothing back yet. Put your code in place of the three dots, and "
        problem += "let it end in return. (print only shows a text, it does not give it back.)"
    elif not isinstance(given, str):
        problem = f"raw_url gives back a {type(given).__name__}. An address is a text."
    elif given == asked:
        problem = "raw_url gives the address back unchanged. With blob in it, it leads to the page "
        problem += "about the file, and not to the file."
    elif given.startswith("https://github.com/") and "/raw/" in given:
        problem = "The address with raw in place of blob is a detour to the file. Give the address "
        problem += "that it ends at: https://raw.githubusercontent.com/…, without blob or raw."
    elif "/blob/" in given:
        problem = f"raw_url gives {given}. The word blob must go: the branch follows right after "
        problem += "the project."
    elif given.count("https:") > 1:
        problem = f"raw_url gives {given}, in which two beginnings are left. Take the old one away."
    elif given != wanted:
        problem = f"For {asked} your function gives {given} and not {wanted}"
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_raw_url_refuses_what_is_no_page_of_a_file(raw_url):
    """raw_url refuses what is no page of a file."""
    problem = ""
    if not callable(raw_url):
        problem = "raw_url is not a function. Begin it with: def raw_url(url):"
    else:
        for asked in (
            "https://example.org/ada/tea/blob/main/cups.csv",
            "https://github.com/ada/tea",
            "https://github.com/ada/tea/tree/main/data",
        ):
            try:
                given = raw_url(asked)
            except ValueError:
                continue
            except AssertionError:
                raise
            except Exception as error:
                problem = f"raw_url should raise a ValueError for {asked}, and raises a "
                problem += f"{type(error).__name__} instead."
                break
            problem = f"{asked} is not the page of a file on GitHub, but raw_url gives {given}. "
            problem += "Raise a ValueError there."
            if given is None or given is Ellipsis:
                problem = f"raw_url gives nothing back for {asked}, and should raise a ValueError."
            elif isinstance(given, ValueError):
                problem = "raw_url returns a ValueError. Write raise in place of return."
            break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_df_url_is_the_table_of_moons(df_url):
    """df_url is the table of moons."""
    import pandas as pd

    problem = ""
    if df_url is None or df_url is Ellipsis:
        problem = (
            "df_url is still `...`, or its line ended in an error. An address with blob in it "
        )
        problem += "is a web page, which read_csv cannot read: use the address of the file itself."
    elif not isinstance(df_url, pd.DataFrame):
        kind = type(df_url).__name__
        problem = f"df_url is of type {kind}, and a data frame is asked for. pd.read_csv takes an "
        problem += "address in place of a path."
    else:
        names = [str(name) for name in df_url.columns]
        if any("<" in name or "html" in name.lower() for name in names):
            problem = "df_url is made from a web page. Is there blob in the address? Take the "
            problem += "address of the file itself."
        elif len(names) == 3 and df_url.index.name == "moon":
            problem = "The moons' names have become the index. Leave index_col out, so that moon "
            problem += "stays a column."
        elif names != ["moon", "planet", "found", "finder"]:
            problem = "df_url should have the columns moon, planet, found and finder. It has: "
            problem += ", ".join(names) + "."
        elif sorted(str(name) for name in df_url["moon"]) != [
            "Callisto",
            "Deimos",
            "Europa",
            "Ganymede",
            "Iapetus",
            "Io",
            "Phobos",
            "Titan",
            "Titania",
            "Triton",
        ]:
            problem = "df_url does not hold the ten moons of moons.csv. Read the whole file, and "
            problem += "leave it as it is."
        elif not pd.to_numeric(df_url["found"], errors="coerce").between(1600, 1900).all():
            problem = (
                "In df_url, the column found does not hold the years of moons.csv. Leave it as "
            )
            problem += "it comes."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_df_s3_is_the_weather_of_1800(df_s3):
    """df_s3 is the weather of 1800."""
    import pandas as pd

    problem = ""
    if df_s3 is None or df_s3 is Ellipsis:
        problem = "df_s3 is still `...`, or its line ended in an error. Are you online? Did the "
        problem += "cell with %pip run? And did you say that you are nobody, with anon?"
    elif not isinstance(df_s3, pd.DataFrame):
        kind = type(df_s3).__name__
        problem = f"df_s3 is of type {kind}, and a data frame is asked for. pd.read_csv takes an "
        problem += "address that begins with s3:// in place of a path."
    else:
        names = [str(name) for name in df_s3.columns]
        if "ITE00100554" in names or 0 in list(df_s3.columns):
            problem = "The first line of the file holds the names of the columns. Leave header "
            problem += "out, so that pandas takes them from there."
        elif not {"DATE", "ELEMENT", "DATA_VALUE"} <= set(names):
            problem = "df_s3 should have the columns of the file, among them DATE, ELEMENT and "
            problem += "DATA_VALUE. It has: " + ", ".join(names[:8]) + "."
        elif not all(str(day).startswith("1800") for day in df_s3["DATE"]):
            problem = "df_s3 has days that are not in the year 1800. Read the file that weather "
            problem += "names, and leave DATE as it comes."
        elif len(df_s3) < 70:
            problem = f"df_s3 has {len(df_s3)} rows only. Read the whole file."
        elif not pd.api.types.is_numeric_dtype(df_s3["DATA_VALUE"]):
            problem = "DATA_VALUE should hold numbers. Read the file as it comes."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_raw_url_works_for_every_page_and_refuses_every_other_address(raw_url):
    """raw_url works for every page of a file, and refuses every other address.

    Tried with addresses in which blob stands twice, and with addresses that look nearly right.
    """
    problem = ""
    raw = "https://raw.githubusercontent.com/"
    if not callable(raw_url):
        problem = "raw_url is not a function."
    else:
        for end, wanted in (
            ("grace/compilers/blob/v2/week 3/notes_1.txt", "grace/compilers/v2/week 3/notes_1.txt"),
            ("ada/blob/blob/main/a.py", "ada/blob/main/a.py"),
            ("ada/tea/blob/main/blob/github.com/x.csv", "ada/tea/main/blob/github.com/x.csv"),
        ):
            asked = "https://github.com/" + end
            try:
                given = raw_url(asked)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"raw_url stops at {asked} with this error: {type(error).__name__}: "
                problem += f"{error}"
                break
            if not isinstance(given, str) or given != raw + wanted:
                problem = f"For {asked} your function gives {given} and not {raw + wanted}. Change "
                problem += "the beginning and the one blob after owner and project, nothing else."
                break
        for asked in (
            "",
            "cups.csv",
            "https://raw.githubusercontent.com/ada/tea/main/cups.csv",
            "https://gitlab.com/ada/tea/blob/main/https://github.com/cups.csv",
            "https://github.com/ada/tea/tree/main/blob/cups.csv",
        ):
            if problem:
                break
            try:
                given = raw_url(asked)
            except ValueError:
                continue
            except AssertionError:
                raise
            except Exception as error:
                problem = f"raw_url should raise a ValueError for {asked!r}, and raises a "
                problem += f"{type(error).__name__} instead."
                break
            problem = f"{asked!r} is not the page of a file on GitHub, and raw_url gives {given}. "
            problem += "Raise a ValueError there."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Here are your tables as pictures. Run the cell after you have answered; it leaves out what is not
# there yet. You may want these pictures for the next question.


# %%
# @title Draw the tables from your computer, from Drive, from GitHub and from S3 { display-mode: "form" }
def draw_tables():
    """Draw one chart for each table that the notebook has, in a row of their own."""
    import io

    import matplotlib.pyplot as plt

    def told(names, numbers):
        return ", ".join(f"{name} {number:g}" for name, number in zip(names, numbers, strict=True))

    def distances(table, place):
        names, numbers = table["planet"].astype(str), table["distance"].astype(float)
        place.barh(names, numbers, color="#0072B2")
        place.set(title="From my computer: distance from the Sun", xlabel="million km")
        place.invert_yaxis()
        return told(names, numbers)

    def launches(table, place):
        names, numbers = table["probe"].astype(str), table["launched"].astype(float)
        place.plot(numbers, names, "o", color="#D55E00")
        place.set(title="From Drive: when the probes left", xlabel="year")
        place.grid(axis="x", alpha=0.4)
        return told(names, numbers)

    def discoveries(table, place):
        names, numbers = table["moon"].astype(str), table["found"].astype(float)
        place.plot(numbers, names, "s", color="#009E73")
        place.set(title="From GitHub: when the moons were found", xlabel="year")
        place.grid(axis="x", alpha=0.4)
        place.invert_yaxis()
        return told(names, numbers)

    def temperatures(table, place):
        is_milan = table["ID"].astype(str) == "ITE00100554"
        milan = table[is_milan & (table["ELEMENT"].astype(str) == "TMAX")].head(14)
        days, degrees = milan["DATE"].astype(int) % 100, milan["DATA_VALUE"].astype(float) / 10
        place.plot(days, degrees, "o-", color="#CC79A7")
        place.set(title="From S3: Milan in January 1800", xlabel="day", ylabel="highest °C")
        place.grid(alpha=0.4)
        return told(days, degrees)

    for name, draw in (
        ("df_upload", distances),
        ("df_drive", launches),
        ("df_url", discoveries),
        ("df_s3", temperatures),
    ):
        picture, place = plt.subplots(figsize=(6, 2.8))
        try:
            description = draw(globals()[name], place)
        except Exception:  # not answered yet, or not the table that was asked for
            print(f"{name} cannot be drawn yet.")
        else:
            file = io.BytesIO()
            picture.subplots_adjust(left=0.17, bottom=0.19, right=0.97, top=0.88)
            picture.savefig(file, format="png", dpi=80)
            show_png(file.getvalue(), f"{place.get_title()}. {description}.")
        plt.close(picture)


draw_tables()

# %% [raw]
# # BEGIN QUESTION
# name: q3_evidence
# manual: true
# points: 1.5

# %% [markdown]
# ### Question 3, the evidence
#
# Choose **three** of the four ways: from your computer, from Drive, from a link, from S3. For each of
# them put one picture into the text cell below, and one or two sentences: which way is it, and what
# in the picture shows that the data really came that way? A screenshot is best, of the code and of
# what it showed: the upload button with the file's name, the file browser with your Drive, a table
# under the line with its address.
#
# *To put a picture into a text cell:* in Colab open the cell by a double click, and press the
# picture symbol above it. In JupyterLab and VS Code drag the file into the open cell.
#
# **What earns the points** (a person reads this), for each of the three ways:
#
# - a quarter of a point for a picture that shows both the way (an address, a path, a button) and
#   something of the data,
# - a quarter of a point for sentences that say what to look at.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# **From my computer.** The picture shows the upload button with "planets.csv, 100 % done" under it,
# and below it the eight planets of `df_upload`. The file's name in the button's line is the one in
# my download folder.
#
# **From Drive.** The picture shows the file browser, opened at drive/MyDrive/deep-learning, with
# my file in it, and beside it `df_drive` with the six probes.
#
# **From a link.** The picture shows the line `pd.read_csv(raw_url(moons_page))`, the printed address
# that begins with raw.githubusercontent.com, and the ten moons.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# **A good place to stop.** The second half needs nothing of the first one.
# When you come back, run the cells from the top, and go on here.

# %% [markdown]
# ## 4. Many files at once ({{ minutes }})
#
# Pictures come by the thousand. That is where beginners lose hours. Drive is not a disk in the
# machine: for **each** file that you open there, the machine asks Google over the network. A folder
# with many thousand files is slow to list and slower to read. In the end it fails, often with
#
# ```text
# OSError: [Errno 5] Input/output error
# ```
#
# Nothing is wrong with your files then. There were too many questions. The cure is always the same:
# keep **one zip** on Drive, copy it to the machine, unpack it there, read from there.
#
# First we need a zip. The next cell draws eight planets, all to the same scale, packs the pictures
# into `planets.zip`, and puts that into the folder `deep-learning` on your Drive.


# %%
# @title Make planets.zip on Drive { display-mode: "form" }
def make_zip(root):
    """Draw a disc for each planet, and write all of them into one zip; return its path."""
    import io
    import pathlib
    import zipfile

    import matplotlib.image
    import numpy as np

    size = 128
    sizes = {"Mercury": 4879, "Venus": 12104, "Earth": 12756, "Mars": 6792}
    sizes |= {"Jupiter": 142984, "Saturn": 120536, "Uranus": 51118, "Neptune": 49528}
    axis = np.arange(size) - (size - 1) / 2
    away = np.hypot(axis[:, None], axis[None, :])
    place = pathlib.Path(root, "deep-learning", "planets.zip")
    place.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place, "w") as archive:
        for planet, diameter in sizes.items():
            disc = np.clip(size / 2 * diameter / 142984 - away + 0.5, 0, 1)
            picture = io.BytesIO()
            matplotlib.image.imsave(picture, disc, cmap="gray", vmin=0, vmax=1, format="png")
            archive.writestr(f"planets/{planet.lower()}.png", picture.getvalue())
    return str(place)


drive_root = open_drive()
zip_on_drive = make_zip(drive_root)
print("Made", zip_on_drive)

# %% [markdown]
# Copy it over, one file in one go. Then let the program `unzip` take it apart. `-qq` means "be very
# quiet" (else it prints a line for each file), `-o` means "replace what is there, and do not ask",
# and `-d pictures` names the folder to unpack into.

# %%
import shutil

shutil.copy(zip_on_drive, "planets.zip")

# !unzip -qq -o planets.zip -d pictures
# !ls pictures/planets

# %% [markdown]
# (*At home* the program `unzip` may be missing. You will write your own in a minute.)
#
# If the zip lies on the web, and not on Drive, the program `wget` fetches it. `-O` says under which
# name to save. (That is a capital letter O. The small `-o` writes a log file in its place, and many
# have wondered about it.) Addresses belong in quotes, because some have signs in them that the shell
# would take as its own. We fetch the table of planets, so that you can see it work:

# %%
planets_file = "{{ raw }}/data/planets.csv"

# !wget -q -O planets-copy.csv "{planets_file}"
# !ls -l planets-copy.csv

# %% [markdown]
# And this is how to show a picture file in a notebook: read its bytes, hand them to the browser.
# `show_png` from the helpers does it, and adds words for people who cannot see the picture.
# (`IPython.display.Image` does it without words.) You can even read one member of a zip without
# unpacking the others:

# %%
import zipfile

with zipfile.ZipFile("planets.zip") as box:
    show_png(box.read("planets/jupiter.png"), "Jupiter, a white disc that fills its picture.")

# %% [markdown]
# **Predict.** Jupiter fills its picture from edge to edge. How large will the Earth be, drawn to
# the same scale?


# %%
# @title Show four of the pictures side by side { display-mode: "form" }
def show_planets(path, names):
    """Show pictures out of a zip, side by side, with their names above."""
    import io
    import zipfile

    import matplotlib.image
    import matplotlib.pyplot as plt

    picture, places = plt.subplots(1, len(names), figsize=(2.4 * len(names), 2.8))
    with zipfile.ZipFile(path) as archive:
        for name, place in zip(names, places.flat, strict=True):
            content = archive.read(f"planets/{name.lower()}.png")
            place.imshow(matplotlib.image.imread(io.BytesIO(content)))
            place.set_title(name)
            place.set_axis_off()
    file = io.BytesIO()
    picture.subplots_adjust(left=0.01, bottom=0.01, right=0.99, top=0.9)
    picture.savefig(file, format="png", dpi=80)
    plt.close(picture)
    show_png(file.getvalue(), "Discs to the same scale, side by side: " + ", ".join(names) + ".")


show_planets("planets.zip", ["Jupiter", "Neptune", "Earth", "Mercury"])

# %% [markdown]
# **Explain.** The Earth is about one eleventh as wide as Jupiter, and Mercury is a dot. (Saturn's
# rings were left out. Sorry, Saturn.)
#
# ### A zip that means harm
#
# A zip is a list of **members**. Each one has a path and a content. Who makes the zip chooses the
# paths, and nobody keeps them from choosing `../../home/you/.bashrc`. In a path, `..` means "one
# folder up". A careless program that unpacks this overwrites a file far away from the folder that
# you named. The trick is old and has a name, *zip slip*. There are three ways out of the folder:
#
# - a path with `..` among its parts, such as `../up.txt` or `letters/../../up.txt`,
# - a path that begins at the root of the disk with `/`, such as `/etc/passwd`,
# - a **link**, a member that is no file but a signpost to another place. What comes after it may
#   then be written through the signpost.
#
# Python's own `zipfile` is careful with the first two: it bends such paths until they stay inside,
# without a word. But a zip with such paths was made by somebody who means harm, or by a broken
# program. You want to hear about it, and not to use any of it.
#
# The next cell looks into a zip without unpacking it. It also defines `is_link`, which you will need:
# a zip notes in some bits of a number whether a member is a link, and nobody knows those bits by
# heart.

# %%
import pathlib
import stat
import zipfile


def is_link(member):
    """Say whether a member of a zip is a link: it is noted in the upper bits of a number."""
    return stat.S_ISLNK(member.external_attr >> 16)


with zipfile.ZipFile("planets.zip") as box:
    for member in box.infolist()[:3]:
        parts = pathlib.PurePosixPath(member.filename).parts
        print(member.filename, parts, is_link(member))

print(pathlib.PurePosixPath("/etc/passwd").is_absolute(), pathlib.PurePosixPath("a/../b").parts)

# %% [markdown]
# `PurePosixPath` takes a path apart, without asking the disk, into its parts. `is_absolute()` is
# `True` for a path that begins with `/`.

# %% [raw]
# # BEGIN QUESTION
# name: q4

# %% [markdown]
# ### Question 4: a careful `unpack`
#
# Write a function `unpack(zip_path, target)`. It unpacks all members of the zip at `zip_path` into
# the folder `target`, which need not exist yet, and **returns** a list with the path of each file
# that it wrote, such as `"pictures/planets/mars.png"` for the target `"pictures"`.
#
# But first it looks at **all** members. If one of them would leave the target, because its path is
# absolute, because `..` is one of its parts, or because it is a link, then the function raises a
# `ValueError` and writes nothing outside of `target`. A name such as `wait...what.txt` is fine: it
# has dots in it, but `..` is not one of its *parts*.
#
# **What it should look like:** `len(unpack("planets.zip", "pictures"))` is 8.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Two steps: a loop over `infolist()` that only looks, and raises; and behind the loop one line that
# unpacks. The object that `zipfile.ZipFile` gives can do `.extractall(target)`.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Of each member make a `PurePosixPath`, as in the cell above. Then three questions, with `or`
# between them: is it absolute? Is `".."` in its parts? Is the member a link?
#
# <details><summary>Still stuck? Hint 3</summary>
#
# For the list: `archive.namelist()` gives the paths of all members, where the names of folders end
# in `/`. `os.path.join(target, name)` puts two paths together. Leave out the folders.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def unpack(zip_path, target):
    # BEGIN SOLUTION
    with zipfile.ZipFile(zip_path) as archive:
        for member in archive.infolist():
            path = pathlib.PurePosixPath(member.filename)
            if path.is_absolute() or ".." in path.parts or is_link(member):
                raise ValueError(f"{member.filename} would leave {target}.")
        archive.extractall(target)
        return [f"{target}/{name}" for name in archive.namelist() if not name.endswith("/")]
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_unpack_writes_every_file_and_names_it(unpack):
    """unpack writes every file and names it."""
    import os
    import pathlib
    import shutil
    import zipfile

    contents = {"hello.txt": "Hello!", "letters/a.txt": "A", "letters/more/b.txt": "B"}
    problem = ""
    given = None
    work = pathlib.Path("unpack-check-1")
    work.mkdir(exist_ok=True)
    with zipfile.ZipFile(work / "good.zip", "w") as made:
        for name, text in contents.items():
            made.writestr(zipfile.ZipInfo(name), text)
        made.writestr(zipfile.ZipInfo("letters/"), "")
    if not callable(unpack):
        problem = "unpack is not a function. Begin it with: def unpack(zip_path, target):"
    else:
        try:
            given = unpack("unpack-check-1/good.zip", "unpack-check-1/new/box")
        except AssertionError:
            raise
        except Exception as error:
            problem = "unpack stops at a harmless zip, with a target that does not exist yet, with "
            problem += f"this error: {type(error).__name__}: {error}"
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = "unpack gives nothing back yet. Let it end in return, and give a list of paths."
    elif not isinstance(given, (list, tuple, set)):
        problem = f"unpack gives a {type(given).__name__}. A list of paths is asked for."
    else:
        found = {}
        for path in given:
            if isinstance(path, (str, os.PathLike)) and pathlib.Path(path).is_file():
                parts = pathlib.Path(path).parts
                inside = parts[parts.index("box") + 1 :] if "box" in parts else parts
                found["/".join(inside)] = pathlib.Path(path).read_text()
        if any(str(path).endswith("/") for path in given):
            problem = "The list that unpack gives names folders, too. Leave out what ends in a "
            problem += "slash: a path for each file is asked for."
        elif any(str(path) in contents for path in given):
            problem = "unpack gives the paths inside of the zip. Put the target in front of each, "
            problem += "so that they lead to the files."
        elif found != contents and len(given) == len(contents):
            problem = "The paths that unpack gives do not lead to the files with their contents. "
            problem += "Write them into target, with the folders that they have in the zip."
        elif found != contents:
            problem = "The zip holds 3 files, and the list that unpack gives has the length "
            problem += f"{len(given)}. Give one path for each file, and none for folders."
    shutil.rmtree(work, ignore_errors=True)
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_unpack_refuses_a_member_that_goes_up(unpack):
    """unpack refuses a member that goes up."""
    import io
    import pathlib
    import shutil
    import zipfile

    problem = ""
    work = pathlib.Path("unpack-check-2")
    work.mkdir(exist_ok=True)
    # What goes up is itself a zip, so that unpack can be asked whether it has arrived.
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr(zipfile.ZipInfo("proof.txt"), "here")
    for number, name in enumerate(("../up-1.zip", "letters/../../up-2.zip"), 1):
        with zipfile.ZipFile(work / f"sly-{number}.zip", "w") as made:
            if number == 1:
                made.writestr(zipfile.ZipInfo("harmless.txt"), "harmless")
            made.writestr(zipfile.ZipInfo(name), inner.getvalue())
    if not callable(unpack):
        problem = "unpack is not a function. Begin it with: def unpack(zip_path, target):"
    for number, name in enumerate(("../up-1.zip", "letters/../../up-2.zip"), 1):
        if problem:
            break
        try:
            given = unpack(f"unpack-check-2/sly-{number}.zip", f"unpack-check-2/box-{number}")
        except ValueError:
            pass
        except AssertionError:
            raise
        except Exception as error:
            problem = f"For a zip with the member {name}, unpack should raise a ValueError, and "
            problem += f"raises a {type(error).__name__} instead: {error}"
            break
        else:
            problem = f"unpack accepts a zip with the member {name}, which leads out of the "
            problem += "target. Look whether .. is among the parts, and raise a ValueError."
            if given is None or given is Ellipsis:
                problem = f"unpack gives nothing back for a zip with the member {name}. It leads "
                problem += "out of the target, so raise a ValueError there."
        try:
            arrived = unpack(f"unpack-check-2/up-{number}.zip", f"unpack-check-2/proof-{number}")
            arrived = [str(path) for path in arrived]
        except Exception:
            arrived = []
        if any(path.endswith("proof.txt") for path in arrived):
            problem = f"unpack has written {name} outside of the target. Look at all members "
            problem += "first, and only then unpack."
    shutil.rmtree(work, ignore_errors=True)
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_unpack_refuses_other_ways_out_and_nothing_else(unpack):
    """unpack refuses other ways out of the target, and nothing else.

    Tried with other names that lead out of the target, and with a name that only looks like
    one.
    """
    import os
    import pathlib
    import shutil
    import zipfile

    problem = ""
    work = pathlib.Path("unpack-check-3")
    work.mkdir(exist_ok=True)
    for number, name in enumerate(("/absolute/a.txt", "../box-3-evil/b.txt", "d..txt"), 1):
        with zipfile.ZipFile(work / f"case-{number}.zip", "w") as made:
            made.writestr(zipfile.ZipInfo(name), "text")
    if not callable(unpack):
        problem = "unpack is not a function."
    for number, name in enumerate(("/absolute/a.txt", "../box-3-evil/b.txt"), 1):
        if problem:
            break
        try:
            unpack(f"unpack-check-3/case-{number}.zip", "unpack-check-3/box-3")
        except ValueError:
            continue
        except AssertionError:
            raise
        except Exception as error:
            problem = f"For a zip with the member {name}, unpack should raise a ValueError, and "
            problem += f"raises a {type(error).__name__} instead."
            break
        problem = f"unpack accepts a zip with the member {name}, which leads out of the target."
    if not problem:
        try:
            given = unpack("unpack-check-3/case-3.zip", "unpack-check-3/box-4")
        except AssertionError:
            raise
        except Exception as error:
            problem = "unpack refuses a zip with the member d..txt, whose name merely has two dots "
            problem += f"in it: {type(error).__name__}. Ask whether .. is one of the parts."
        else:
            if not isinstance(given, (list, tuple, set)):
                problem = f"unpack gives a {type(given).__name__}. A list of paths is asked for."
            elif [os.path.basename(str(path)) for path in given] != ["d..txt"]:
                problem = "From a zip with the one member d..txt, unpack does not give a list of "
                problem += "its one path."
    shutil.rmtree(work, ignore_errors=True)
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_unpack_refuses_a_link(unpack):
    """unpack refuses a link.

    Tried with a zip that has a link among its members.
    """
    import pathlib
    import shutil
    import zipfile

    problem = ""
    work = pathlib.Path("unpack-check-4")
    work.mkdir(exist_ok=True)
    link = zipfile.ZipInfo("signpost")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(work / "link.zip", "w") as made:
        made.writestr(zipfile.ZipInfo("harmless.txt"), "harmless")
        made.writestr(link, "..")
    if not callable(unpack):
        problem = "unpack is not a function."
    else:
        try:
            unpack("unpack-check-4/link.zip", "unpack-check-4/box")
        except ValueError:
            pass
        except AssertionError:
            raise
        except Exception as error:
            problem = "For a zip with a link in it, unpack should raise a ValueError, and raises a "
            problem += f"{type(error).__name__} instead: {error}"
        else:
            problem = "unpack accepts a zip with a link in it. Ask is_link about each member."
    shutil.rmtree(work, ignore_errors=True)
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 5. Your own modules ({{ minutes }})
#
# A function that you need in five notebooks should not be copied five times. Put it into a `.py`
# file, a **module**, and import it. Then there is one place to mend. The setup cell has written such
# a file, `data/orbit.py`. Here it is:

# %%
import pathlib

print(pathlib.Path("data/orbit.py").read_text())

# %% [markdown]
# **Predict.** The file is there. Will `import orbit` find it?

# %%
try:
    import orbit

    print("found:", orbit.__file__)
except ModuleNotFoundError as problem:
    print(problem)

# %% [markdown]
# **Explain.** The first time, it does not. Python looks for modules in a list of folders, `sys.path`:
# the folder of the notebook, and where the libraries are. `data` is not in that list. The list is an
# ordinary list, so you can append to it: `sys.path.append("some/folder")`. Then `import` looks
# there, too. With a folder on Drive it is the same, for example
# `sys.path.append("/content/drive/My Drive/deep-learning")`.
#
# (Did it say "found"? Then you have run the answer cell below already, and the list has grown.)
#
# ### Changed, and nothing happens
#
# There is one surprise that costs everybody an hour once. The next cell writes a tiny module,
# imports it, changes the file, and imports it again.
#
# **Predict.** Which number does it print the second time?

# %%
import importlib
import sys

folder = pathlib.Path("my-modules")
folder.mkdir(exist_ok=True)
sys.modules.pop("tea", None)  # as if it had never been imported, so that you can run this twice
if str(folder) not in sys.path:
    sys.path.append(str(folder))
importlib.invalidate_caches()  # the folder is new: look again what is in it

(folder / "tea.py").write_text("CUPS = 1\n")
import tea

print("after the first import:", tea.CUPS)

# %%
(folder / "tea.py").write_text("CUPS = 100\n")
import tea

print("after the second import:", tea.CUPS)

# %%
importlib.reload(tea)
print("after the reload:", tea.CUPS)

# %% [markdown]
# **Explain.** Python reads a module once. Every further `import` hands out what is in memory, so the
# second one still says 1. `importlib.reload` reads the file again. Older tutorials use
# a module called `imp` for this, as in `imp.reload` and `imp.load_source`. It is gone since Python
# 3.12; `importlib` takes its place.
#
# For the question you need some numbers: for each planet its distance from the Sun and the length
# of its year.

# %%
# planet: (distance from the Sun in million km, days for one round)
orbits = {
    "Mercury": (57.9, 88.0),
    "Venus": (108.2, 224.7),
    "Earth": (149.6, 365.2),
    "Mars": (228.0, 687.0),
    "Jupiter": (778.5, 4331.0),
    "Saturn": (1432.0, 10747.0),
    "Uranus": (2867.0, 30589.0),
    "Neptune": (4515.0, 59800.0),
}

# %% [raw]
# # BEGIN QUESTION
# name: q5

# %% [markdown]
# ### Question 5: how fast do planets move?
#
# Import the module `orbit` from the folder `data`; do not copy the function. Let `where` be the path
# of the file that Python has read, `orbit.__file__`. Then let `speeds` be a dictionary: the keys are
# the planets in `orbits`, and each value is what `orbit.speed` gives for that planet.
#
# **What it should look like:** `where` ends in `orbit.py`, and `speeds["Earth"]` is about 29.8
# kilometres a second. (Yes, you too, right now.)

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# First the folder goes into the list of folders where Python looks. Then `import orbit` works, and
# the function is `orbit.speed`.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# `for planet, (distance, days) in orbits.items():` walks through the eight planets. Begin with an
# empty dictionary above the loop, and add one pair in each round.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# The description in the file says which argument comes first. If the Earth is far faster than 29.8,
# you have swapped the two.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
where = ...
speeds = ...
# BEGIN SOLUTION NO PROMPT
sys.path.append("data")
import orbit

where = orbit.__file__
speeds = {planet: orbit.speed(distance, days) for planet, (distance, days) in orbits.items()}
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_orbit_was_imported_from_its_file(where):
    """orbit was imported from its file."""
    import os
    import pathlib

    problem = ""
    if where is None or where is Ellipsis:
        problem = "where is still `...`, or its cell ended in an error. Append the folder data to "
        problem += "sys.path, import orbit, and take orbit.__file__ (two underlines on each side)."
    elif not isinstance(where, (str, os.PathLike)):
        problem = "where is not a path. The module knows its file: orbit.__file__"
    elif pathlib.PurePath(where).name != "orbit.py":
        problem = f"where is {where}, and does not lead to orbit.py. Import the module orbit, and "
        problem += "take orbit.__file__"
    elif not pathlib.Path(where).is_file():
        problem = f"where is {where}, and there is no such file. Do not type the path or copy the "
        problem += "function: append the folder to sys.path, import orbit, take orbit.__file__"
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.25
"""  # END TEST CONFIG


def test_speeds_has_a_number_for_each_planet_and_the_earth_is_right(speeds):
    """speeds has a number for each planet, and that of the Earth is right."""
    planets = ["Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune"]
    problem = ""
    if speeds is None or speeds is Ellipsis:
        problem = (
            "speeds is still `...`. Give each planet, as a key, what orbit.speed gives for it."
        )
    elif not isinstance(speeds, dict):
        problem = f"speeds is a {type(speeds).__name__}, and a dictionary is asked for: each "
        problem += "planet, as a key, and its speed."
    else:
        missing = [planet for planet in planets if planet not in speeds]
        given = speeds.get("Earth")
        odd = [
            planet
            for planet in planets
            if not hasattr(speeds.get(planet), "__float__") or isinstance(speeds.get(planet), bool)
        ]
        if missing:
            problem = f"speeds has no key {missing[0]}. It needs one for each planet in orbits: "
            problem += "walk through orbits.items()."
        elif odd and isinstance(speeds[odd[0]], str):
            problem = f"The value of {odd[0]} in speeds is the text {speeds[odd[0]]!r}. Keep the "
            problem += "number that orbit.speed gives, as it is."
        elif odd:
            problem = f"The value of {odd[0]} in speeds is not a number. Call orbit.speed with the "
            problem += "distance and the days of that planet."
        elif abs(float(given) - 177.5) <= 1:
            problem = f"speeds says that the Earth moves {float(given):.3g} kilometres a second. "
            problem += "Are the two swapped? The distance comes first, then the days."
        elif not abs(float(given) - 29.79) <= 0.06:
            problem = f"speeds says that the Earth moves {float(given):.3g} kilometres a second, "
            problem += "and about 29.8 is right. Call orbit.speed(distance, days) for each planet."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
"""  # END TEST CONFIG


def test_speeds_are_those_of_the_eight_planets(speeds):
    """speeds has the speed of each of the eight planets.

    Compares each speed with the one that orbit gives for that planet.
    """
    wanted = {
        "Mercury": 47.849,
        "Venus": 35.018,
        "Earth": 29.790,
        "Mars": 24.135,
        "Jupiter": 13.072,
        "Saturn": 9.690,
        "Uranus": 6.816,
        "Neptune": 5.491,
    }
    problem = ""
    if speeds is None or speeds is Ellipsis:
        problem = "speeds is still `...`, or its cell ended in an error."
    elif not isinstance(speeds, dict):
        problem = "speeds is not a dictionary. Give each planet, as a key, its speed."
    else:
        for planet, speed in wanted.items():
            if planet not in speeds:
                problem = f"speeds has no key {planet}. It needs one for each planet in orbits."
                break
            try:
                given = float(speeds[planet])
            except (TypeError, ValueError):
                problem = f"The value of {planet} in speeds is not a number. Call orbit.speed with "
                problem += "the distance and the days of that planet."
                break
            if not abs(given - speed) <= 0.06:
                problem = f"speeds says that {planet} moves {given:.3g} kilometres a second, and "
                problem += f"{speed:.3g} is right. The distance comes first, then the days."
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 6. Keeping results ({{ minutes }})
#
# What you have computed sits in memory, and is gone after a restart. To keep it, write it to a file
# (and the file to Drive, or home). Which kind of file? That depends on what is in it.
#
# | what | kind of file | write | read |
# |---|---|---|---|
# | arrays, for example images | `.npz` | `np.savez(path, x=…, y=…)` | `np.load(path)` |
# | tables | `.parquet` | `table.to_parquet(path)` | `pd.read_parquet(path)` |
# | models | `.keras` | `model.save(path)` | `keras.models.load_model(path)` |
# | any Python object, for yourself only | `.pkl` (pickle) | `pickle.dump(thing, file)` | `pickle.load(file)` |
#
# Let us take a hundred small pictures, discs that grow. As an array they have the shape (100, 28,
# 28), with one byte for each pixel: 78,400 bytes in all.
#
# **Predict.** We write them in four ways: as pickle, as `.npz`, as compressed `.npz`, and as CSV.
# Which file is the largest, and how many times larger than the pictures?

# %%
import io
import pickle

import numpy as np

axis = np.arange(28) - 13.5
away = np.hypot(axis[:, None], axis[None, :])
discs = 255 * (away[None, :, :] < np.linspace(1, 14, 100)[:, None, None]).astype("uint8")
print(discs.shape, discs.dtype, discs.nbytes, "bytes")

# %%
with open("discs.pkl", "wb") as file:
    pickle.dump(discs, file)
np.savez("discs.npz", discs=discs)
np.savez_compressed("discs-small.npz", discs=discs)
np.savetxt("discs.csv", discs.reshape(100, 784), fmt="%d", delimiter=",")

import os

for name in ("discs.pkl", "discs.npz", "discs-small.npz", "discs.csv"):
    print(f"{os.path.getsize(name):9,} bytes in {name}")

# %% [markdown]
# **Explain.** CSV writes each number as letters, with a comma behind it, and forgets shape and type.
# It is for tables that people read. Pickle and `.npz` take what the pixels take, and a little more.
# Compressed, these simple discs shrink to a fraction; photographs would not. For images `.npz` is
# the best choice: it keeps shapes and types, takes several arrays by name, and every NumPy in
# the world opens it. (Photographs that you already have as PNG or JPEG stay as they are, in a zip.)
#
# Parquet does for tables what `.npz` does for arrays: it remembers what kind of values a column has.
# CSV does not. Look at the column of dates:

# %%
import pandas as pd

table = pd.DataFrame({"day": pd.to_datetime(["2026-01-01", "2026-01-02"]), "cups": [3, 4]})
print("after CSV:    ", pd.read_csv(io.StringIO(table.to_csv(index=False)))["day"].dtype)
try:
    table.to_parquet("tea.parquet")
    print("after Parquet:", pd.read_parquet("tea.parquet")["day"].dtype)
except ImportError:
    print("pyarrow is missing here: run `%pip install pyarrow`, then this cell again.")

# %% [markdown]
# A model goes into a `.keras` file, weights, layers and all. (Importing Keras takes some seconds.)

# %%
try:
    import keras

    model = keras.Sequential([keras.Input(shape=(4,)), keras.layers.Dense(2)])
    model.save("small.keras")
    print("read back:", keras.models.load_model("small.keras").count_params(), "parameters")
except ImportError:
    print("Keras is missing here: run `%pip install tensorflow keras`, then this cell again.")

# %% [markdown]
# ### Why not pickle for everything?
#
# It would be so easy: pickle takes nearly every Python object. The price is in how it works. A
# pickle is not data. It is a **program** that builds the object, and whoever wrote the file wrote
# the program.
#
# **Predict.** The next cell makes a pickle and opens it. What will you see? Nothing is done with what
# comes out.


# %%
class Surprise:
    """Something that says how it wants to be built again: by calling print."""

    def __reduce__(self):
        return print, ("This line was printed just because the pickle was opened.",)


letter = pickle.dumps(Surprise())
opened = pickle.loads(letter)

# %% [markdown]
# **Explain.** The file said "call `print` with this text", and pickle did. It could as well have
# said "delete all files", or "send the keys to me". Looking first does not help: to look is to open.
# So **never open a pickle that you did not write yourself**, whatever it is called: `.pkl`,
# `.pickle`, `.joblib`, and many files with saved weights ending in `.pt`. Data from strangers comes
# as `.npz`, Parquet, CSV or images.
#
# NumPy has a back door to watch. An array with numbers of one type is plain data. But an array of
# Python objects, with the type `object`, can only be written by pickle. `np.savez` does that
# **without asking**. `np.load` is careful: it refuses them with a `ValueError`, as long as
# `allow_pickle=False`, which is what you get if you say nothing. Older tutorials tell you to write
# `allow_pickle=True`. Now you know what that allows.

# %%
for things in ([1, 2, 3], [1.5, 2], ["hen", "cow"], [1, None], [{"legs": 2}]):
    made = np.asarray(things)
    print(things, "→", made.dtype, "→ objects:", made.dtype.hasobject)

# %% [raw]
# # BEGIN QUESTION
# name: q6

# %% [markdown]
# ### Question 6: a round trip without pickle
#
# Write two functions.
#
# - `save_arrays(path, arrays)`: `arrays` is a dictionary of names and arrays, or lists that NumPy can
#   make arrays of. The function writes all of them, under their names, into one `.npz` file at
#   `path`, and **returns** `path`. If one of them can only be kept as Python objects (`hasobject`),
#   it raises a `ValueError`, before anything is written.
# - `load_arrays(path)` reads such a file and **returns** a dictionary of names and arrays. If opening
#   the file would need pickle, it raises a `ValueError`.
#
# **What it should look like:** after `save_arrays("kept.npz", {"discs": discs})`, the dictionary
# `load_arrays("kept.npz")` has the key `"discs"`, and its value has the shape (100, 28, 28).

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `np.savez(path, discs=discs, labels=labels)` writes two arrays under these names. Two stars turn a
# dictionary into such named arguments: `np.savez(path, **arrays)`.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Before that, a loop over `arrays.values()`: make an array of each, ask its `dtype.hasobject` as in
# the cell above, and raise.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# `np.load(path)` gives something that behaves nearly like a dictionary: `loaded.files` lists the
# names, and `loaded[name]` is one array. Make a real dictionary of it, with a loop.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def save_arrays(path, arrays):
    """Write a dictionary of arrays into one .npz file, and give back its path."""
    # BEGIN SOLUTION
    for name in arrays:
        if np.asarray(arrays[name]).dtype.hasobject:
            raise ValueError(f"{name} could only be kept with pickle.")
    np.savez(path, **arrays)
    return path
    # END SOLUTION


def load_arrays(path):
    """Read a dictionary of arrays from an .npz file."""
    # BEGIN SOLUTION
    with np.load(path, allow_pickle=False) as kept:
        return {name: kept[name] for name in kept.files}
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_arrays_come_back_as_they_were_saved(save_arrays, load_arrays):
    """Arrays come back as they were saved."""
    import os
    import pathlib

    import numpy as np

    arrays = {
        "pictures": np.arange(24, dtype="uint8").reshape(2, 3, 4),
        "labels": np.array(["cat", "dog"]),
        "score": np.array(0.5, dtype="float32"),
    }
    problem = ""
    path = None
    back = None
    if not callable(save_arrays) or not callable(load_arrays):
        problem = "save_arrays or load_arrays is not a function. Begin each with def."
    else:
        try:
            path = save_arrays("arrays-check-1.npz", arrays)
        except AssertionError:
            raise
        except Exception as error:
            problem = "save_arrays stops at three plain arrays with this error: "
            problem += f"{type(error).__name__}: {error}"
    if problem:
        pass
    elif path is None or path is Ellipsis:
        problem = "save_arrays gives nothing back. Let it end in return path."
    elif not isinstance(path, (str, os.PathLike)) or os.fspath(path) != "arrays-check-1.npz":
        problem = "save_arrays should give back the path, just as it got it."
    elif not pathlib.Path(path).is_file():
        problem = "save_arrays has written no file at path. np.save adds .npy to a name; np.savez "
        problem += "takes a name that ends in .npz as it is."
    else:
        try:
            with np.load(path, allow_pickle=False) as written:
                names = sorted(written.files)
                for name in names:
                    written[name]
        except Exception:
            problem = "What save_arrays has written cannot be opened without pickle. Use np.savez, "
            problem += "with two stars in front of the dictionary: np.savez(path, **arrays)"
            names = []
        if not problem and names == ["arr_0"]:
            problem = "The file holds one nameless thing and not three arrays. Put two stars in "
            problem += "front of the dictionary: np.savez(path, **arrays)"
        elif not problem and "allow_pickle" in names:
            problem = "The file holds an array named allow_pickle: in this NumPy, np.savez takes "
            problem += "that for one of the arrays. Look at hasobject before you save."
        elif not problem and names != sorted(arrays):
            problem = "The file should hold the arrays labels, pictures and score. It holds: "
            problem += ", ".join(names) + "."
    if not problem:
        try:
            back = load_arrays("arrays-check-1.npz")
        except AssertionError:
            raise
        except Exception as error:
            problem = "load_arrays stops at a file with three plain arrays with this error: "
            problem += f"{type(error).__name__}: {error}"
    if not problem and (back is None or back is Ellipsis):
        problem = "load_arrays gives nothing back yet. Let it end in return."
    elif not problem and not isinstance(back, dict):
        problem = "load_arrays should give a dictionary. What np.load gives is nearly one, but it "
        problem += "needs the open file: take each array out of it, by its name."
    elif not problem:
        for name, array in arrays.items():
            given = back.get(name)
            if not isinstance(given, (np.ndarray, np.generic)):
                problem = f"After the round trip there is no array under the name {name}."
            elif given.shape != array.shape or given.dtype != array.dtype:
                problem = f"{name} went in as {array.dtype} of shape {array.shape} and came back "
                problem += f"as {given.dtype} of shape {given.shape}."
            elif not np.array_equal(given, array):
                problem = f"{name} came back with other values."
            if problem:
                break
        if not problem and len(back) != len(arrays):
            problem = "load_arrays gives more than the three arrays that were saved."
    for left in ("arrays-check-1.npz", "arrays-check-1.npz.npy"):
        pathlib.Path(left).unlink(missing_ok=True)
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_python_objects_are_not_saved(save_arrays):
    """Python objects are not saved."""
    import pathlib

    problem = ""
    if not callable(save_arrays):
        problem = "save_arrays is not a function. Begin it with def."
    else:
        for arrays in ({"labels": [1, None]}, {"fine": [1, 2], "odd": [{"legs": 2}]}):
            try:
                given = save_arrays("arrays-check-2.npz", arrays)
            except ValueError:
                continue
            except AssertionError:
                raise
            except Exception as error:
                problem = f"For {arrays}, save_arrays should raise a ValueError, and raises a "
                problem += f"{type(error).__name__} instead: {error}"
                break
            problem = f"save_arrays accepts {arrays}, which can only be kept with pickle. Ask "
            problem += "dtype.hasobject of each array, and raise a ValueError."
            if given is None or given is Ellipsis:
                problem = f"save_arrays gives nothing back for {arrays}, which can only be kept "
                problem += "with pickle. Raise a ValueError there."
            break
    for left in ("arrays-check-2.npz", "arrays-check-2.npz.npy"):
        pathlib.Path(left).unlink(missing_ok=True)
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.25
"""  # END TEST CONFIG


def test_load_arrays_opens_no_pickle(load_arrays):
    """load_arrays opens no pickle."""
    import pathlib

    import numpy as np

    problem = ""
    odd = np.empty(2, dtype=object)
    odd[:] = [{"legs": 2}, None]
    np.savez("arrays-check-3.npz", odd=odd)
    if not callable(load_arrays):
        problem = "load_arrays is not a function. Begin it with def."
    else:
        try:
            given = load_arrays("arrays-check-3.npz")
        except ValueError:
            pass
        except AssertionError:
            raise
        except Exception as error:
            problem = "For a file with Python objects, load_arrays should raise a ValueError, and "
            problem += f"raises a {type(error).__name__} instead: {error}"
        else:
            problem = "load_arrays opens a file that needs pickle. Leave allow_pickle=True out, "
            problem += "and take each array out of the file, by its name."
            if given is None or given is Ellipsis:
                problem = "load_arrays gives nothing back for a file that needs pickle. Raise a "
                problem += "ValueError there."
    pathlib.Path("arrays-check-3.npz").unlink(missing_ok=True)
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
"""  # END TEST CONFIG


def test_load_arrays_opens_files_of_others(load_arrays):
    """load_arrays opens a file that somebody else has made.

    Tried with a file that was made with NumPy, and not with save_arrays.
    """
    import pathlib

    import numpy as np

    problem = ""
    np.savez("arrays-check-4.npz", a=np.arange(3), b=np.zeros((2, 2)))
    if not callable(load_arrays):
        problem = "load_arrays is not a function."
    else:
        try:
            given = load_arrays("arrays-check-4.npz")
        except AssertionError:
            raise
        except Exception as error:
            problem = "load_arrays stops at a file that somebody else has made with np.savez: "
            problem += f"{type(error).__name__}: {error}"
        else:
            if given is None or given is Ellipsis:
                problem = "load_arrays gives nothing back. Let it end in return."
            elif not isinstance(given, dict):
                problem = f"load_arrays gives a {type(given).__name__}, and a dictionary of arrays "
                problem += "is asked for."
            elif (
                sorted(given) != ["a", "b"]
                or not np.array_equal(given["a"], [0, 1, 2])
                or np.shape(given["b"]) != (2, 2)
            ):
                problem = "load_arrays does not give the arrays of a file that somebody else has "
                problem += "made with np.savez."
    pathlib.Path("arrays-check-4.npz").unlink(missing_ok=True)
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### And home with it
#
# A file on the machine is not kept yet. There are two ways out of the machine: copy it to Drive, or
# download it. The next cell does both with the discs. *At home* it only copies.

# %%
import shutil

drive_root = open_drive()
os.makedirs(f"{drive_root}/deep-learning", exist_ok=True)
shutil.copy("discs.npz", f"{drive_root}/deep-learning/discs.npz")
print(sorted(os.listdir(f"{drive_root}/deep-learning")))

if front_end() == "colab":
    from google.colab import files

    files.download("discs.npz")
else:
    print("No browser of Colab here: discs.npz lies in", os.path.abspath("discs.npz"))

# %% [markdown]
# ## 7. Two more sources ({{ minutes }})
#
# You need not run anything here. It is good to know that they exist.
#
# **BigQuery** is Google's store for tables that are far too large for one machine. You send a
# question in SQL, the language of databases, and get back only the answer. It needs a *project* of
# yours in Google Cloud, which pays for what the question reads. There is a free amount each month.
#
# ```python
# from google.cloud import bigquery
# from google.colab import auth
#
# auth.authenticate_user()  # Google asks who you are
# client = bigquery.Client(project="the-id-of-your-project")
# query = """
#     SELECT name, SUM(number) AS babies
#     FROM `bigquery-public-data.usa_names.usa_1910_2013`
#     GROUP BY name ORDER BY babies DESC LIMIT 10
# """
# names = client.query(query).to_dataframe()
# ```
#
# Without `LIMIT` you get more rows, but it costs the same: you pay for what is *read*. So name the
# columns that you want, and never write `SELECT *`.
#
# **Kaggle** has many thousand data sets, for learning and for competitions. `kagglehub`, which Colab
# has, fetches one and tells you the folder: `kagglehub.dataset_download("owner/name")`. Most open
# ones need no account. For the others, Kaggle gives you a key. It belongs into Colab's **Secrets**, as
# in lesson 02, never into a cell.

# %% [markdown]
# ## Recap
#
# - `files.upload()` gives a dictionary of names and bytes; `io.BytesIO` makes bytes readable.
# - Drive is a folder after `drive.mount`: `/content/drive/My Drive`, with a space. Write tables with
#   `index=False`.
# - On GitHub the page has `blob` in its address; the file itself lies at raw.githubusercontent.com.
# - Open buckets are read with `anon=True`, and with an s3fs that fits fsspec.
# - Many small files: one zip on Drive, copied and unpacked on the machine. Look at the members first.
# - Your own module needs its folder in `sys.path`, and `importlib.reload` after a change.
# - Arrays go to `.npz`, tables to Parquet, models to `.keras`. Opening a pickle runs its program.
#
# ## Three questions to take along
#
# <details><summary>1. A friend's notebook reads 20,000 pictures from a folder on Drive. It takes an
# hour, and some days it stops with "Errno 5". What do you tell your friend?</summary>
#
# Each picture is fetched over the network, one by one, and Drive gives up at some point. Put all of
# them into one zip on Drive, copy that zip to the machine at the start, unpack it there, and read
# from there. It takes a minute.
#
# </details>
#
# <details><summary>2. `pd.read_csv` says "Expected 1 fields in line 40, saw 12", and your file has only
# ten lines. Where do you look first?</summary>
#
# At the address. It probably leads to a web page about the file, with `blob` in it, and pandas
# reads the page. On GitHub take the address behind the button Raw.
#
# </details>
#
# <details><summary>3. Somebody in a forum offers trained weights as `model.pkl`. What could happen
# when you load them, and what would you ask for?</summary>
#
# Loading a pickle runs whatever its author put in: it could delete files, or read all of your mounted
# Drive. Ask for a `.keras` or `.npz` file, which hold data and not a program.
#
# </details>
#
# ## Go further
#
# - Let your `unpack` also refuse a zip that would fill the disk: `member.file_size` says how large a
#   member will be.
# - Look at `bucket.ls("noaa-ghcn-pds/csv/by_year")`. When do the records begin? Read the first year.
# - Write `discs` to Drive in two ways, as one `.npz` and as a hundred small files, and measure both
#   with `%time`.
# - What happens to an array called `file` in your `save_arrays`? Why?

# %% [markdown]
# ## Hand in
#
# Run the next cell when you are done. It tells you what to do with your notebook.

# %%
# {{ hand_in }}

# %% [markdown]
# And last of all, let go of Drive. (After this, the check of question 2 does not find your file any
# more, until you mount Drive again.)

# %%
if os.path.isdir("/content/drive/My Drive"):
    from google.colab import drive

    drive.flush_and_unmount()
    print("Drive is no longer mounted. Your files are safe at drive.google.com.")
else:
    print("No Drive is mounted, so there is nothing to let go of.")

# %% [markdown]
# {{ links }}
