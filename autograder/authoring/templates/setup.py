# @title Setup: run this cell first { display-mode: "form" }
# It installs the checker where it is missing, and writes the visible tests beside the notebook.
# It changes nothing that Colab already has, and you may run it as often as you like.
LESSON = "{{ lesson }}"
LIBRARIES = "{{ libraries }}"
VISIBLE_TESTS = {
    # {{ tests }}
}
# {{ begin tensorflow }}
NEEDS_TENSORFLOW = False  # {{ needs_tensorflow }}
# {{ end tensorflow }}


class NotReady:
    """Stands in for Otter's grader until the setup cell has worked."""

    def check(self, question):
        """Says what to do first."""
        print("The setup cell has not worked yet. Run it again, read its last line, then check.")


def what_it_says(test, error, context=0):
    """What a failed check shows: its sentence alone, and why an answer is not there yet."""
    import linecache
    import re
    import sys

    import __main__

    if not isinstance(error, AssertionError):
        kind = f"{type(error).__name__}: {error}"
        return f"This check could not make sense of the answer ({kind})."
    said = str(error) or "This is not what the task asks for."
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    if trace.tb_frame.f_globals is vars(__main__):
        return f"An assert in your own code fails: {str(error) or 'it says nothing'}."
    codes = [case.body.test_func.__code__ for case in test.test_cases]
    names = {name for code in codes for name in code.co_varnames[: code.co_argcount]}
    name = re.match(r"\w*", said)[0]
    value = getattr(__main__, name, None)
    if name not in names or not (value is None or value is ...):
        return said
    if not hasattr(__main__, name):
        return f"{name} is not there yet. Run its cell, and check again."
    last = getattr(sys, "last_value", None)
    file, trace = getattr(last, "filename", ""), getattr(last, "__traceback__", None)
    while trace:
        if trace.tb_frame.f_globals is vars(__main__):
            file = trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    if re.search(rf"(?m)^(def )?{name}\b", "".join(linecache.getlines(str(file)))):
        said = f"The cell of {name} stopped with an error, {type(last).__name__}: {last}. {said}"
    return said


def set_up(lesson, visible_tests):
    """Returns Otter's grader for this lesson, or its stand-in after saying what to do."""
    import importlib.metadata
    import importlib.util
    import os
    import pathlib
    import shutil
    import subprocess
    import sys

    def version_of(*packages):
        for package in packages:
            try:
                return importlib.metadata.version(package)
            except importlib.metadata.PackageNotFoundError:
                pass
        return ""

    def is_older(version, floor):
        numbers = [int(part) if part.isdigit() else 0 for part in version.split(".")[:2]]
        return numbers < floor

    if sys.version_info < (3, 11):
        print(f"This needs Python 3.11 or newer, and here is Python {sys.version.split()[0]}.")
        print("Open the lesson in Colab by its badge, or start Jupyter with a newer Python.")
        return NotReady()
    # In Colab and on Kaggle nothing that is already there may change version: that would need a
    # restart. So what Otter needs and they lack is named here, and comes without company.
    hosted = "google.colab" in sys.modules or "KAGGLE_KERNEL_RUN_TYPE" in os.environ
    wanted = {"otter": "otter-grader==7.0.0"}
    if hosted:
        wanted |= {"fica": "fica==0.4.1", "frontmatter": "python-frontmatter==1.3.0"}
        wanted |= {"ipylab": "ipylab==1.1.0", "python_on_whales": "python-on-whales==0.81.0"}
    missing = [
        package for module, package in wanted.items() if not importlib.util.find_spec(module)
    ]
    if missing:
        command = [sys.executable, "-m", "pip", "install", "-q", "--timeout", "2", "--retries", "1"]
        command += missing
        done = subprocess.run([*command, "--no-deps"] if hosted else command, capture_output=True)
        importlib.invalidate_caches()
        if done.returncode != 0 or not importlib.util.find_spec("otter"):
            print("Setup could not download the checker. Look at your connection and run this")
            print("cell again.", RECONNECT.get(front_end(), ""))
            return NotReady()
    checker = version_of("otter-grader")
    if is_older(checker, [7, 0]):
        print(f"This needs Otter 7 or newer, and here is Otter {checker}. Run in a new cell")
        print("`%pip install -q -U otter-grader`, restart the session, and run this cell again.")
        return NotReady()
    import otter
    from otter.test_files import ExceptionTestFile

    folder = pathlib.Path("tests").resolve()  # found from every folder that a cell may enter
    ExceptionTestFile._generate_error_message = what_it_says  # also for `otter check` in a terminal
    if otter.Notebook._grading_mode:  # Otter is grading, and has put its own tests there
        visible_tests = {}
    for name, source in visible_tests.items():
        path = folder / f"{name}.py"
        if not path.exists() or path.read_text(encoding="utf-8") != source:
            folder.mkdir(exist_ok=True)
            path.write_text(source, encoding="utf-8")

    found = [f"Otter {checker}"]
    for wanted in LIBRARIES:
        library, _, oldest = wanted.partition(">=")
        version = version_of(library, f"{library}-cpu")
        found.append(f"{library} {version}")
        if not version:
            how = "" if library.lower() == "tensorflow" else f": run `%pip install {library}`"
            found[-1] = f"no {library}{how}"
        elif oldest and is_older(version, [int(part) for part in oldest.split(".")]):
            found[-1] += f" is too old: run `%pip install -U {library}` and restart the session"
    device = "CPU"
    if shutil.which("nvidia-smi"):
        ask = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
        answer = subprocess.run(ask, capture_output=True, text=True).stdout.strip()
        device = f"GPU {answer}" if answer else device
    print(f"Ready: lesson {lesson.partition('-')[0]}, {', '.join(found)}, {device}")
    # {{ begin tensorflow }}
    if NEEDS_TENSORFLOW and not version_of("tensorflow", "tensorflow-cpu"):
        print("This lesson cannot go on here, because it needs TensorFlow.")
        print(TENSORFLOW.get(front_end(), TENSORFLOW["jupyter"]))
    # {{ end tensorflow }}
    return otter.Notebook(tests_dir=str(folder))


# {{ front_end }}


# What to do, by what shows the notebook
RECONNECT = {
    "colab": "In Colab, Runtime → Disconnect and delete runtime often helps.",
    "kaggle": "On Kaggle, switch Internet on first, in the settings of the notebook.",
}
# {{ begin tensorflow }}
TENSORFLOW = {
    "colab": "Colab's TPU machines have none. Runtime → Change runtime type → CPU or GPU helps.",
    "colab-vscode": "Colab's TPU machines have none. Select Kernel → Colab → a CPU or GPU helps.",
    "colab-silent": "Colab's TPU machines have none. Make a session without --tpu.",
    "kaggle": "Kaggle's TPU machines may have none. Choose another accelerator in the settings.",
    "jupyter": "Run `%pip install tensorflow keras` in a new cell, and then this one again.",
}
# {{ end tensorflow }}
grader = set_up(LESSON, VISIBLE_TESTS)
