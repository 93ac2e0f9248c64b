#!/usr/bin/env bash
# LightGBM uses the system's OpenMP, which small images lack: install it where we may, or say how.
set -euo pipefail

python=$1
"$python" -c "import lightgbm" >/dev/null 2>&1 && exit 0
if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
  echo "Installing OpenMP (libgomp1) for the study …"
  { apt-get update && apt-get install --yes --no-install-recommends libgomp1; } >/dev/null
fi
"$python" -c "import lightgbm" >/dev/null 2>&1 || {
  echo "The study needs OpenMP: install libgomp1 (Debian, Ubuntu), libgomp (Fedora) or" \
    "libomp (Homebrew)." >&2
  exit 1
}
