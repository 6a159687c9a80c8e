#!/usr/bin/env bash
# From the start of the process to the first 200, as ./serve starts Java, beside a plain `java -jar payara-micro.jar --deploy`; and the requests a second that either
# answers once it is warm, where wrk is installed; and what it keeps in memory while it is idle. Run by hand: bench/start.sh [ROUNDS]. Alternates between the two, and prints medians. Loopback alone; ends by itself.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

rounds=${1:-5}
port=$(free_port)
url="http://127.0.0.1:$port"

plain() {
    exec "${jdk}java" -Djava.io.tmpdir="$bench_directory" -jar "$root/target/payara/payara-micro.jar" --port "$port" --contextroot / --deploy "$war"
}

served() {
    export TMPDIR=$bench_directory
    instance_directory
    java_arguments "$port" "$root/server-config/payara/preboot.txt"
    exec "${jdk}java" "${java_arguments[@]}"
}

# run KIND: prints milliseconds to the first 200, requests a second, and the idle megabytes of Java and of the processes below it.
run() {
    local begun pid idle python rate=-
    begun=$(date +%s%N)
    (exec 2>/dev/null >/dev/null </dev/null; "$1") &
    pid=$!
    until [[ $(curl -s -o "$tools/bench.answer" -w '%{http_code}' "$url/api/v1/docs") == 200 ]]; do sleep 0.05; done
    begun=$((($(date +%s%N) - begun) / 1000000))
    sleep 5
    mapfile -t python < <(below "$pid")
    idle="$(megabytes "$pid") $(megabytes "${python[@]}")"
    if command -v wrk >/dev/null; then
        wrk -t1 -c64 -d25s "$url/api/v1/docs" >/dev/null
        rate=$(wrk -t1 -c64 -d8s "$url/api/v1/docs" | sed -nE 's/^Requests\/sec: +([0-9]+).*/\1/p')
    fi
    kill_tree "$pid"
    rm -rf "${bench_directory:?}"/*
    echo "$begun $rate $idle"
}

# below PID: its descendants. Any thread may have started one.
below() {
    local child
    while read -rd ' ' child; do
        echo "$child"
        below "$child"
    done < <(cat "/proc/$1/task/"*/children)
}

# megabytes PID...: their proportional set size, in which pages that they share count once.
megabytes() {
    local process
    for process in "$@"; do cat "/proc/$process/smaps_rollup"; done | awk '/^Pss:/ { kilobytes += $2 } END { printf "%d", kilobytes / 1024 }'
}

kill_tree() {
    local child children=()
    read -ra children <"/proc/$1/task/$1/children" || true
    for child in "${children[@]}"; do kill_tree "$child"; done
    kill -KILL "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# column KIND NUMBER: its median.
column() { sed -n "s/^$1 //p" "$results" | cut -d ' ' -f "$(($2 - 1))" | median "$rounds"; }

find_ytdlp
export YTDLP_PATH=$ytdlp LOG_LEVEL=warn
# shellcheck disable=SC2119 # it takes none of ours
build_if_needed
prepare_server
results=$(mktemp)
bench_directory=$(mktemp -d)
trap 'rm -rf "$results" "$bench_directory"' EXIT
for ((round = 0; round < rounds; round++)); do
    echo "plain $(run plain)" >>"$results"
    echo "served $(run served)" >>"$results"
done
for kind in plain served; do
    printf '%-7s first 200 after %6s ms   warm %6s requests a second   idle %4s MB Java, %4s MB Python\n' "$kind" \
        "$(column "$kind" 2)" "$(column "$kind" 3)" "$(column "$kind" 4)" "$(column "$kind" 5)"
done
