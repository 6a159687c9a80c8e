#!/usr/bin/env bash
# Whether what an operator is given works: rules, dashboards and the collectors of logs as they are written; then, on a cluster that a
# real Prometheus watches, every panel, every command of the runbook, and alerts for trouble that is made.
# shellcheck source-path=SCRIPTDIR disable=SC2154,SC2317 # served.sh sets variables; waiting calls what nothing else seems to call
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"
. "$root/tools/server.sh"
. "$root/tools/served.sh"

# Seconds until a program listens that needs nothing but itself.
patience_for_listening=60
# Questions that a client may ask in a window: some more are asked, so that some are refused.
limit=100

main() {
    need jdk curl python3 yaml socat redis-cli prometheus prometheus-redis-exporter prometheus-node-exporter
    yaml_python=$(python_with_yaml)
    watchers=()
    prepare_to_serve
    trap end_all EXIT
    check_files
    choose_ports
    serve_with_passwords
    watch
    "$yaml_python" -B "$root/src/test/monitoring/live.py" "$url" "$prometheus" "$limit" || fail "Prometheus does not tell of it what it should"
    operators_variables
    "$yaml_python" -B "$root/src/test/monitoring/runbook.py" || fail "the runbook is wrong"
    "$yaml_python" -B "$root/src/test/monitoring/drills.py" "$url" "$prometheus" "${OPS_SOCKET%1.sock}"{1..3}.sock || fail "an alert is wrong"
    end_watchers
    end
}

check_files() {
    promtool check config "$root/server-config/prometheus/prometheus.yml" >"$work/said" 2>&1 || die "$(<"$work/said")"
    promtool test rules "$root"/server-config/prometheus/rules/*-test.yaml >"$work/said" 2>&1 || die "$(<"$work/said")"
    "$yaml_python" -B -m unittest discover -s "$root/src/test/monitoring"
}

choose_ports() {
    statistics_port=$(free_ports 4 20000)
    redis_exporter_port=$((statistics_port + 1)) node_exporter_port=$((statistics_port + 2)) prometheus_port=$((statistics_port + 3))
    prometheus="http://127.0.0.1:$prometheus_port"
}

# With passwords that this script knows.
serve_with_passwords() {
    HAPROXY_STATS_PASSWORD=$(random_word) REDIS_OPERATOR_PASSWORD=$(random_word) REDIS_EXPORTER_PASSWORD=$(random_word)
    export HAPROXY_STATS_PASSWORD REDIS_OPERATOR_PASSWORD REDIS_EXPORTER_PASSWORD
    HAPROXY_STATS_BIND="127.0.0.1:$statistics_port" RATE_LIMIT_MAX_REQUESTS=$limit start 3 --stub
    redis_port=$(told 's/^starting Redis on port ([0-9]+)$/\1/p')
    haproxy_socket=$(told 's/^starting HAProxy .*its runtime socket is (.*)$/\1/p')
}

# told SED_SCRIPT: from what serve has written.
told() { sed -nE "$1" "$log"; }

random_word() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# --- who watches -----------------------------------------------------------------------------------------------------

watch() {
    prometheus_directory
    # Passwords by the environment, where no list of processes shows them.
    REDIS_ADDR="redis://127.0.0.1:$redis_port" REDIS_USER=exporter REDIS_PASSWORD=$REDIS_EXPORTER_PASSWORD \
        watcher prometheus-redis-exporter -web.listen-address "127.0.0.1:$redis_exporter_port" -config-command - -connection-timeout 500ms
    watcher prometheus-node-exporter --web.listen-address="127.0.0.1:$node_exporter_port"
    watcher prometheus --config.file="$work/prometheus/prometheus.yml" --storage.tsdb.path="$work/data" \
        --web.listen-address="127.0.0.1:$prometheus_port"
    within "$patience_for_listening" is_ready || fail "Prometheus is not ready: $(tail -n 5 "$work/prometheus.log")"
}

is_ready() { curl -sf -m 5 -o /dev/null "$prometheus/-/ready"; }

# As it is, but for addresses, and that it asks and thinks each second.
prometheus_directory() {
    local number places=()
    for ((number = 1; number <= instances; number++)); do places+=("127.0.0.1:$((port + number))"); done
    cp -r "$root/server-config/prometheus" "$work/prometheus"
    sed -i -E 's/^(  (scrape|evaluation)_interval): .*/\1: 1s/; s/^(  scrape_timeout): .*/\1: 1s/' "$work/prometheus/prometheus.yml"
    (umask 077 && printf %s "$HAPROXY_STATS_PASSWORD" >"$work/prometheus/haproxy-password")
    targets ytsize "${places[@]}"
    targets haproxy "127.0.0.1:$statistics_port"
    targets redis "127.0.0.1:$redis_exporter_port"
    targets node "127.0.0.1:$node_exporter_port"
    promtool check config "$work/prometheus/prometheus.yml" >"$work/said" 2>&1 || die "$(<"$work/said")"
}

# targets JOB ADDRESS...
targets() {
    local addresses
    addresses=$(printf ', %s' "${@:2}")
    printf -- '- targets: [%s]\n' "${addresses:2}" >"$work/prometheus/targets/$1.yml"
}

# watcher PROGRAM ARGUMENT...: in the background; it ends with this script, however this script ends.
watcher() {
    setpriv --pdeathsig TERM "$@" </dev/null >"$work/$1.log" 2>&1 &
    watchers+=("$!")
}

end_watchers() {
    local pid
    for pid in "${watchers[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
        end_within 20 "$pid"
        wait "$pid" 2>/dev/null || true
    done
    watchers=()
}

end_all() {
    end_watchers
    clean_up
}

# --- what an operator does -------------------------------------------------------------------------------------------

# Those that the runbook begins with.
operators_variables() {
    PATH="${jdk:+$jdk:}$PATH"
    API=$url INSTANCE="http://127.0.0.1:$((port + 1))" SERVER=ytsize-1 PROMETHEUS=$prometheus
    HAPROXY_SOCKET=$haproxy_socket OPS_SOCKET="${haproxy_socket%/*}/ops-1.sock"
    REDIS="-h 127.0.0.1 -p $redis_port --user operator --no-auth-warning" REDISCLI_AUTH=$REDIS_OPERATOR_PASSWORD
    YTDLP_PROXY=$(told 's/^stub YouTube: proxy (\S+),.*/\1/p') YTDLP_CA_CERTS=$(told 's/^stub YouTube: .*, CA (\S+)$/\1/p')
    export PATH API INSTANCE SERVER PROMETHEUS HAPROXY_SOCKET OPS_SOCKET REDIS REDISCLI_AUTH YTDLP_PROXY YTDLP_CA_CERTS
}

main "$@"
