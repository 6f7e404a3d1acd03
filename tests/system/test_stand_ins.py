"""Stand-ins for Colab: cells as students write them there, run while grading, without a network."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.run.colab import _addresses
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.sandbox.limits import Limits
from tests.conftest import notebook
from tests.support.execution import Executed, execute

RAW = "https://raw.githubusercontent.com/a-course/lessons/main/course/03-data-import"
LEFT_OUT = "There is no network while grading, so {} left out {}; the cell goes on."

Show = Callable[..., list[str]]


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a lesson that brings files along."""
    folder = tmp_path_factory.mktemp("course") / "03-data-import"
    (folder / "more").mkdir(parents=True)
    (folder / "points.csv").write_text("x,y\n1,2\n3,4\n")
    (folder / "more" / "deep file.json").write_text('{"a": 1}')
    (folder / "03-data-import.ipynb").write_text("{}")
    with zipfile.ZipFile(folder / "pictures.zip", "w") as archive:
        archive.writestr("pictures/one.txt", "1")
        archive.writestr("pictures/two.txt", "2")
    with zipfile.ZipFile(folder / "sly.zip", "w") as archive:
        archive.writestr("../../up.txt", "up")
        archive.writestr("/tmp/absolute.txt", "absolute")
    return folder


@pytest.fixture
def show(fork_server: ForkServer, lesson: Path) -> Show:
    """Runs cells in Colab's place; what each of them shows, an error as `Name: message`."""

    def show(*sources: str, **options: Any) -> list[str]:
        served = {f"{RAW}/": str(lesson), "s3://a-bucket/lesson/": str(lesson)}
        with workspace() as folder:
            done = execute(
                notebook(*sources),
                fork_server=fork_server,
                workspace=folder,
                served=served,
                **options,
            )
        assert done.status in ("graded", "timed_out")
        return shown(done)

    return show


def shown(done: Executed) -> list[str]:
    texts = []
    for cell in done.notebook.cells:
        parts = []
        for output in cell.outputs:
            if output.output_type == "stream":
                parts.append(output.text)
            elif output.output_type == "error":
                parts.append(f"{output.ename}: {output.evalue}\n")
            else:
                parts.append(output.data.get("text/plain", "") + "\n")
        texts.append("".join(parts).strip())
    return texts


# google.colab


def test_google_colab_is_there_beside_the_rest_of_google(show):
    there, used, child = show(
        "import sys; print('google.colab' in sys.modules)",
        "import google.protobuf, google.colab\n"
        "from google.colab import files\n"
        "print(google.colab.files is files, google.protobuf.__name__, google.colab.drive.__name__)",
        "!python -c 'import google.protobuf; from google.colab import drive; print(\"too\")'",
    )
    assert there == "True"
    assert used == "True google.protobuf google.colab.drive"
    assert child == "too"


def test_files_upload_gives_the_lessons_own_files_and_saves_them(show):
    frame, saved, once = show(
        "import io, pandas as pd\n"
        "from google.colab import files\n"
        "uploaded = files.upload()\n"
        "print(sorted(uploaded), pd.read_csv(io.BytesIO(uploaded['points.csv'])).shape)",
        "import os; print(sorted(os.listdir('/content')))",
        "files.upload_file('mine.zip'); files.upload('sub')\n"
        "print(os.path.getsize('mine.zip') > 0)",
    )
    assert "Saving points.csv to points.csv" in frame
    assert frame.endswith("['pictures.zip', 'points.csv', 'sly.zip'] (2, 2)")
    assert saved == "['pictures.zip', 'points.csv', 'sly.zip']"
    assert "Saving points.csv to sub/points.csv" in once
    assert once.endswith("True")


def test_an_uploaded_file_can_be_had_by_the_name_that_it_has_the_second_time(show):
    first, later, unknown = show(
        "from google.colab import files\n"
        "uploaded = files.upload()\n"
        "print(open('points (1).csv').read(3), sorted(uploaded))",
        "one, other = uploaded['points (1).csv'], uploaded['points (12).csv']\n"
        "print(one == other == uploaded['points.csv'])",
        "uploaded['planets (1).csv']",
    )
    assert first.splitlines()[-1] == "x,y ['pictures.zip', 'points.csv', 'sly.zip']"
    assert later == "True"
    assert unknown == "KeyError: 'planets (1).csv'"


def test_files_upload_gives_what_the_lesson_names_and_nothing_else(run, lesson):
    served = {f"{RAW}/": str(lesson), "upload:mine.csv": str(lesson / "points.csv")}
    done = run(
        "from google.colab import files\nprint(list(files.upload()), open('mine.csv').read(3))",
        served=served,
    )
    assert shown(done) == ["Saving mine.csv to mine.csv\n['mine.csv'] x,y"]


def test_files_upload_says_so_where_the_lesson_has_no_files(run):
    done = run("from google.colab import files\nfiles.upload()")
    assert shown(done) == [
        "FileNotFoundError: Nobody can choose a file while grading, and the lesson has none of its "
        "own."
    ]


def test_files_download_and_view_want_a_file_that_is_there(show):
    missing, there = show(
        "from google.colab import files\nfiles.download('no.csv')",
        "open('model.keras', 'w').close(); files.download('model.keras'); files.view('.')",
    )
    assert missing == "FileNotFoundError: Cannot find file: no.csv"
    assert there == ""


def test_drive_mounts_keeps_what_is_written_and_unmounts(show):
    first, again, written, gone, back = show(
        "from google.colab import drive\ndrive.mount('/content/drive')",
        "drive.mount('/content/drive', timeout_ms=1, readonly=False)",
        "import os\nos.makedirs('/content/drive/My Drive/Colab Notebooks')\n"
        "open('/content/drive/My Drive/kept.txt', 'w').write('kept')\n"
        "!ls /content/drive/MyDrive\n"
        "%cd /content/drive/My Drive\n"
        "%cd -q /content",
        "drive.flush_and_unmount(); print(os.listdir('/content/drive'))\ndrive.flush_and_unmount()",
        "drive.mount('/content/drive', force_remount=True)\n"
        "drive.mount('/content/drive', force_remount=True)\n"
        "print(open('/content/drive/MyDrive/kept.txt').read())",
    )
    assert first == "Mounted at /content/drive"
    assert again.startswith("Drive already mounted at /content/drive; to attempt to forcibly")
    assert written.startswith("Colab Notebooks\nkept.txt\n")
    assert written.endswith("/drive/My Drive")
    assert gone == "[]\nDrive not mounted, so nothing to flush and unmount."
    assert back == "Mounted at /content/drive\nMounted at /content/drive\nkept"


def test_drive_refuses_the_mountpoints_that_colab_refuses(show):
    errors = show(
        "from google.colab import drive\nimport os\nos.makedirs('full/x')\ndrive.mount('full')",
        "drive.mount('/content/My Drive')",
        "drive.mount('/content/not/there')",
        "open('file', 'w').close()\ndrive.mount('file')",
        "os.makedirs('real'); os.symlink('real', 'link')\ndrive.mount('link')",
    )
    assert errors == [
        "ValueError: Mountpoint must not already contain files",
        "ValueError: Mountpoint must not contain a space.",
        "ValueError: Mountpoint must be in a directory that exists",
        "ValueError: Mountpoint must either be a directory or not exist",
        "ValueError: Mountpoint must not be a symlink",
    ]


def test_what_needs_a_browser_or_an_account_says_so(show):
    secret, guarded, script, quiet, served = show(
        "from google.colab import userdata\nuserdata.get('KEY')",
        "try:\n    userdata.get('KEY')\n"
        "except (userdata.SecretNotFoundError, userdata.NotebookAccessError):\n    print('no key')",
        "from google.colab.output import eval_js\neval_js('1 + 1')",
        "from google.colab import auth, output\n"
        "auth.authenticate_user(project_id='mine')\n"
        "output.eval_js('x()', ignore_result=True)\n"
        "output.register_callback('notebook.f', print)\n"
        "output.enable_custom_widget_manager(); output.no_vertical_scroll()",
        "output.serve_kernel_port_as_window(8000, path='/index.html')\n"
        "output.serve_kernel_port_as_iframe(8001)",
    )
    assert secret == (
        "SecretNotFoundError: Secret KEY does not exist: there are no secrets while grading."
    )
    assert guarded == "no key"
    assert script == (
        "MessageError: There is no browser while grading, so this JavaScript was not run."
    )
    assert quiet == ""
    assert served.splitlines() == [
        "There is no browser while grading, so what port 8000 serves is not shown.",
        "There is no browser while grading, so what port 8001 serves is not shown.",
    ]


def test_output_can_be_cleared_and_redirected(show):
    cleared, redirected = show(
        "from google.colab import output\nprint('before'); output.clear(); print('after')",
        "with output.redirect_to_element('#x'), output.use_tags('some'):\n    print('inside')\n"
        "output.clear(output_tags='some')",
    )
    assert cleared == "after"
    assert redirected == "inside"


def test_grids_and_tab_bars_show_what_is_written_to_their_parts(show):
    parts, outside, nested, tab, grid, table = show(
        "from google.colab import widgets\n"
        "grid = widgets.Grid(2, 2, header_row=True, style='font-size: 12px')\n"
        "with grid.output_to(0, 1):\n    print('cell')\n    grid.clear_cell()\n"
        "tabs = widgets.TabBar(['loss', 'accuracy'], location='start')\n"
        "with tabs.output_to('accuracy', select=False):\n    print('by name')\n"
        "with tabs.output_to(0):\n    print('by number')\n"
        "print(list(grid), list(tabs))",
        "with grid.output_to(5, 0):\n    pass",
        "with grid.output_to(0, 0):\n    with grid.output_to(0, 1):\n        pass",
        "with tabs.output_to('speed'):\n    pass",
        "print(widgets.create_grid([1, 2], [3], lambda r, c: print(r * c)).rows)",
        "%load_ext google.colab.data_table\n"
        "import pandas as pd\nfrom google.colab import data_table\n"
        "data_table.DataTable(pd.DataFrame({'a': [1]}), num_rows_per_page=5)",
    )
    assert parts == "cell\nby name\nby number\n[(0, 0), (0, 1), (1, 0), (1, 1)] [0, 1]"
    assert outside == "WidgetException: Cell (5, 0) is outside of boundaries of 2x2 grid"
    assert nested == "WidgetException: Already inside a component"
    assert tab == "ValueError: No tab is called 'speed'"
    assert sorted(grid.splitlines()) == ["1", "2", "3", "3", "3", "6"]
    assert "a" in table
    assert "0  1" in table


# Shell commands and magics


def test_pip_says_of_what_is_there_that_it_is(show):
    plain, quiet, magic, module, process, version = show(
        "!pip install numpy \"pandas>=2.2\" 'requests[socks]>=2' --upgrade --no-deps tensorflow",
        "!pip3 install -qU Otter_Grader==7.0.0 keras",
        "%pip install s3fs",
        "!python -m pip install --index-url https://example.org/simple matplotlib",
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'pip', 'install', '-q', 'keras'], check=True)",
        "from importlib.metadata import version\n"
        "import tensorflow as tf\nprint(version('tensorflow') == tf.__version__)",
    )
    numpy, pandas, _, tensorflow = plain.splitlines()
    assert re.fullmatch(
        r"Requirement already satisfied: numpy in /.+/site-packages \([\d.]+\)", numpy
    )
    assert pandas.startswith("Requirement already satisfied: pandas>=2.2 in ")
    assert tensorflow.startswith("Requirement already satisfied: tensorflow in ")
    assert quiet == ""
    assert magic.startswith("Requirement already satisfied: s3fs in ")
    assert module.startswith("Requirement already satisfied: matplotlib in ")
    assert process.endswith("returncode=0)")
    assert version == "True"


def test_pip_leaves_out_in_one_sentence_what_is_not_there_and_the_cell_goes_on(show):
    absent, other, extra, address, file, shell = show(
        "!pip install -q no-such-thing && echo the cell goes on",
        "!pip install 'keras<3'",
        "!pip install 'requests[socks]'",
        "!pip install git+https://github.com/keras-team/keras.git",
        "open('requirements.txt', 'w').write('''# mine\nnumpy  # arrays\nno-such-thing \\\\\n"
        "  >=1.0\n--extra-index-url https://example.org\n"
        "ancient; python_version < \"3\"\nother @ https://example.org/other.zip\n-e .\n''')\n"
        "!pip install -q -r requirements.txt",
        "%%bash\nset -e\npip install no-such-thing\necho and on",
    )
    assert absent.splitlines() == [LEFT_OUT.format("pip", "no-such-thing"), "the cell goes on"]
    assert re.fullmatch(
        re.escape(LEFT_OUT.format("pip", "keras<3 (keras X is there)")).replace("X", r"[\d.]+"),
        other,
    )
    assert extra.startswith("There is no network while grading, so pip left out PySocks")
    assert "left out git+https://github.com/keras-team/keras.git (keras 3." in address
    assert file.splitlines() == [
        LEFT_OUT.format("pip", "no-such-thing>=1.0"),
        "Ignoring ancient: markers 'python_version < \"3\"' don't match",
        LEFT_OUT.format("pip", "other @ https://example.org/other.zip"),
        "Nothing is installed while grading, so pip left out .; the cell goes on.",
    ]
    assert shell.endswith("and on")


def test_pip_refuses_what_pip_refuses(show):
    said = show("!pip install 'a b'", "!pip install ./no", "!pip install", "!pip install -r no.txt")
    assert said == [
        "ERROR: Invalid requirement: 'a b'",
        "ERROR: Invalid requirement: './no': File './no' does not exist.",
        'ERROR: You must give at least one requirement to install (see "pip help install")',
        "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'no.txt'",
    ]


def test_pip_knows_what_is_installed_and_changes_nothing(show):
    facts, missing, columns, frozen, version, removed = show(
        "!pip show numpy tensorflow | grep -E '^(Name|Version|Requires|Required-by|---)'",
        "!pip show no-such-thing; echo $?",
        "!pip list | head -3",
        "frozen = !pip freeze\nprint([line for line in frozen if line.startswith('keras==')])",
        "!pip --version",
        "!pip uninstall -y numpy\n!pip check\nimport numpy",
    )
    assert "Name: numpy\nVersion: " in facts
    assert re.search(r"Required-by: .*pandas", facts)
    assert "---\nName: tensorflow\n" in facts
    assert missing == "WARNING: Package(s) not found: no-such-thing\n1"
    assert re.match(r"Package +Version\n-+ -+\n\S+ +\S+$", columns)
    assert re.fullmatch(r"\['keras==3[\d.]+'\]", frozen)
    assert re.match(r"pip \S+ from /\S+/pip \(python 3\.\d+\)", version)
    assert removed.splitlines() == [
        "pip uninstall does nothing while grading; the cell goes on.",
        "No broken requirements found.",
    ]


def test_pip_installs_nothing_without_a_sandbox_either(show):
    shell, module, process = show(
        "!pip install no-such-thing",
        "!python -m pip install no-such-thing",
        "import subprocess, sys\n"
        "print(subprocess.run([sys.executable, '-m', 'pip', 'install', 'no-such-thing'],\n"
        "                     capture_output=True, text=True).stdout)",
        isolated=False,
    )
    assert shell == module == process == LEFT_OUT.format("pip", "no-such-thing")


def test_apt_says_what_is_there_and_leaves_out_the_rest(show):
    graphviz, quiet, other, library = show(
        "!sudo apt-get update\n!apt install graphviz",
        "!apt-get -qq update && apt-get -qq install -y graphviz && echo fine",
        "!apt-get -qq install no-such-program libnosuch2",
        "!apt-get -qq install libc6; apt-get remove graphviz",
    )
    assert "Reading package lists... Done" in graphviz
    assert "graphviz is already the newest version." in graphviz
    assert quiet == "fine"
    assert other.splitlines() == [
        LEFT_OUT.format("apt-get", "no-such-program"),
        LEFT_OUT.format("apt-get", "libnosuch2"),
    ]
    assert "libc6" not in library
    assert library.endswith("apt-get remove does nothing while grading; the cell goes on.")


def test_wget_fetches_the_lessons_own_files(show):
    named, quiet, folder, twice, missing, elsewhere, nowhere = show(
        f"!wget {RAW}/points.csv\n!wget {RAW}/points.csv\n!ls points*",
        f"!wget -q --no-check-certificate -O p.csv '{RAW}/points.csv?raw=true' && cat p.csv",
        f"!wget -q -P down {RAW}/more/deep%20file.json; ls down",
        f"!wget -nc {RAW}/points.csv",
        f"!wget -q {RAW}/no.csv; echo $?",
        "!wget -q https://example.org/data.csv -O data.csv; echo $?; ls data.csv",
        f"!wget -q {RAW}/points.csv -O no/such/folder.csv",
    )
    assert named.splitlines()[-2:] == ["points.csv", "points.csv.1"]
    assert "‘points.csv’ saved [12]" in named
    assert quiet == "x,y\n1,2\n3,4"
    assert folder == "deep file.json"
    assert twice == "File ‘points.csv’ already there; not retrieving."
    assert missing == f"{RAW}/no.csv: ERROR 404: Not Found.\n8"
    assert elsewhere.startswith(
        LEFT_OUT.format("wget", "https://example.org/data.csv") + "\n4\nls:"
    )
    assert nowhere == "wget: [Errno 2] No such file or directory: 'no/such/folder.csv'"


def test_curl_fetches_the_lessons_own_files_and_reaches_the_own_machine(show):
    printed, saved, missing, elsewhere, own = show(
        f"!curl -sSL {RAW}/points.csv",
        f"!curl -LO {RAW}/pictures.zip; curl -sLo p.csv {RAW}/points.csv; ls",
        f"!curl {RAW}/no.csv; curl -f {RAW}/no.csv; echo $?",
        "!curl -L https://example.org; echo $?",
        "import http.server, subprocess, threading\n"
        "server = http.server.HTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)\n"
        "threading.Thread(target=server.serve_forever, daemon=True).start()\n"
        "address = f'http://127.0.0.1:{server.server_port}/p.csv'\n"
        "import requests, urllib.request\n"
        "print(urllib.request.urlopen(address).read() == requests.get(address).content)",
    )
    assert printed == "x,y\n1,2\n3,4"
    assert saved == "p.csv\npictures.zip"
    assert missing == ("404: Not Foundcurl: (22) The requested URL returned error: 404\n22")
    assert elsewhere == LEFT_OUT.format("curl", "https://example.org") + "\n6"
    assert "True" in own


def test_unzip_unpacks_and_lets_nothing_out_of_the_folder(show):
    quiet, shown_, listed, sly, missing, no_zip, some = show(
        f"!wget -q {RAW}/pictures.zip {RAW}/sly.zip {RAW}/points.csv\n"
        "!unzip -qq pictures.zip -d out; ls out/pictures",
        "!unzip -o pictures",
        "!unzip -l pictures.zip",
        "!unzip sly.zip -d inside; echo $?; find . -name '*.txt'; ls .. /tmp | grep txt",
        "!unzip no; echo $?",
        "!unzip points.csv; echo $?",
        "!unzip -j pictures.zip '*two*' -d flat; ls flat; unzip -q pictures.zip -x '*' -d none",
    )
    assert quiet == "one.txt\ntwo.txt"
    assert shown_.splitlines() == [
        "Archive:  pictures.zip",
        "  inflating: pictures/one.txt",
        "  inflating: pictures/two.txt",
    ]
    assert "        1  " in listed
    assert listed.endswith("2 files")
    assert sly.splitlines()[:6] == [
        "Archive:  sly.zip",
        'warning:  skipped "../" path component(s) in ../../up.txt',
        "  inflating: inside/up.txt",
        "warning:  stripped absolute path spec from /tmp/absolute.txt",
        "  inflating: inside/tmp/absolute.txt",
        "1",
    ]
    unpacked = {"./inside/tmp/absolute.txt", "./inside/up.txt"}
    assert {line for line in sly.splitlines()[6:] if "pictures" not in line} == unpacked
    assert missing == "unzip:  cannot find or open no, no.zip or no.ZIP.\n9"
    assert no_zip == "unzip:  points.csv is not a whole zip file\n9"
    assert some.endswith("  inflating: flat/two.txt\ntwo.txt")


def test_a_damaged_or_locked_archive_is_named(show, lesson, tmp_path):
    (said,) = show(
        "import zipfile\n"
        "with zipfile.ZipFile('a.zip', 'w') as archive:\n    archive.writestr('a.txt', 'a' * 50)\n"
        "content = open('a.zip', 'rb').read()\n"
        "open('a.zip', 'wb').write(content.replace(b'a' * 50, b'a' * 49 + b'b'))\n"
        "!unzip -q a.zip; echo $?"
    )
    assert said == "error:  a.txt could not be unpacked (Bad CRC-32 for file 'a.txt')\n3"


def test_git_clones_the_courses_project_and_leaves_out_others_and_git_itself_is_there(show):
    clone, version, own, again, branch, ssh, local = show(
        "!git clone -q https://github.com/a/b.git; echo $?",
        "!git --version",
        "!git clone --depth 1 -b main https://github.com/A-Course/lessons.git\n"
        "!cat lessons/course/03-data-import/points.csv",
        "!git clone https://github.com/a-course/lessons; echo $?",
        "!git clone -q --branch other https://github.com/a-course/lessons mine; echo $? $(ls)",
        "!git clone git@github.com:a-course/lessons.git mine && ls mine/course",
        "!git init -q -b main own && git clone -q own copy 2>/dev/null; ls -a copy\n"
        "!git -C own pull; echo $?",
    )
    assert clone == LEFT_OUT.format("git", "clone -q https://github.com/a/b.git") + "\n128"
    assert version.startswith("git version")
    assert own.splitlines() == ["Cloning into 'lessons'...", "x,y", "1,2", "3,4"]
    assert "'lessons' already exists and is not an empty directory" in again
    assert branch.endswith("128 lessons")
    assert ssh == "Cloning into 'mine'...\n03-data-import"
    assert ".git" in local
    assert local.endswith(LEFT_OUT.format("git", "-C own pull") + "\n128")


def test_there_is_no_gpu(show):
    said, found = show(
        "!nvidia-smi", "import tensorflow as tf\ntf.config.list_physical_devices('GPU')"
    )
    assert "not found" in said or "failed" in said
    assert found == "[]"


def test_tensorboard_names_its_logs_and_starts_nothing(show):
    said, notebook_module, old = show(
        "%load_ext tensorboard\n%tensorboard --logdir logs/fit --port 6007",
        "from tensorboard import notebook\nnotebook.list(); notebook.display(height=800)",
        "%tensorflow_version 2.x",
    )
    assert said == "TensorBoard of logs/fit: dashboards are not shown while grading."
    assert notebook_module.splitlines()[0] == "No known TensorBoard instances running."
    assert re.fullmatch(
        r"%tensorflow_version is gone from Colab and does nothing; this is TensorFlow 2\.[\d.]+\.",
        old,
    )


def test_shell_magics_run_bash(show):
    cell, failed, ignored, result, line, captured, status = show(
        "%%shell\n[[ 1 == 1 ]] && echo bash {a,b}",
        "%%shell\nexit 3",
        "%%shell --ignore-errors\nexit 3",
        "result = %shell printf 'é'; echo\nprint(result.returncode, repr(result.output))",
        "name = 'there'\ndef greet(who):\n    !echo {who} $name\ngreet('hello')\n%cd -q /tmp\n!pwd",
        "%%capture kept\n!echo quiet",
        "!exit 5\nprint(_exit_code, repr(kept.stdout))",
    )
    assert cell == "bash a b"
    assert failed == "CalledProcessError: Command 'exit 3\n' returned non-zero exit status 3."
    assert ignored == ""
    assert result == "é\n0 'é\\n'"
    assert line == "hello there\n/tmp"
    assert captured == ""
    assert status == "5 'quiet\\n'"


def test_a_command_shows_what_it_prints_and_asks_nobody(show):
    question, background, long = show(
        "!read -p 'Sure? ' answer || echo nobody answers",
        "import time; began = time.time()\n!sleep 20 &\nprint(time.time() - began < 5)",
        "!seq 30000",
    )
    assert question.endswith("nobody answers")
    assert background == "True"
    assert long.splitlines() == [str(number + 1) for number in range(30000)]


def test_a_command_that_never_ends_is_stopped_with_its_cell(show):
    limits = Limits(cell_seconds=1, notebook_seconds=60, grace_seconds=5)
    said, after = show("!sleep 300", "print('next')", limits=limits)
    assert said.startswith("KeyboardInterrupt")
    assert after == "next"


# Downloads inside Python


def test_urllib_requests_pandas_and_keras_read_the_courses_addresses(show):
    plain, context, frame, got, answer, stream = show(
        f"import urllib.request, ssl, os\nbase = '{RAW}/'\n"
        "with urllib.request.urlopen(base + 'points.csv') as page:\n"
        "    print(page.status, page.getheader('Content-Length'), page.read(), page.url == base + "
        "'points.csv')",
        "print(urllib.request.urlopen(base + 'more/deep%20file.json?raw=1', "
        "context=ssl.create_default_context()).read())",
        "import pandas as pd\nprint(pd.read_csv(base + 'points.csv').shape)\n"
        "urllib.request.urlretrieve(base + 'points.csv', 'mine.csv')\n"
        "print(os.path.getsize('mine.csv'))",
        "import keras\nprint(open(keras.utils.get_file('keras.csv', base + 'points.csv')).read(3))",
        "import requests\nanswer = requests.get(base + 'points.csv', timeout=10)\n"
        "print(answer.ok, repr(answer.text), answer.headers['Content-Type'])\n"
        "print(requests.get(base + 'more/deep file.json').json())\n"
        "print(requests.get(base + 'no').reason)",
        "with requests.Session() as session:\n"
        "    session.mount('https://', requests.adapters.HTTPAdapter(max_retries=5))\n"
        "    page = session.get(base + 'points.csv', stream=True)\n"
        "    print(list(page.iter_content(6)), session.head(base + 'points.csv').text == '')",
    )
    assert plain == "200 12 b'x,y\\n1,2\\n3,4\\n' True"
    assert context == "b'{\"a\": 1}'"
    assert frame == "(2, 2)\n12"
    assert got.endswith("x,y")
    assert answer == "True 'x,y\\n1,2\\n3,4\\n' text/csv\n{'a': 1}\nNot Found"
    assert stream == "[b'x,y\\n1,', b'2\\n3,4\\n'] True"


OTHER_ADDRESSES = (
    "https://github.com/a-course/lessons/blob/main/course/03-data-import/points.csv?raw=true",
    "https://github.com/a-course/lessons/blob/main/course/03-data-import/points.csv?raw=1",
    "https://www.github.com/a-course/lessons/raw/main/course/03-data-import/points.csv",
    "https://github.com/A-Course/Lessons/raw/refs/heads/main/course/03-data-import/points.csv",
    "https://raw.githubusercontent.com/a-course/lessons/refs/heads/main/course/03-data-import/points.csv",
    "https://raw.githubusercontent.com/a-course/lessons/HEAD/course/03-data-import/points.csv",
    "https://cdn.jsdelivr.net/gh/a-course/lessons@main/course/03-data-import/points.csv",
    "https://cdn.jsdelivr.net/gh/a-course/lessons/course/03-data-import/points.csv",
    "https://fastly.jsdelivr.net/gh/a-course/lessons@main/course/03-data-import/points.csv",
    "https://raw.githack.com/a-course/lessons/main/course/03-data-import/points.csv",
    "https://cdn.statically.io/gh/a-course/lessons/main/course/03-data-import/points.csv",
    "https://media.githubusercontent.com/media/a-course/lessons/main/course/03-data-import/points.csv",
)
NOT_THE_FILE = (
    "https://github.com/a-course/lessons/blob/main/course/03-data-import/points.csv",  # a page
    "https://github.com/a-course/lessons/raw/other/course/03-data-import/points.csv",
    "https://github.com/somebody/lessons/raw/main/course/03-data-import/points.csv",
    "https://github.com/a-course/lessons/raw/main/course/04-more/points.csv",
    "https://github.com/a-course/lessons/raw/main/course/03-data-import/../../../points.csv",
    "https://cdn.jsdelivr.net/npm/a-course/lessons@main/course/03-data-import/points.csv",
    "https://raw.githubusercontent.com/a-course",
    "https://example.org/a-course/lessons/main/course/03-data-import/points.csv",
)


@pytest.fixture
def served(lesson: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lesson's folder, at the address where a zip of it says that it lies."""
    monkeypatch.setenv(_addresses.VARIABLE, json.dumps({f"{RAW}/": str(lesson)}))
    return lesson


@pytest.mark.parametrize("address", OTHER_ADDRESSES)
def test_a_file_of_the_course_is_found_at_each_address_that_github_and_others_give_it(
    served, address
):
    assert _addresses.locate(address) == served / "points.csv"


@pytest.mark.parametrize("address", NOT_THE_FILE)
def test_what_is_none_of_the_courses_files_is_found_nowhere(served, address):
    assert _addresses.locate(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/a-course/lessons/archive/refs/heads/main.zip",
        "https://github.com/a-course/lessons/archive/main.tar.gz",
        "https://codeload.github.com/a-course/lessons/zip/refs/heads/main",
        "https://codeload.github.com/A-Course/lessons/tar.gz/main",
        "https://api.github.com/repos/a-course/lessons/zipball/main",
    ],
)
def test_the_whole_project_can_be_downloaded_packed(served, address, tmp_path):
    packed = _addresses.locate(address)
    shutil.unpack_archive(packed, tmp_path)
    [found] = tmp_path.rglob("points.csv")
    assert found.read_bytes() == (served / "points.csv").read_bytes()
    assert found.relative_to(tmp_path).parts[1:] == ("course", "03-data-import", "points.csv")
    assert _addresses.locate(address.replace("lessons", "others")) is None
    assert _addresses.locate(address.replace("main", "other")) is None


def test_mnist_comes_from_kerass_own_address_in_every_way(show, mnist):
    address = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
    sha256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
    by_name, by_hash, wrong, urllib, requests, shell, same = show(
        "import keras, numpy as np, tensorflow as tf\n"
        f"address = '{address}'\n"
        "def shape(path):\n"
        "    with np.load(path, allow_pickle=True) as data:\n"
        "        return data['x_train'].shape, data['y_test'].shape\n"
        "print(shape(keras.utils.get_file('mnist.npz', address)))",
        f"print(shape(tf.keras.utils.get_file(origin=address, file_hash='{sha256}',\n"
        "                                     cache_subdir='mine')))",
        "keras.utils.get_file('other.npz', address, file_hash='0' * 64)",
        "import urllib.request\n"
        "urllib.request.urlretrieve(address, 'mnist.npz')\nprint(shape('mnist.npz'))",
        "import io, requests\nprint(shape(io.BytesIO(requests.get(address).content)))",
        "!wget -q $address -O w.npz && curl -sL $address -o c.npz\n"
        "print(shape('w.npz') == shape('c.npz'))",
        "(x, _), _ = keras.datasets.mnist.load_data()\n"
        "print((np.load('w.npz')['x_train'] == x).all())",
        datasets={"mnist": str(mnist.path)},
    )
    shapes = "((60000, 28, 28), (10000,))"
    assert by_name.endswith(shapes)
    assert by_hash.endswith(shapes)
    assert "ValueError: Incomplete or corrupted file detected" in wrong
    assert urllib == requests == shapes
    assert shell == same == "True"


def test_any_other_address_is_refused_at_once_in_the_librarys_own_words(show):
    missing, plain, escaped, frame, answer, got, seconds = show(
        f"import urllib.request, requests, keras, pandas as pd, time\n"
        f"urllib.request.urlopen('{RAW}/no.csv')",
        "began = time.time()\nurllib.request.urlopen('https://example.org/a.csv')",
        f"urllib.request.urlopen('{RAW}/../../secret.csv')",
        "pd.read_csv('http://example.org/a.csv')",
        "from urllib3.util import Retry\n"
        "patient = requests.adapters.HTTPAdapter(max_retries=Retry(5, backoff_factor=2))\n"
        "session = requests.Session()\nsession.mount('https://', patient)\n"
        "session.get('https://example.org/a.csv')",
        "keras.utils.get_file('a.csv', 'https://example.org/a.csv')",
        "print(time.time() - began < 20)",  # the retries alone would take a minute
    )
    refused = "There is no network while grading, and {} is not one of the lesson's own files."
    https = refused.format("https://example.org/a.csv")
    assert missing == "HTTPError: HTTP Error 404: Not Found"
    assert plain == f"URLError: <urlopen error {https}>"
    assert escaped.startswith("URLError: <urlopen error There is no network while grading")
    assert frame == f"URLError: <urlopen error {refused.format('http://example.org/a.csv')}>"
    assert answer == f"ConnectionError: {https}"
    assert got.endswith(https)
    assert seconds == "True"


def test_s3_is_read_through_pandas_and_s3fs(show):
    frame, names, read, copied = show(
        "import pandas as pd\n"
        "address = 's3://a-bucket/lesson/points.csv'\n"
        "print(pd.read_csv(address, storage_options={'anon': True}).shape)\n"
        "print(pd.read_csv(address).shape)",
        "import s3fs\nfs = s3fs.S3FileSystem(anon=True)\n"
        "print(fs.ls('a-bucket'), fs.ls('s3://a-bucket/lesson/more'))\n"
        "print(fs.glob('a-bucket/lesson/*.csv'), fs.exists('a-bucket/lesson/no.csv'))",
        "with fs.open('s3://a-bucket/lesson/points.csv') as file:\n    print(file.read(3))\n"
        "with fs.open('a-bucket/lesson/points.csv', 'r') as file:\n    print(file.readline()[:3])\n"
        "print(fs.cat('a-bucket/lesson/more/deep file.json'), fs.info('a-bucket/lesson')['type'])",
        "fs.get('a-bucket/lesson/points.csv', 'mine.csv'); print(open('mine.csv').read(3))",
    )
    assert frame == "(2, 2)\n(2, 2)"
    assert names.splitlines() == [
        "['a-bucket/lesson'] ['a-bucket/lesson/more/deep file.json']",
        "['a-bucket/lesson/points.csv'] False",
    ]
    assert read.splitlines() == ["b'x,y'", "x,y", "b'{\"a\": 1}' directory"]
    assert copied == "x,y"


def test_one_address_can_stand_for_one_file(run, lesson):
    file = str(lesson / "points.csv")
    served = {"s3://public/by_year/1800.csv": file, "https://example.org/a.csv": file}
    done = run(
        "import pandas as pd, s3fs\n"
        "print(pd.read_csv('s3://public/by_year/1800.csv').shape)\n"
        "print(s3fs.S3FileSystem(anon=True).ls('public/by_year'))\n"
        "print(pd.read_csv('https://example.org/a.csv?raw=1').shape)",
        "pd.read_csv('s3://public/by_year/1800.csv.gz')",
        "pd.read_csv('https://example.org/a.csv/b')",
        served=served,
    )
    read, *missing = shown(done)
    assert read == "(2, 2)\n['public/by_year/1800.csv']\n(2, 2)"
    assert all("is not one of the lesson's own files" in one for one in missing)


def test_s3_elsewhere_is_not_there_and_nothing_is_written(show):
    frame, listing, written, removed = show(
        "import pandas as pd, s3fs\nfs = s3fs.S3FileSystem(anon=True)\n"
        "pd.read_csv('s3://other/a.csv', storage_options={'anon': True})",
        "fs.ls('other')",
        "fs.open('a-bucket/lesson/new.csv', 'w')",
        "fs.rm('a-bucket/lesson/points.csv')",
    )
    refused = "There is no network while grading, and {} is not one of the lesson's own files."
    assert frame == f"FileNotFoundError: {refused.format('s3://other/a.csv')}"
    assert listing == f"FileNotFoundError: {refused.format('s3://other')}"
    assert written == removed == "PermissionError: Nothing is written to S3 while grading."


def test_the_lessons_own_files_cannot_be_changed(show, lesson):
    (said,) = show(f"open('{lesson}/points.csv', 'w')")
    assert said.startswith("OSError: [Errno 30] Read-only file system")
