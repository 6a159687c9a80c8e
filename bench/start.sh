#!/usr/bin/env bash
# From the start of the process to the first 200, as ./serve starts Java, beside a plain `java -jar payara-micro.jar --deploy`; what it keeps in memory while it is idle; and the
# requests a second that either answers at its peak. Run by hand: bench/start.sh [ROUNDS]. Alternates between the two, and prints medians. Loopback alone; ends by itself.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

rounds=${1:-5}
# Times ten seconds for each. With callers who take both cores, the JIT needs two minutes until the rate rises no more; and then a rate
# of one such time is a fifth higher than the next.
warm_up=15 peaks=15

plain() {
    exec "${jdk}java" -Djava.io.tmpdir="$bench_directory" -jar "$root/target/payara/payara-micro.jar" --port "$port" --contextroot / --deploy "$war"
}

served() {
    export TMPDIR=$bench_directory
    run=$bench_directory
    instance_directory
    java_arguments "$port" "$root/server-config/payara/preboot.txt"
    exec "${jdk}java" "${java_arguments[@]}"
}

# begin KIND: it has answered then. Sets `pid`, `url` and `took`, in milliseconds.
begin() {
    local begun port
    port=$(free_port)
    url="http://127.0.0.1:$port/api/v1/docs"
    begun=$(date +%s%N)
    (exec 2>/dev/null >/dev/null </dev/null; "$1") &
    pid=$!
    pids+=("$pid")
    until [[ $(curl -s -o "$tools/bench.answer" -w '%{http_code}' "$url") == 200 ]]; do sleep 0.05; done
    took=$((($(date +%s%N) - begun) / 1000000))
}

# start KIND: notes milliseconds to the first 200, and the idle megabytes of Java and of the processes below it.
start() {
    local python
    begin "$1"
    sleep 5
    mapfile -t python < <(below "$pid")
    echo "$1 $took $(megabytes "$pid") $(megabytes "${python[@]}")" >>"$results"
    end_all
    rm -rf "${bench_directory:?}"/*
}

# at_peak: notes the requests a second of both, which have been asked in turns until they answer no quicker.
at_peak() {
    local kind round rate
    local -A urls=()
    for kind in plain served; do
        begin "$kind"
        urls[$kind]=$url
    done
    for ((round = 0; round < warm_up + peaks; round++)); do
        for kind in plain served; do
            rate=$(wrk -t1 -c64 -d10s "${urls[$kind]}" | sed -nE 's/^Requests\/sec: +([0-9]+).*/\1/p')
            ((round < warm_up)) || echo "$kind $rate" >>"$rates"
        done
    done
    end_all
}

end_all() {
    for pid in "${pids[@]}"; do kill_tree "$pid"; done
    pids=()
}

clean_up() {
    end_all
    rm -rf "$results" "$rates" "$bench_directory"
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
    local tree
    mapfile -t tree < <(below "$1")
    kill -KILL "$1" "${tree[@]}" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# column FILE KIND NUMBER ROUNDS: its median.
column() { sed -n "s/^$2 //p" "$1" | cut -d ' ' -f "$3" | median "$4"; }

command -v wrk >/dev/null || die "bench/start.sh needs wrk"
find_ytdlp
export YTDLP_PATH=$ytdlp LOG_LEVEL=warn
# shellcheck disable=SC2119 # it takes none of ours
build_if_needed
prepare_server
results=$(mktemp) rates=$(mktemp)
bench_directory=$(mktemp -d)
pids=()
trap clean_up EXIT
for ((round = 0; round < rounds; round++)); do
    start plain
    start served
done
at_peak
for kind in plain served; do
    printf '%-7s first 200 after %6s ms   idle %4s MB Java, %4s MB Python   at its peak %6s requests a second\n' "$kind" \
        "$(column "$results" "$kind" 1 "$rounds")" "$(column "$results" "$kind" 2 "$rounds")" "$(column "$results" "$kind" 3 "$rounds")" \
        "$(column "$rates" "$kind" 1 "$peaks")"
done
