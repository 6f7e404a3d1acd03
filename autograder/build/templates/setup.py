# @title Setup: run this cell first { display-mode: "form" }
# It installs the checker where it is missing, and writes the visible tests beside the notebook.
# It changes nothing that Colab already has, and you may run it as often as you like.
LESSON = "{{ lesson }}"
VISIBLE_TESTS = {
    # {{ tests }}
}


def set_up(lesson, visible_tests):
    """Returns Otter's grader for this lesson, or None after saying what to do."""
    import importlib.metadata
    import importlib.util
    import pathlib
    import shutil
    import subprocess
    import sys

    in_colab = "google.colab" in sys.modules
    if importlib.util.find_spec("otter") is None:
        # In Colab nothing that is already there may change version: that would need a restart.
        alone = ["--no-deps", "fica==0.4.1", "python-frontmatter==1.3.0", "ipylab==1.1.0"]
        alone += ["python-on-whales==0.81.0"]
        command = [sys.executable, "-m", "pip", "install", "-q", "otter-grader==7.0.0"]
        done = subprocess.run(command + (alone if in_colab else []), capture_output=True)
        importlib.invalidate_caches()
        if done.returncode != 0 or importlib.util.find_spec("otter") is None:
            print("Setup could not download the checker. Look at your connection and run this")
            print("cell again; in Colab, Runtime → Disconnect and delete runtime often helps.")
            return None
    import otter

    folder = pathlib.Path("tests").resolve()  # found from every folder that a cell may enter
    if otter.Notebook._grading_mode:  # Otter is grading, and has put its own tests there
        visible_tests = {}
    for name, source in visible_tests.items():
        path = folder / f"{name}.py"
        if not path.exists() or path.read_text(encoding="utf-8") != source:
            folder.mkdir(exist_ok=True)
            path.write_text(source, encoding="utf-8")

    tensorflow = "no TensorFlow: run `%pip install tensorflow keras`"
    for package in ("tensorflow", "tensorflow-cpu"):
        try:
            tensorflow = f"TensorFlow {importlib.metadata.version(package)}"
            break
        except importlib.metadata.PackageNotFoundError:
            pass
    device = "CPU"
    if shutil.which("nvidia-smi"):
        ask = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
        answer = subprocess.run(ask, capture_output=True, text=True).stdout.strip()
        device = f"GPU {answer}" if answer else device
    version = importlib.metadata.version("otter-grader")
    print(f"Ready: lesson {lesson[:2]}, Otter {version}, {tensorflow}, {device}")
    return otter.Notebook(tests_dir=str(folder))


grader = set_up(LESSON, VISIBLE_TESTS)
