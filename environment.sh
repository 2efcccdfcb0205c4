#!/bin/sh
# Make a virtual environment that holds exactly the locked versions: environment.sh PYTHON VENV LOCK
# uv is used where it is installed (seconds); else venv and pip with hashes (about half a minute).
set -eu
python=$1 venv=$2 lock=$3

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "LianFlow needs Python 3.11 or later; \"$python\" is older. Try: make PYTHON=python3.12 ..." >&2
    exit 1
fi
if [ ! -x "$venv/bin/python" ]; then
    echo "making the environment in $venv (once) ..."
    "$python" -m venv "$venv"
fi
if command -v uv >/dev/null 2>&1; then
    VIRTUAL_ENV="$venv" uv pip sync --quiet --require-hashes "$lock"
    VIRTUAL_ENV="$venv" uv pip install --quiet --no-deps --no-build-isolation --editable .
else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
fi
