#!/usr/bin/env bash
# What a known answer costs: requests a second and bytes allocated for a POST that is answered from the cache, limiter on and in memory, beside a GET of a constant of the same size
# through no filter of ours, in one Payara Micro, by wrk with 64 connections. Run by hand: bench/hits.sh [ROUNDS]. Alternates between the two, and prints medians. Loopback alone; ends by itself.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

rounds=${1:-5}
seconds=10
question='{"url":"https://www.youtube.com/watch?v=dQw4w9WgXcQ"}'

make_plain_war() {
    local api
    api=$(find "${HOME}/.m2" -name 'jakarta.ws.rs-api-3.1.0.jar' -print -quit)
    mkdir -p "$directory/plain/WEB-INF/classes"
    "${jdk}javac" --release 17 -cp "$api" -d "$directory/plain/WEB-INF/classes" "$root/bench/plain/Constant.java"
    "${jdk}jar" --create --file "$directory/plain.war" -C "$directory/plain" .
}

start_stub() {
    local line
    coproc STUB { exec "${jdk}java" -Xmx64m -XX:+UseSerialGC -cp "$stub_classes" org.ytsize.stub.StubYouTube --ca-file "$directory/ca.pem"; }
    read -r line <&"${STUB[0]}"
    YTDLP_PROXY=$(sed -E 's/.*proxy (\S+),.*/\1/' <<<"$line")
    export YTDLP_PROXY YTDLP_CA_CERTS="$directory/ca.pem"
}

start_server() {
    export PORT=$port RATE_LIMIT_MAX_REQUESTS=1000000 RATE_LIMIT_WINDOW_MS=1000 JAVA_OPTS="-Xlog:gc:file=$directory/gc.log ${JAVA_OPTS:-}"
    java_arguments "$port" "$root/server-config/payara/preboot.txt"
    "${jdk}java" "${java_arguments[@]}" --deploy "$directory/plain.war" >"$directory/server.log" 2>&1 </dev/null &
    server_pid=$!
    until is_ours "$url" "$server_pid"; do
        kill -0 "$server_pid" || die "$(tail "$directory/server.log")"
        sleep 0.2
    done
}

# load KIND SECONDS: prints requests a second, and kilobytes allocated for each.
load() {
    local before after requests
    before=$(allocated)
    case $1 in
        constant) wrk -t1 -c64 -d"$2s" "$url/plain/constant/$size" ;;
        known) wrk -t1 -c64 -d"$2s" -s "$directory/post.lua" "$url/api/v1/size" ;;
    esac >"$directory/wrk.out"
    ! grep -q 'Non-2xx' "$directory/wrk.out" || die "$(cat "$directory/wrk.out")"
    after=$(allocated)
    requests=$(sed -nE 's/^ *([0-9]+) requests in .*/\1/p' "$directory/wrk.out")
    awk -v requests="$requests" -v seconds="$2" -v kilobytes="$((after - before))" \
        'BEGIN { printf "%d %.1f\n", requests / seconds, kilobytes / requests }'
}

# Kilobytes that the collector has seen come so far: what was there before each collection, less what the one before had left.
allocated() {
    sed -nE 's/.* ([0-9]+)M->([0-9]+)M\(.*/\1 \2/p' "$directory/gc.log" |
        awk '{ sum += $1 - left; left = $2 } END { print sum * 1024 }'
}

# column KIND NUMBER: its median.
column() { sed -n "s/^$1 //p" "$results" | cut -d ' ' -f "$2" | median "$rounds"; }

clean_up() {
    kill -TERM "${server_pid:-}" "${STUB_PID:-}" 2>/dev/null || true
    wait
    rm -rf "$directory" "${instance:?}"
}

command -v wrk >/dev/null || die "bench/hits.sh needs wrk"
find_ytdlp
export YTDLP_PATH=$ytdlp
build_if_needed with-stub
prepare_server
directory=$(mktemp -d)
results="$directory/results"
instance_directory
trap clean_up EXIT
port=$(free_port)
url="http://127.0.0.1:$port"
cat >"$directory/post.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '$question'
LUA
make_plain_war
start_stub
start_server
size=$(size_request "$url" | wc -c)
curl -sf -o /dev/null "$url/plain/constant/$size" || die "the plain application is not there"
for ((warming = 0; warming < 6; warming++)); do
    load constant 10 >/dev/null
    load known 10 >/dev/null
done
for ((round = 0; round < rounds; round++)); do
    echo "constant $(load constant $seconds)" >>"$results"
    echo "known $(load known $seconds)" >>"$results"
done
for kind in constant known; do
    printf '%-9s %6s requests a second   %6s kB allocated a request   (%s bytes)\n' "$kind" "$(column "$kind" 1)" "$(column "$kind" 2)" "$size"
done
awk -v c="$(column constant 1)" -v k="$(column known 1)" -v ca="$(column constant 2)" -v ka="$(column known 2)" \
    'BEGIN { printf "known beside constant: %.2f times the requests, %.2f times the bytes\n", k / c, ka / ca }'
