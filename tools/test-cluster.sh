#!/usr/bin/env bash
# Whether serve --cluster starts all that it promises, answers through either balancer, and ends without a trace.
# shellcheck source-path=SCRIPTDIR disable=SC2154,SC2317 # served.sh sets variables; waiting calls what nothing else seems to call
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"
. "$root/tools/server.sh"
. "$root/tools/served.sh"

# Seconds. As long as two instances that started at the same time, each on its own, take to find each other.
patience_for_members=60

main() {
    need curl python3 chromium
    prepare_to_serve
    check_cluster haproxy
    check_cluster nginx --nginx
}

# check_cluster BALANCER [OPTION]
check_cluster() {
    local begun=$SECONDS
    start 2 --stub "${@:2}"
    check_family "$1"
    check_members
    check_answers
    check_pages
    end
    say "serve ${options[*]}: started, asked, ended, in $((SECONDS - begun)) s"
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

# What people see, whose browsers ask both versions and are told of lookups as they go.
check_pages() {
    shows '/?v=two-hours--' '2:00:13 long'
    shows /status '2 of 2 instances are ready.'
}

# shows PATH TEXT: a browser does, at the latest after 30 s by its own clock, which stands still while it waits for an answer.
shows() {
    HOME=$work timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
        --user-data-dir="$work/browser" --virtual-time-budget=30000 --dump-dom "$url$1" >"$work/page" 2>"$work/browser.log" ||
        fail "the browser failed: $(tail -n 3 "$work/browser.log")"
    grep -qF "$2" "$work/page" || fail "$1 does not show '$2'"
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

main "$@"
