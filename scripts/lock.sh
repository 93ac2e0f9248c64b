#!/usr/bin/env bash
# Pin every dependency, with the hashes of its files, for all platforms and Pythons from 3.11 on.
#
# No configuration of uv or of this machine is read, so that the locks hold nothing of it.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${1:-python3}
tools=build/lock-tools
[[ -x $tools/bin/uv ]] || {
  "$python" -m venv "$tools"
  "$tools/bin/python" -m pip --disable-pip-version-check install --quiet --quiet "uv>=0.9"
}
while IFS='=' read -r name _; do unset "$name"; done < <(env | grep -E '^UV_' || true)
compile=("$tools/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11
  --generate-hashes --no-emit-index-url --no-emit-find-links
  --custom-compile-command "make lock" pyproject.toml)
"${compile[@]}" "${@:2}" --extra dev --extra postgres --output-file requirements/dev.lock
"${compile[@]}" "${@:2}" --extra dev --extra spark --extra postgres \
  --constraint requirements/dev.lock --output-file requirements/spark.lock
