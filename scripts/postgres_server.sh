#!/usr/bin/env bash
# Install PostgreSQL for its tests, where it is missing and may be installed.
#
# The tests start a server of their own and end it. Where there is none to start, they skip.
set -euo pipefail

has_server() {
  command -v initdb >/dev/null || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null
}

install_server() {
  [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null || return 1
  echo "Installing PostgreSQL for its tests …"
  apt-get update -qq >/dev/null || return 1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql \
    >/dev/null 2>&1
}

if ! has_server && ! install_server; then
  echo "PostgreSQL is missing and cannot be installed here: its tests will be skipped."
fi
