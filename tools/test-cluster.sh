#!/usr/bin/env bash
# Whether serve --cluster starts all that it promises, answers through either balancer, and ends without a trace.
# shellcheck source-path=SCRIPTDIR disable=SC2317 # a trap and waiting call what nothing else seems to call
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"
. "$root/tools/server.sh"

# Seconds. The first start may have to build, to make the class-data archive, and to fetch what is missing.
patience_for_start=900
# The instances drain for 35 s at most.
patience_for_end=90
# As long as two instances that started at the same time, each on its own, take to find each other.
patience_for_members=60

main() {
    need curl python3
    work=$(mktemp -d "${TMPDIR:-/tmp}/ytsize-cluster.XXXXXX")
    serve=''
    declare -gA family=()
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    check_cluster haproxy
    check_cluster nginx --nginx
}

# check_cluster BALANCER [OPTION]
check_cluster() {
    local begun=$SECONDS options=(--cluster 2 --stub "${@:2}")
    start "${options[@]}"
    check_family "$1"
    check_members
    check_answers
    end
    say "serve ${options[*]}: started, asked, ended, in $((SECONDS - begun)) s"
}

# --- the start -------------------------------------------------------------------------------------------------------

# start OPTION...: it ends with this script, however this script ends. What it writes goes to our directory.
start() {
    port=$(three_free_ports)
    url="http://localhost:$port"
    log="$work/log"
    family=()
    PORT=$port TMPDIR="$work" setpriv --pdeathsig TERM "$root/serve" "$@" </dev/null >"$log" 2>&1 &
    serve=$!
    within "$patience_for_start" says_where || fail "it did not listen within $patience_for_start s"
}

says_where() {
    remember_family
    ! has_ended || fail "it did not start"
    grep -q "^ytsize listens on $url;" "$log"
}

# The first of three in a row. Below those that Linux gives to outgoing connections, which come and go.
three_free_ports() {
    python3 - <<'PYTHON'
import random, socket

def is_free(port):
    with socket.socket() as s:
        try:
            s.bind(("", port))
        except OSError:
            return False
    return True

print(next(p for p in random.sample(range(10000, 30000), 10000) if all(map(is_free, range(p, p + 3)))))
PYTHON
}

# --- what it promises ------------------------------------------------------------------------------------------------

# Else there would be no sense in asking later whether they are gone: Redis, the balancer, two instances and the stub.
check_family() {
    local name
    for name in redis-server "$1" java java java; do printf '%s\n' "$name"; done | sort >"$work/wanted"
    left_over | cut -d ' ' -f 2 | sort >"$work/there"
    [[ -z $(comm -23 "$work/wanted" "$work/there") ]] || fail "not all are there: $(paste -sd ' ' "$work/there")"
}

# Each instance may look it up once; what one of them knows, it does not look up again.
check_answers() {
    local number answer
    for number in {1..4}; do
        answer=$(size_request "$url" -m 40 -o "$work/answer" -w '%{http_code} %header{x-cache}') || true
        [[ $answer == '200 '?* ]] || fail "question $number got '$answer': $(cat "$work/answer")"
        ((number < 3)) || [[ $answer != *miss ]] || fail "question $number was looked up again"
    done
    answer=$(curl -s -m 40 -o /dev/null -w '%{http_code}' "$url/mphealth/ready") || true
    [[ $answer == 404 ]] || fail "/mphealth/ready got '$answer'"
}

check_members() {
    local number
    for number in 1 2; do
        within "$patience_for_members" knows_two_members "$number" || fail "instance $number says it has '$(members "$number")' members"
    done
}

knows_two_members() { [[ $(members "$1") == 2 ]]; }

members() {
    curl -s -m 5 "http://127.0.0.1:$((port + $1))/health" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["cluster"]["members"])' 2>/dev/null || true
}

# --- the end ---------------------------------------------------------------------------------------------------------

# serve ends as its first instance does, which is with 0 when it was asked to.
end() {
    local status=0 number
    remember_family
    kill -TERM "$serve"
    within "$patience_for_end" has_ended || fail "it did not end within $patience_for_end s"
    wait "$serve" || status=$?
    serve=''
    ((status == 0)) || fail "it ended with $status"
    within 5 is_nobody_left || fail "processes were left: $(left_over | paste -sd ,)"
    for ((number = port; number <= port + 2; number++)); do
        ! (exec 3<>"/dev/tcp/127.0.0.1/$number") 2>/dev/null || fail "port $number is still open"
    done
    [[ -z $(find "$work" -mindepth 1 -name 'ytsize.*') ]] || fail "its directory was left"
}

has_ended() { ! kill -0 "$serve" 2>/dev/null; }

is_nobody_left() { [[ -z $(left_over) ]]; }

# A second signal makes serve cut what is in flight.
clean_up() {
    local signal pid
    trap '' INT TERM HUP
    if [[ -n $serve ]]; then
        remember_family
        for signal in TERM TERM KILL; do
            kill -s "$signal" "$serve" 2>/dev/null || break
            ! within 45 has_ended || break
        done
    fi
    within 5 is_nobody_left ||
        while read -r pid _; do kill -KILL "$pid" 2>/dev/null || true; done < <(left_over)
    rm -rf "$work"
}

# --- whose processes -------------------------------------------------------------------------------------------------

# All that are alive: PID, PARENT, TICKS, when it began, and NAME.
processes() {
    cat /proc/[0-9]*/stat 2>/dev/null | sed -nE 's/^([0-9]+) \((.*)\) [^ZX] ([0-9]+) ([-0-9]+ ){17}([0-9]+) .*/\1 \3 \5 \2/p'
}

# Who has begun below serve, at any time: NAME by "PID TICKS", since a PID may be given to somebody else later.
remember_family() {
    local pid ticks name
    while read -r pid ticks name; do family["$pid $ticks"]=$name; done < <(processes | below "$serve")
}

# below PID: its children, and theirs.
below() {
    awk -v top="$1" '
        { parent[$1] = $2; pid = $1; sub(/^[0-9]+ [0-9]+ /, ""); rest[pid] = $0 }
        END {
            for (pid in parent) {
                up = parent[pid]
                while (up != top && up in parent) up = parent[up]
                if (up == top) print pid, rest[pid]
            }
        }'
}

# Of those, who is still there: PID and NAME.
left_over() {
    local pid ticks name
    while read -r pid _ ticks name; do
        [[ -z ${family["$pid $ticks"]:-} ]] || printf '%s %s\n' "$pid" "$name"
    done < <(processes)
}

# --- words -----------------------------------------------------------------------------------------------------------

# within SECONDS COMMAND...: whether it succeeds before they are over.
within() {
    local limit=$1 begun=$SECONDS
    shift
    until "$@"; do
        ((SECONDS - begun < limit)) || return 1
        sleep 0.2
    done
}

fail() {
    die "$(tail -n 20 "$log")
serve ${options[*]}: $1"
}

main "$@"
