"""Dolos (Maertens and others, "Dolos: Language-agnostic plagiarism detection", 2022) on pairs.

What its command line computes with is the package `@dodona/dolos-lib`; that is asked here, with the
options that the command line has where none is said. It is no dependency of this project: `install`
puts it, and the parser of Python, into a folder.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from autograder.files import write_atomically

VERSION = "3.5.1"
_PACKAGES = (
    "node_modules/@dodona/dolos-parsers",
    "node_modules/tree-sitter",
    "node_modules/tree-sitter-compat",
)
_ASK = """\
import { Dolos } from "@dodona/dolos-lib";
import { File } from "@dodona/dolos-core";
import { readFileSync } from "fs";
const { ignored, sources, pairs } = JSON.parse(readFileSync(0, "utf-8"));
const files = sources.map((source, number) => new File(`${number}.py`, source));
const template = ignored ? new File("ignored.py", ignored) : undefined;
const report = await new Dolos({ language: "python" }).analyze(files, "pairs", template);
const known = report.files;
const likeness = ([one, other]) => report.getPair(known[one], known[other]).similarity;
console.log(JSON.stringify(pairs.map(likeness)));
"""
# Of all parsers that the package brings along, the one that is needed.
_PARSERS = '{"includes": ["python/binding.gyp"]}\n'
_INDEX = """\
const parser = require("./build/Release/tree_sitter_python_binding");
parser.nodeTypeInfo = require("./python/src/node-types.json");
module.exports.python = require("tree-sitter-compat").convertLanguage(parser);
"""


def install(folder: Path) -> None:
    """Installs it by npm, and builds what it needs of native code: some two minutes.

    Raises:
        subprocess.CalledProcessError: npm or the compiler refuses.
        FileNotFoundError: there is no npm here.
    """
    if (folder / "ask.mjs").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"@dodona/dolos-lib@{VERSION}", "node-gyp"]
    command = [_found("npm"), "install", "--ignore-scripts", "--no-audit", "--no-fund", *names]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    parsers = folder / _PACKAGES[0]
    write_atomically(parsers / "binding.gyp", _PARSERS)
    write_atomically(parsers / "index.js", _INDEX)
    build = [_found("node"), str(folder / "node_modules/node-gyp/bin/node-gyp.js"), "rebuild"]
    if Path("/usr/include/node/node.h").exists():
        build.append("--nodedir=/usr")
    for package in _PACKAGES:
        subprocess.run(build, cwd=folder / package, check=True, capture_output=True)
    write_atomically(folder / "ask.mjs", _ASK)


def likeness(folder: Path, pairs: Sequence[tuple[str, str]], ignored: str) -> list[float]:
    """What it calls the similarity of each pair, 0 to 1.

    Args:
        folder: where `install` has put it.
        pairs: of Python sources.
        ignored: what it is given by `--ignore`; nothing is no such file.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    asked = {
        "ignored": ignored,
        "sources": [source for pair in pairs for source in pair],
        "pairs": [(2 * number, 2 * number + 1) for number in range(len(pairs))],
    }
    done = subprocess.run(
        [_found("node"), "ask.mjs"],
        cwd=folder,
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=True,
    )
    return [float(one) for one in json.loads(done.stdout)]


def _found(program: str) -> str:
    """Where a program is.

    Raises:
        FileNotFoundError: it is not there.
    """
    path = shutil.which(program)
    if path is None:
        raise FileNotFoundError(f"{program} is not here; Dolos needs it.")
    return path
