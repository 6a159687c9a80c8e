#!/usr/bin/env bash
# The hit ratio of an hour of questions by Zipf's law, beside the best possible: src/test/java/org/ytsize/sizing/ZipfHour.java. Run by hand: bench/zipf.sh. Takes some seconds, and needs no network.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

build_if_needed with-stub
"${jdk}java" -cp "$stub_classes:$root/target/ytsize/WEB-INF/classes:$root/target/ytsize/WEB-INF/lib/*" org.ytsize.sizing.ZipfHour
