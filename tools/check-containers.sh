#!/usr/bin/env bash
# Whether what containers and clouds are given is taken by the programs that read it, and fits the service. Starts no container:
# server-config/docker/test does.
# shellcheck source-path=SCRIPTDIR disable=SC2317 # a trap calls what nothing else seems to call
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"
. "$root/tools/checks.sh"
docker="$root/server-config/docker"

main() {
    need docker-compose haproxy nginx redis-server redis-cli openssl python3 yaml
    work=$(mktemp -d "${TMPDIR:-/tmp}/ytsize-containers.XXXXXX")
    redis_pid=''
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    check_compose
    check_beside
    check_template
    "$(python_with_yaml)" -B -m unittest discover -s "$root/src/test/containers"
}

# As it is, and with every line of .env.example in force.
check_compose() {
    sed -n 's/^#\([A-Z_]*=\)/\1/p' "$docker/.env.example" >"$work/env"
    takes_without_a_word docker-compose -f "$docker/compose.yaml" --profile haproxy --profile monitoring config
    takes_without_a_word docker-compose -f "$docker/compose.yaml" --env-file "$work/env" --profile nginx config
    say "compose.yaml: taken, with .env.example and without"
}

# What containers are given, in one directory.
check_beside() {
    local name port
    port=$(free_ports 2)
    mkdir "$work/beside" "$work/secrets"
    cp -r "$root/haproxy.cfg" "$root/server-config/nginx/nginx.conf" "$root/server-config/nginx/options" "$root/server-config/redis/redis.conf" \
        "$root/server-config/redis/users.acl.example" "$work/beside/"
    : >"$work/secrets/CERTIFICATE"
    for name in REDIS_PASSWORD REDIS_OPERATOR_PASSWORD REDIS_EXPORTER_PASSWORD HAPROXY_STATS_PASSWORD; do
        echo "word of $name" >"$work/secrets/$name"
    done
    beside=(env BESIDE="$work/beside" SECRETS="$work/secrets" WORK="$work" DATA="$work" SERVERS='api1=127.0.0.2:3001 api2=127.0.0.2:3002'
        PORT="$port" STATUS="127.0.0.1:$((port + 1))" "$docker/beside")
    takes_without_a_word beside haproxy -c
    [[ $(grep -c '^ *server ' "$work/haproxy.cfg") == 3 ]] || die "HAProxy has other servers than it is told: $(grep '^ *server ' "$work/haproxy.cfg")"
    takes_without_a_word beside nginx -q -t
    [[ $(grep -c '^ *server 127.0.0.2:3001 .*server 127.0.0.2:3002 ' "$work/nginx.conf") == 1 ]] || die "nginx has other servers than it is told"
    check_options
    check_redis
    check_exporter
    say "beside: HAProxy, nginx and Redis take what it makes; Redis' exporter is found and told its password"
}

beside() { "${beside[@]}" "$@"; }

# TLS, the edge limit and every origin, none of which is there without being asked for.
check_options() {
    local balancer options
    local -x HAPROXY_EDGE_LIMIT=60 ALLOWED_ORIGINS=\*
    [[ -z $(ls "$work/options") ]] || die "nginx has options that nobody asked for: $(ls "$work/options")"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout - 2>/dev/null >"$work/secrets/CERTIFICATE"
    takes_without_a_word beside haproxy -c
    takes_without_a_word beside nginx -q -t
    options=("$work"/options/*)
    ((${#options[@]} == 3)) || die "nginx has other options than it was asked for: ${options[*]##*/}"
    grep -q ' ssl http2;' "$work/nginx.conf" || die "nginx has a certificate and speaks plain HTTP"
    grep -q 'rate=360r/m' "$work/options/edge-limit.http.conf" || die "nginx has another limit than it was asked for"
    grep -q 'burst=59' "$work/options/edge-limit.http.conf" || die "nginx has another limit than it was asked for"
    HAPROXY_EDGE_LIMIT=1 takes_without_a_word beside nginx -q -t
    echo none >"$work/secrets/CERTIFICATE"
    for balancer in 'haproxy -c' 'nginx -q -t'; do
        # shellcheck disable=SC2086 # words of a command
        ! beside $balancer >/dev/null 2>&1 || die "$balancer does not read the certificate"
    done
}

check_redis() {
    local port tries=100 said
    port=$(free_port)
    # Not by the function: that would be a shell, and Redis its child, whom nobody ends.
    "${beside[@]}" redis --port "$port" --bind 127.0.0.1 >"$work/redis.log" 2>&1 &
    redis_pid=$!
    until said=$(redis-cli -p "$port" ping 2>&1) && [[ $said == NOAUTH* ]]; do
        if ! kill -0 "$redis_pid" 2>/dev/null || ((tries-- == 0)); then
            die "Redis does not start: $said
$(tail -n 3 "$work/redis.log")"
        fi
        sleep 0.1
    done
    said=$(REDISCLI_AUTH='word of REDIS_PASSWORD' redis-cli -p "$port" ping)
    [[ $said == PONG ]] || die "Redis says '$said' to the service"
    kill "$redis_pid"
    wait "$redis_pid" || true
    redis_pid=''
}

# By a program that stands where its image has it.
check_exporter() {
    local said
    mkdir "$work/image"
    printf '#!/bin/sh\nenv\n' >"$work/image/redis_exporter"
    chmod +x "$work/image/redis_exporter"
    said=$(env IMAGE="$work/image" "${beside[@]}" redis-exporter | grep '^REDIS_[UP]' | sort)
    [[ $said == $'REDIS_PASSWORD=word of REDIS_EXPORTER_PASSWORD\nREDIS_USER=exporter' ]] || die "Redis' exporter gets '$said'"
}

# By the linter of its makers where it is there; it is in no distribution.
check_template() {
    if command -v cfn-lint >/dev/null && cfn-lint --version >/dev/null 2>&1; then
        cfn-lint --non-zero-exit-code informational "$root/server-config/aws/cloudformation.yaml" || die "cfn-lint refuses the template"
        say "cloudformation.yaml: cfn-lint has nothing to say"
    else
        say "cloudformation.yaml: without cfn-lint, which is not here; by rules of our own alone"
    fi
}

main
