#!/usr/bin/env bash
# The tests of pages drive Debian's Chromium: install it where we may; else they skip and say so.
set -euo pipefail

command -v chromium >/dev/null && exit 0
if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the tests of pages …"
  { apt-get update && apt-get install --yes --no-install-recommends chromium; } >/dev/null || true
fi
