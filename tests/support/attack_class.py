"""The honest half of the class that holds every attack, and the limits of both."""

from __future__ import annotations

import nbformat

from autograder.run.sandbox.limits import GIB, MIB, Limits
from tests.support.corpus import notebook_of

LIMITS = Limits(
    cell_seconds=20,
    notebook_seconds=180,  # of which a busy machine leaves one notebook a small part
    cpu_seconds=26,  # more than one process can take in a cell
    memory_bytes=1 * GIB,
    processes=50,
    disk_bytes=512 * MIB,
    file_bytes=256 * MIB,
    cell_output_bytes=4 * MIB,
    output_bytes=20 * MIB,
    grace_seconds=4,
    capture_seconds=5,
    call_seconds=3,
)
CHECK_SECONDS = 10.0
#: what no student may ever read: it stands in every hidden test, or in what others handed in
SECRETS = ("number_of_the_sage", "a_very_honest_student")
#: question → answers that students give; the first one is right
ANSWERS = {
    "q1": ["answer = 42", "answer = 41", "answer = ...", "answer = 1 / 0"],
    "q2": ["share = 3 / 8", "import numpy as np\nshare = np.float64(0.375)", "share = 3"],
    "q3": ["word = 'level'", "word = 'hello'", "word = 'Anna'", "print('no word yet')"],
    "q4": [
        "import numpy as np\ntable = np.arange(12).reshape(3, 4)",
        "table = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]",
        "import numpy as np\ntable = np.arange(12).reshape(4, 3)",
    ],
    "q5": [
        "import pandas as pd\nframe = pd.DataFrame({'city': list('abc'), 'people': [10, 20, 30]})",
        "frame = {'city': list('abc'), 'people': [10, 20, 30]}",
    ],
    "q6": [
        "import matplotlib.pyplot as plt\nfig, (a, b) = plt.subplots(1, 2)\n"
        "a.set_title('left'); b.set_title('right')",
        "import matplotlib.pyplot as plt\nfig = plt.figure()\nplt.show()",
        "fig = None",
    ],
    "q7": [
        "import keras\nmodel = keras.Sequential([keras.Input((3,)),"
        " keras.layers.Dense(4, activation='relu'), keras.layers.Dense(2, activation='softmax')])",
        "model = 'later'",
        "model = ...",
        "model = 'not now'",
    ],
    "q8": [
        "def shout(text):\n    return text.upper() + '!'",
        "def shout(text):\n    print(text.upper() + '!')",
        "shout = lambda text: 'A!'",
    ],
    "q9": [
        "import graphviz\nnet = graphviz.Digraph()\nnet.edge('a', 'b'); net.edge('b', 'c')",
        "net = 'digraph {a -> b}'",
    ],
    "q10": [
        "from tensorboard.summary import Writer\nlog_dir = 'logs'\nwriter = Writer(log_dir)\n"
        "for step, loss in enumerate([3.0, 2.0, 1.0]):\n"
        "    writer.add_scalar('loss', loss, step)\nwriter.close()",
        "log_dir = 'logs'",
        "log_dir = 'no-logs'",
    ],
}
#: the answers come round after twelve, which hold each of them
HONEST = [f"honest-{number:02}" for number in range(1, 13)]


def honest_notebook(number: int) -> nbformat.NotebookNode:
    """One of many: each student gets other questions right."""
    cells = [("markdown", "What I have found out"), ("code", f"# {SECRETS[1]}\nprint({number})")]
    for index, (question, answers) in enumerate(ANSWERS.items(), 1):
        cells.append(("code", answers[number * index % len(answers)]))
        cells.append(("code", f'grader.check("{question}")'))
    return notebook_of(cells)
