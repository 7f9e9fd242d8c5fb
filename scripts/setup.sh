#!/usr/bin/env bash
# Make the environment: a venv, a pinned uv, then every package of the lock, hash-checked.
set -euo pipefail

PYTHON=${PYTHON:-python3}
VENV=${VENV:-.venv}
started=$SECONDS

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

command -v "$PYTHON" >/dev/null || stop "'$PYTHON' was not found; Python 3.11 or newer is needed (make PYTHON=/path/to/python …)."
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
  || stop "'$PYTHON' is $("$PYTHON" --version 2>&1); Python 3.11 or newer is needed (make PYTHON=/path/to/python …)."

say "making $VENV with $("$PYTHON" --version 2>&1)"
rm -f "$VENV/.ready"
"$PYTHON" -m venv --clear "$VENV" \
  || stop "the venv could not be made; on Debian and Ubuntu install the package python3-venv."

# uv is one of the locked packages: its lines of the lock, hashes and all, are what pip installs.
awk '/^[a-z]/ { wanted = /^uv==/ } wanted' requirements.lock > "$VENV/uv.txt"
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$VENV/uv.txt"
rm "$VENV/uv.txt"

# The build backend first: whatever is built from source is built with it, not with one fetched unseen.
awk '/^[a-z]/ { wanted = /^setuptools==/ } wanted' requirements.lock > "$VENV/backend.txt"
uv() { "$VENV/bin/python" -m uv "$@"; }
export VIRTUAL_ENV="$PWD/$VENV" UV_NO_PROGRESS=1
uv pip install --quiet --no-deps --require-hashes -r "$VENV/backend.txt"
rm "$VENV/backend.txt"
uv pip sync --quiet --require-hashes --no-build-isolation requirements.lock
uv pip install --quiet --no-deps --no-build-isolation --editable .

touch "$VENV/.ready"
say "ready in $((SECONDS - started)) s"
