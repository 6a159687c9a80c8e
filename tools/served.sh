# shellcheck shell=bash disable=SC2154,SC2317 # root is set by who sources this; a trap and waiting call what nothing else seems to call
# Starts serve for a test, and makes sure that it ends without a trace. Sourced after programs.sh and server.sh.

# Seconds. The first start may have to build, to make the class-data archive, and to fetch what is missing.
patience_for_start=900
# The instances drain for 35 s at most.
patience_for_end=90

# Sets `work`, a directory that is removed at the end, and sees to the end.
prepare_to_serve() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/ytsize-served.XXXXXX")
    log="$work/log" serve='' options=()
    declare -gA family=()
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

# --- the start -------------------------------------------------------------------------------------------------------

# start COUNT OPTION...: so many instances behind a balancer; with 0, one without. It ends with this script, however this script ends. What it
# writes goes to our directory. It leads a group, and hears a terminal's signals, which a shell has its jobs in the background ignore.
start() {
    instances=$1 options=("${@:2}")
    ((!instances)) || options=(--cluster "$@")
    port=$(free_ports "$((instances + 1))")
    url="http://localhost:$port"
    family=()
    PORT=$port TMPDIR="$work" setpriv --pdeathsig TERM env --default-signal=INT,HUP setsid \
        "$root/serve" "${options[@]}" </dev/null >"$log" 2>&1 &
    serve=$!
    within "$patience_for_start" says_where || fail "it did not listen within $patience_for_start s"
}

says_where() {
    remember_family
    ! has_ended || fail "it did not start"
    grep -q "^ytsize listens on $url;" "$log"
}

# --- the end ---------------------------------------------------------------------------------------------------------

# serve ends as its first instance does, which is with 0 when it was asked to.
end() {
    remember_family
    kill -TERM "$serve"
    await_end 0
}

# await_end STATUS: with that, and without a trace.
await_end() {
    local status=0 number
    within "$patience_for_end" has_ended || fail "it did not end within $patience_for_end s"
    wait "$serve" || status=$?
    serve=''
    ((status == $1)) || fail "it ended with $status"
    within 5 is_nobody_left || fail "processes were left: $(left_over | paste -sd ,)"
    for ((number = port; number <= port + instances; number++)); do
        ! (exec 3<>"/dev/tcp/127.0.0.1/$number") 2>/dev/null || fail "port $number is still open"
    done
    [[ -z $(find "$work" -mindepth 1 -maxdepth 1 -name 'ytsize.*') ]] || fail "its directory was left"
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

fail() {
    die "$(tail -n 20 "$log")
serve ${options[*]}: $1"
}
