#!/usr/bin/env bash
# Whether serve --cluster starts all that it promises, answers through either balancer, also people who look at its pages, and ends without
# a trace.
# shellcheck source-path=SCRIPTDIR disable=SC2154,SC2317 # served.sh sets variables; waiting calls what nothing else seems to call
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"
. "$root/tools/server.sh"
. "$root/tools/served.sh"

# Seconds. As long as two instances that started at the same time, each on its own, take to find each other.
patience_for_members=60
# An instance that was late once is asked again every two seconds, until it has been in time twice.
patience_for_checks=60

main() {
    need curl python3 chromium chromedriver socat
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
    [[ $1 != haproxy ]] || within "$patience_for_checks" are_checked || fail "HAProxy says of them: $(servers)"
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
    remember_family
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

# What only the pages' scripts can say, of what they are told through the balancer.
check_pages() {
    python3 -B "$root/src/test/browser/look.py" "$url/?v=dQw4w9WgXcQ" 'Sizes of' "$url/status" '2 of 2 instances are ready' >>"$log" 2>&1 ||
        fail "its pages do not say what they should"
}

check_members() {
    local number
    for number in 1 2; do
        within "$patience_for_members" knows_two_members "$number" || fail "instance $number says it has '$(members "$number")' members"
    done
}

# HAProxy sends questions to both before it knows whether either is ready, and for a while to none that was late with its first answer.
are_checked() { [[ $(servers) == 'UP L7OK UP L7OK' ]]; }

servers() {
    echo 'show stat' | socat - "$(sed -nE 's/^starting HAProxy .*its runtime socket is (.*)$/\1/p' "$log")" |
        awk -F , '$1 == "ytsize" && $2 ~ /^ytsize-/ { print $18, $37 }' | paste -sd ' '
}

knows_two_members() { [[ $(members "$1") == 2 ]]; }

members() {
    curl -s -m 5 "http://127.0.0.1:$((port + $1))/health" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["cluster"]["members"])' 2>/dev/null || true
}

main "$@"
