#!/usr/bin/env bash
# Make .venv-spark: what .venv has, and pyspark besides.
#
# It is apart because pyspark weighs half a gigabyte and needs Java. Where Java 17 is missing and
# cannot be installed, the environment is not made: this says so, and the Spark tests skip.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${1:-python3}
environment=.venv-spark
ready=$environment/.ready
packages=(openjdk-17-jre-headless default-jre-headless) # the second where 17 is no longer offered

java_version() {
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  "$java" -version 2>&1 | sed -nE 's/.* version "([0-9]+).*/\1/p' | head -n 1
}

has_java() {
  local version
  version=$(java_version || true)
  [[ -n $version && $version -ge 17 ]]
}

install_java() {
  [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null || return 1
  echo "Installing Java for the Spark tests …"
  apt-get update -qq >/dev/null || return 1
  for package in "${packages[@]}"; do
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" \
      >/dev/null 2>&1 && return 0
  done
  return 1
}

up_to_date() {
  [[ -e $ready && $ready -nt requirements/spark.lock && $ready -nt pyproject.toml ]]
}

install_packages() {
  local pip=("$environment/bin/python" -m pip --disable-pip-version-check install --quiet --quiet
    --progress-bar off --no-compile) # a part of it is ever imported, and compiled then
  "$python" -m venv "$environment"
  "${pip[@]}" --require-hashes --only-binary :all: -r requirements/dev.lock
  # pyspark is published as source; it is built with the setuptools of the lock.
  "${pip[@]}" --require-hashes --no-build-isolation -r requirements/spark.lock
  "${pip[@]}" --no-deps --no-build-isolation --editable .
}

if ! has_java && ! install_java; then
  rm -f "$ready"
  echo "Java 17 or later is missing and cannot be installed here: the Spark tests will be skipped."
  exit 0
fi
up_to_date && exit 0
echo "Setting up $environment (a few minutes) …"
install_packages
touch "$ready"
