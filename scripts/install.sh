#!/bin/sh
# Installs the locked packages and this project into .venv, and names or installs Graphviz.
# Usage: install.sh LOCKFILE     (PYTHON: the interpreter to use; else the newest that fits)
set -eu
cd "$(dirname "$0")/.."
python="${PYTHON:-}"
# Colab's own first: what a student tried there is then right here as well.
for candidate in python3.13 python3.12 python3.11 python3; do
    if [ -z "$python" ] && "$candidate" -c "" 2>/dev/null; then python="$candidate"; fi
done
python="${python:-python3}"

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
pip=".venv/bin/python -I -m pip install --disable-pip-version-check"

# Graphviz comes beside the packages: neither needs the other.
graphviz=""
if ! command -v dot >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing Graphviz" >&2
        { apt-get update -qq && apt-get install -y -qq graphviz; } >/dev/null 2>&1 &
        graphviz=$!
    elif command -v apt-get >/dev/null; then
        echo "Drawings need Graphviz: sudo apt-get install graphviz" >&2
    else
        echo "Drawings need Graphviz: https://graphviz.org/download/ (macOS: brew install graphviz)" >&2
    fi
fi

# uv downloads and unpacks in parallel, in a quarter of pip's time. Its version is the locked one.
uv="$(grep -o '^uv==[0-9.]*' requirements-dev.lock)"
echo "Installing $(grep -c == "$1") packages (a minute or two, mostly TensorFlow)" >&2
if [ -x .venv/bin/uv ] || $pip -qq --no-deps "$uv" >/dev/null 2>&1; then
    export VIRTUAL_ENV="$PWD/.venv"
    .venv/bin/uv pip install --require-hashes -r "$1"
    .venv/bin/uv pip install --quiet --no-deps -e .
else
    $pip --progress-bar on --require-hashes -r "$1"
    $pip -qq --no-deps -e .
fi
# Without bytecode, each start of TensorFlow takes three times as long, and a notebook that is locked
# in cannot keep what it compiles. What is left out, a quarter of all, notebooks hardly import.
echo "Compiling to bytecode" >&2
.venv/bin/python -I -m compileall -q -j 0 -x '/(tests|pip|setuptools|sphinx|playwright)/' \
    .venv/lib >/dev/null 2>&1 || true

if [ -n "$graphviz" ] && ! wait "$graphviz"; then
    echo "Graphviz could not be installed; drawings of networks stay text." >&2
fi
