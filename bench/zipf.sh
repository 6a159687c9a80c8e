#!/usr/bin/env bash
# The hit ratio of an hour of questions by Zipf's law, beside the best possible: bench/zipf/ZipfHour.java. Run by hand: bench/zipf.sh. Takes some seconds, and needs no network.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# shellcheck disable=SC2119 # it takes none of ours
build_if_needed
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
path="$root/target/ytsize/WEB-INF/classes:$root/target/ytsize/WEB-INF/lib/*"
"${jdk}javac" --release 17 -d "$classes" -cp "$path" "$root/bench/zipf/ZipfHour.java"
"${jdk}java" -cp "$classes:$path" org.ytsize.sizing.ZipfHour
