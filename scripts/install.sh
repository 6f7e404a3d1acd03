#!/bin/sh
# Installs the locked packages and this project into .venv, and names or installs Graphviz.
# Usage: install.sh LOCKFILE     (PYTHON: the interpreter to use)
set -eu
cd "$(dirname "$0")/.."
python="${PYTHON:-python3}"

if ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then
    echo "This needs Python 3.11, 3.12 or 3.13; $python is $("$python" --version 2>&1)." >&2
    echo "Name another one: make PYTHON=python3.12 …" >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    echo "Making .venv with $("$python" --version)" >&2
    if ! "$python" -m venv .venv; then
        echo "Debian and Ubuntu keep venv apart: apt-get install python3-venv" >&2
        rm -rf .venv
        exit 1
    fi
fi
echo "Installing $(grep -c == "$1") packages (about two minutes, mostly TensorFlow)" >&2
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$1"
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps -e .
# Without bytecode, each start of TensorFlow takes three times as long.
.venv/bin/python -m compileall -q -j 0 .venv/lib >/dev/null 2>&1 || true

if ! command -v dot >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing Graphviz" >&2
        if ! { apt-get update -qq && apt-get install -y -qq graphviz; } >/dev/null 2>&1; then
            echo "Graphviz could not be installed; drawings of networks stay text." >&2
        fi
    elif command -v apt-get >/dev/null; then
        echo "Drawings need Graphviz: sudo apt-get install graphviz" >&2
    else
        echo "Drawings need Graphviz: https://graphviz.org/download/ (macOS: brew install graphviz)" >&2
    fi
fi
