#!/usr/bin/env bash
# Whether the programs that are configured here take their configuration, in every combination of its switches and
# without a warning.
# shellcheck source-path=SCRIPTDIR disable=SC2317 # a trap calls what nothing else seems to call
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"
. "$root/tools/checks.sh"

main() {
    need haproxy nginx redis-server redis-cli openssl python3
    work=$(mktemp -d "${TMPDIR:-/tmp}/ytsize-configs.XXXXXX")
    redis_pid=''
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    make_certificate
    check_haproxy
    check_nginx
    check_redis
}

make_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
        -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
    cat "$work/certificate.pem" "$work/key.pem" >"$work/both.pem"
}

refuses() {
    ! "$@" >/dev/null 2>&1 || die "taken, though it is wrong: $*"
}

# --- HAProxy ---------------------------------------------------------------------------------------------------------

check_haproxy() {
    # shellcheck disable=SC2016 # a password may look like that
    local switches=(
        HAPROXY_CERT="$work/both.pem"
        HAPROXY_BIND6=::
        HAPROXY_EDGE_LIMIT=30
        HAPROXY_STATS_PASSWORD='of "all", kinds) \#$1'
        HAPROXY_BACKUP=127.0.0.1:3009
        HAPROXY_USER=haproxy
        HAPROXY_STATE="$work/servers"
        HAPROXY_TRUSTED_PROXIES="$work/proxies"
        ALLOWED_ORIGINS=\*
    )
    local combination chosen index count=$((1 << ${#switches[@]}))
    echo 1 >"$work/servers"
    printf '%s\n' 192.0.2.0/24 2001:db8::/32 >"$work/proxies"
    for ((combination = 0; combination < count; combination++)); do
        chosen=()
        for index in "${!switches[@]}"; do
            if ((combination >> index & 1)); then
                chosen+=("${switches[index]}")
            fi
        done
        takes_without_a_word haproxy_with "${chosen[@]}"
    done
    takes_without_a_word haproxy_with "${switches[@]/=*/=}"
    takes_without_a_word haproxy_with PORT=443 HAPROXY_BIND=127.0.0.1 HAPROXY_SOCKET="$work/socket" HAPROXY_LOG=/dev/log \
        HAPROXY_LOG_FORMAT=rfc5424 HAPROXY_MAXCONN=10 HAPROXY_STATS_BIND=:8404 HAPROXY_STATS_USER=me HAPROXY_STATS_PASSWORD=mine \
        HAPROXY_USER=haproxy HAPROXY_GROUP=haproxy HAPROXY_CHROOT=/var/lib/haproxy MAX_BODY_BYTES=1024 ALLOWED_ORIGINS="$(printf 'https://%s.example,' {1..200})https://last.example"
    refuses haproxy_with PORT=none
    refuses haproxy_with HAPROXY_CERT="$work/none.pem"
    refuses haproxy_with HAPROXY_EDGE_LIMIT=many
    refuses haproxy_with HAPROXY_TRUSTED_PROXIES=192.0.2.0/24
    refuses haproxy_with HAPROXY_STATS_PASSWORD="it's"
    say "haproxy.cfg: $count combinations of ${#switches[@]} switches"
}

haproxy_with() { env -i PATH="$PATH" "$@" haproxy -c -f "$root/haproxy.cfg"; }

# --- nginx -----------------------------------------------------------------------------------------------------------

check_nginx() {
    local options=("$root"/server-config/nginx/options/*) option
    nginx_with
    for option in "${options[@]}"; do
        nginx_with "$option"
    done
    nginx_with "${options[@]}"
    say "nginx.conf: alone, with each of ${#options[@]} options, and with all"
}

nginx_with() {
    local here="$work/nginx" option port listen
    rm -rf "$here"
    mkdir -p "$here/options"
    port=$(free_ports 2)
    listen=127.0.0.1:$port
    for option in "$@"; do
        case $option in
            */user.main.conf) ((EUID == 0)) || continue ;; # for others it is a warning
            */tls.http.conf) listen+=' ssl http2' ;;
        esac
        sed -e "s|@CERTIFICATE@|$work/certificate.pem|; s|@KEY@|$work/key.pem|" \
            -e 's|@PROXIES@|set_real_ip_from 192.0.2.0/24; set_real_ip_from 2001:db8::/32;|' "$option" >"$here/options/${option##*/}"
    done
    sed -e "s|@RUN@|$here|; s|@OPTIONS@|$here/options|; s|@LOG@|$here/log|; s|@LISTEN@|$listen|; s|@STATUS@|127.0.0.1:$((port + 1))|" \
        -e "s|@SERVERS@|$(paste -sd ' ' "$root/server-config/nginx/servers.conf")|" "$root/server-config/nginx/nginx.conf" >"$here/nginx.conf"
    ! grep -rn '^[^#]*@[A-Z]*@' "$here" || die "nginx: something was not filled in"
    takes_without_a_word nginx -q -t -p "$here" -c "$here/nginx.conf"
}

# --- Redis -----------------------------------------------------------------------------------------------------------

check_redis() {
    local script settings limit
    sed -e "s|@SHA256_OF_PASSWORD@|$(sha256_of service)|; s|@SHA256_OF_OPERATORS_PASSWORD@|$(sha256_of operator)|" \
        -e "s|@SHA256_OF_EXPORTERS_PASSWORD@|$(sha256_of exporter)|" \
        "$root/server-config/redis/users.acl.example" >"$work/users.acl"
    start_redis

    script=$(<"$root/src/main/resources/org/ytsize/ratelimit/take.lua")
    limit=(20 60000000)
    says -E '^1$' as default service EVAL "$script" 1 rl:192.0.2.1 one "${limit[@]}"
    says -E '^2$' as default service EVALSHA "$(printf %s "$script" | sha1sum | cut -d ' ' -f 1)" 1 rl:192.0.2.1 two "${limit[@]}"
    says PONG as default service PING
    says OK as default service CLIENT SETNAME ytsize
    says redis_version as default service INFO server
    says redis as default service HELLO 3

    says PONG redis -a service PING
    says NOAUTH redis PING
    says WRONGPASS as default wrong PING
    says NOPERM as default service GET rl:192.0.2.1
    says NOPERM as default service ZADD other 1 one
    says NOPERM as default service EVAL "$script" 1 other one "${limit[@]}"
    says "can't run this command" as default service EVAL "return redis.call('GET', KEYS[1])" 1 rl:192.0.2.1
    for command in 'KEYS x' FLUSHALL 'CONFIG GET save' 'ACL LIST' 'CLIENT LIST' 'SCRIPT FLUSH' SHUTDOWN 'DEBUG SLEEP 0' MONITOR 'SUBSCRIBE x' \
        'REPLICAOF 127.0.0.1 1' SAVE 'MODULE LIST' 'SELECT 0'; do
        # shellcheck disable=SC2086 # words of a command
        says -E 'NOPERM|not allowed' as default service $command
    done

    says redis_version as exporter exporter INFO ALL
    says -E '^[0-9]+$' as exporter exporter SLOWLOG LEN
    for command in 'GET rl:192.0.2.1' 'ZCARD rl:192.0.2.1' 'CONFIG GET save' 'SLOWLOG RESET' 'CLIENT LIST' 'SCAN 0' SHUTDOWN; do
        # shellcheck disable=SC2086 # words of a command
        says NOPERM as exporter exporter $command
    done

    settings=$(as operator operator CONFIG GET '*')
    for setting in $'save\n300 1\n' $'stop-writes-on-bgsave-error\nno' $'appendonly\nno' $'maxmemory-policy\nnoeviction' $'protected-mode\nyes' $'timeout\n0'; do
        [[ $settings == *"$setting"* ]] || die "Redis does not have the setting $setting"
    done
    as operator operator CONFIG SET maxmemory 1 >/dev/null
    says OOM as default service EVAL "$script" 1 rl:192.0.2.2 one "${limit[@]}"

    kill "$redis_pid"
    wait "$redis_pid" || die "Redis did not end well: $(tail -3 "$work/redis.log")"
    redis_pid=''
    start_redis
    says -E '^3$' as default service EVAL "$script" 1 rl:192.0.2.1 three "${limit[@]}"
    redis_ends_though_its_disk_is_gone
    refuses timeout 10 redis-server "$root/server-config/redis/redis.conf" --port 0 --dir "$work" --aclfile "$work/none.acl"
    say "redis.conf: started, asked, ended"
}

# As with a full disk: nothing can be written any more.
redis_ends_though_its_disk_is_gone() {
    rm -r "$work/data"
    kill "$redis_pid"
    timeout 20 tail --pid="$redis_pid" -f /dev/null || die "Redis does not end while it cannot save: $(tail -3 "$work/redis.log")"
    wait "$redis_pid" || die "Redis did not end well: $(tail -3 "$work/redis.log")"
    redis_pid=''
    grep -q 'Error trying to save the DB' "$work/redis.log" || die "Redis could save all the same: $(tail -3 "$work/redis.log")"
}

# On a socket in a directory of our own, and on no port.
start_redis() {
    local tries=200
    mkdir -p "$work/data"
    redis-server "$root/server-config/redis/redis.conf" --port 0 --unixsocket "$work/redis.sock" --dir "$work/data" \
        --aclfile "$work/users.acl" >"$work/redis.log" 2>&1 &
    redis_pid=$!
    until [[ -S $work/redis.sock ]]; do
        if ! kill -0 "$redis_pid" 2>/dev/null || ((tries-- == 0)); then
            die "Redis does not start:
$(cat "$work/redis.log")"
        fi
        sleep 0.05
    done
}

redis() { redis-cli -s "$work/redis.sock" --no-auth-warning "$@"; }

# as USER PASSWORD COMMAND...
as() {
    local user=$1 password=$2
    shift 2
    redis --user "$user" --pass "$password" "$@"
}

# says [-E] TEXT COMMAND...: whether that is in what it says.
says() {
    local option=-F said text
    [[ $1 != -E ]] || { option=-E && shift; }
    text=$1
    shift
    said=$("$@" 2>&1) || true
    grep -q "$option" -e "$text" <<<"$said" || die "$* says '$said', without '$text'"
}

sha256_of() { printf %s "$1" | sha256sum | cut -d ' ' -f 1; }

main "$@"
