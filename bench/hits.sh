#!/usr/bin/env bash
# What a known answer costs: requests a second and bytes allocated for a POST that is answered from the cache, limiter on and in memory, beside a GET of a constant of the same size
# through no filter of ours, in one Payara Micro, by wrk with 64 connections; and the known answer of a second server, whose WAR has no RequestListener: that counts requests and writes the access log.
# Run by hand: bench/hits.sh [ROUNDS]. Alternates between the three, and prints medians. Loopback alone; ends by itself.
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

make_unwatched_war() {
    python3 - "$war" "$directory/unwatched.war" <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as whole, zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED) as rest:
    for name in whole.namelist():
        if '/RequestListener' not in name:
            rest.writestr(name, whole.read(name))
PYTHON
}

# start_server NAME WAR [ARGUMENT...]: it serves at url[NAME] then.
start_server() {
    local name=$1 war=$2 port pid
    shift 2
    port=$(free_port)
    url[$name]="http://127.0.0.1:$port"
    instance_directory
    instances+=("$instance")
    export PORT=$port RATE_LIMIT_MAX_REQUESTS=1000000 RATE_LIMIT_WINDOW_MS=1000
    JAVA_OPTS="-Xlog:gc:file=$directory/gc-$name.log $java_opts" java_arguments "$port" "$root/server-config/payara/preboot.txt"
    "${jdk}java" "${java_arguments[@]}" "$@" >"$directory/$name.log" 2>&1 </dev/null &
    pid=$!
    server_pids+=("$pid")
    until is_ours "${url[$name]}" "$pid"; do
        kill -0 "$pid" || die "$(tail "$directory/$name.log")"
        sleep 0.2
    done
}

# load KIND SECONDS: prints requests a second, and kilobytes allocated for each.
load() {
    local before after requests name=watched
    [[ $1 != unwatched ]] || name=unwatched
    before=$(allocated $name)
    case $1 in
        constant) wrk -t1 -c64 -d"$2s" "${url[watched]}/plain/constant/$size" ;;
        *) wrk -t1 -c64 -d"$2s" -s "$directory/post.lua" "${url[$name]}/api/v1/size" ;;
    esac >"$directory/wrk.out"
    ! grep -q 'Non-2xx' "$directory/wrk.out" || die "$(cat "$directory/wrk.out")"
    after=$(allocated $name)
    requests=$(sed -nE 's/^ *([0-9]+) requests in .*/\1/p' "$directory/wrk.out")
    awk -v requests="$requests" -v seconds="$2" -v kilobytes="$((after - before))" \
        'BEGIN { printf "%d %.1f\n", requests / seconds, kilobytes / requests }'
}

# allocated NAME: kilobytes that the collector of that server has seen come so far: what was there before each collection, less what the one before had left.
allocated() {
    sed -nE 's/.* ([0-9]+)M->([0-9]+)M\(.*/\1 \2/p' "$directory/gc-$1.log" |
        awk '{ sum += $1 - left; left = $2 } END { print sum * 1024 }'
}

# column KIND NUMBER: its median.
column() { sed -n "s/^$1 //p" "$results" | cut -d ' ' -f "$2" | median "$rounds"; }

clean_up() {
    kill -TERM "${server_pids[@]}" "${STUB_PID:-}" 2>/dev/null || true
    wait
    rm -rf "$directory" "${instances[@]}"
}

command -v wrk >/dev/null || die "bench/hits.sh needs wrk"
find_ytdlp
export YTDLP_PATH=$ytdlp
build_if_needed with-stub
prepare_server
directory=$(mktemp -d)
results="$directory/results"
java_opts=${JAVA_OPTS:-}
declare -A url=()
server_pids=() instances=()
trap clean_up EXIT
cat >"$directory/post.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '$question'
LUA
make_plain_war
make_unwatched_war
start_stub
start_server watched "$war" --deploy "$directory/plain.war"
start_server unwatched "$directory/unwatched.war"
size=$(size_request "${url[watched]}" | wc -c)
size_request "${url[unwatched]}" -f >/dev/null || die "the server without the listener does not answer"
curl -sf -o /dev/null "${url[watched]}/plain/constant/$size" || die "the plain application is not there"
for ((warming = 0; warming < 12; warming++)); do
    for kind in constant known unwatched; do
        load $kind 10 >/dev/null
    done
done
for ((round = 0; round < rounds; round++)); do
    for kind in constant known unwatched; do
        echo "$kind $(load $kind $seconds)" >>"$results"
    done
done
for kind in constant known unwatched; do
    printf '%-9s %6s requests a second   %6s kB allocated a request   (%s bytes)\n' "$kind" "$(column "$kind" 1)" "$(column "$kind" 2)" "$size"
done
awk -v c="$(column constant 1)" -v k="$(column known 1)" -v ca="$(column constant 2)" -v ka="$(column known 2)" \
    'BEGIN { printf "known beside constant: %.2f times the requests, %.2f times the bytes\n", k / c, ka / ca }'
awk -v c="$(column constant 1)" -v k="$(column known 1)" -v u="$(column unwatched 1)" \
    'BEGIN { printf "numbers and access log: %.2f times the requests without them, which are %.2f times those for the constant\n", k / u, u / c }'
