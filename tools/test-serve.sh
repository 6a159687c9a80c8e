#!/usr/bin/env bash
# Whether serve starts one instance and tells how to ask it, and what it does when its terminal wants it to end.
# shellcheck source-path=SCRIPTDIR disable=SC2154,SC2317 # served.sh sets variables; waiting calls what nothing else seems to call
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"
. "$root/tools/server.sh"
. "$root/tools/served.sh"

# EX_CONFIG of sysexits.h.
bad_configuration=78
killed=137
# Seconds. A question comes at once, but the first one of an instance on a busy machine.
patience_for_question=60

main() {
    local begun=$SECONDS
    need curl python3
    prepare_to_serve
    check_help
    check_wrong_setting
    key=()
    start 0 --stub
    check_printed_command
    check_taken_port
    (check_one_beside_it)
    check_printed_command
    check_ctrl_c
    start 0 --stub
    check_second_ctrl_c
    say "serve: started, asked, ended, in $((SECONDS - begun)) s"
}

# --- the start -------------------------------------------------------------------------------------------------------

check_help() { [[ $("$root/serve" --help) == './serve '*'Ctrl-C'* ]] || fail "--help does not help"; }

check_wrong_setting() {
    RATE_LIMIT_MAX_REQUESTS=many ends_with "$bad_configuration" "$(free_port)"
    [[ $(tail -n 1 "$log") == *RATE_LIMIT_MAX_REQUESTS*many* ]] || fail "its last line does not name the wrong setting"
}

check_taken_port() {
    local log="$work/second"
    ends_with 1 "$port"
    grep -q "something listens on port $port already" "$log" || fail "it does not say that the port is taken"
}

# ends_with STATUS PORT: by itself.
ends_with() {
    local status=0
    PORT=$2 TMPDIR="$work" setpriv --pdeathsig TERM "$root/serve" --stub </dev/null >"$log" 2>&1 || status=$?
    ((status == $1)) || fail "it ended with $status instead of $1"
}

check_printed_command() {
    local command answer
    command=$(sed -nE 's/^ytsize listens on .*; try: //p' "$log")
    answer=$(bash -c "$command") || true
    [[ $answer == '{"ok":true,'* ]] || fail "'$command' got '$answer'"
}

# On another port, for those who have a key; and then its terminal is closed.
check_one_beside_it() {
    prepare_to_serve
    API_KEY=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    export API_KEY REQUIRE_AUTH=true
    start 0 --stub
    key=(-H "X-API-Key: $API_KEY")
    ! grep -q "$API_KEY" "$log" || fail "it shows the key"
    check_printed_command
    ask_slowly slow-------
    signal_all HUP
    check_answered
    await_end 0
}

# --- the end ---------------------------------------------------------------------------------------------------------

check_ctrl_c() {
    ask_slowly slow-------
    signal_all INT
    check_answered
    await_end 0
}

check_second_ctrl_c() {
    ask_slowly silent-----
    signal_all INT
    within "$patience_for_end" grep -q '^draining; once more cuts' "$log" || fail "it does not say that it drains"
    signal_all INT
    wait "$asker" || true
    [[ $(<"$work/status") == 000 ]] || fail "what was in flight got $(<"$work/status")"
    await_end "$killed"
}

# signal_all SIGNAL: as a terminal does.
signal_all() {
    remember_family
    kill -s "$1" -- "-$serve"
}

# ask_slowly VIDEO: in the background, and it has begun.
ask_slowly() {
    curl -s -m 60 -o "$work/answer" -w '%{http_code}' "${key[@]}" "$url/api/v1/size" -H 'Content-Type: application/json' \
        -d "{\"url\":\"https://www.youtube.com/watch?v=$1\"}" >"$work/status" &
    asker=$!
    within "$patience_for_question" is_asked || fail "the question about $1 does not arrive"
}

is_asked() { curl -s -m 5 "${key[@]}" "$url/api/v1/metrics" | grep -q '"activeTasks":1[,}]'; }

check_answered() {
    wait "$asker" || true
    [[ $(<"$work/status") == 200 ]] || fail "what was in flight got $(<"$work/status")"
}

main "$@"
