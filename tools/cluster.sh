# shellcheck shell=bash disable=SC2154,SC2034 # root, run, ours and others are set by who sources this, and read there
# Redis, several instances and a balancer, all on loopback, as serve --cluster runs them. Sourced after server.sh.

# start_redis PORT: behind passwords that nobody else learns, but for those of REDIS_OPERATOR_PASSWORD and REDIS_EXPORTER_PASSWORD where
# they are set. Exports REDIS_URL and REDIS_PASSWORD for the instances, which do not get to know the other two.
start_redis() {
    local redis_port=$1
    REDIS_PASSWORD=$(random_word)
    export REDIS_PASSWORD REDIS_URL="redis://127.0.0.1:$redis_port"
    redis_users >"$run/users.acl"
    unset REDIS_OPERATOR_PASSWORD REDIS_EXPORTER_PASSWORD
    say "starting Redis on port $redis_port"
    helper Redis redis-server "$root/server-config/redis/redis.conf" \
        --port "$redis_port" --bind 127.0.0.1 --dir "$run" --aclfile "$run/users.acl" >"$run/redis.log" 2>&1
    await_helper Redis 127.0.0.1 "$redis_port" "$run/redis.log"
}

# helper NAME COMMAND...: in the background, out of reach of the terminal's Ctrl-C, which is for this script alone; it ends with it.
helper() {
    local name=$1
    shift
    setpriv --pdeathsig TERM setsid "$@" </dev/null &
    ours+=("$!")
    helpers[$!]=$name
    helper_pid=$!
}

# await_helper NAME ADDRESS PORT LOG: until it listens.
await_helper() {
    local begun=$SECONDS reason=''
    until accepts "$2" "$3"; do
        [[ -z $stopping ]] || serve_until_the_end
        if ! kill -0 "$helper_pid" 2>/dev/null; then
            reason="$1 ended"
        elif ((SECONDS - begun >= patience)); then
            reason="$1 did not listen on port $3 of $2 for $patience s"
        fi
        [[ -z $reason ]] || die "$(tail -n 3 "$4" 2>/dev/null)
ytsize does not start: $reason"
        sleep 0.1
    done
}

# accepts ADDRESS PORT: where HAPROXY_BIND is no address of this host, there may be no answer at all.
# shellcheck disable=SC2016 # the inner bash expands it
accepts() { timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; }

redis_users() {
    sed -e "s/@SHA256_OF_PASSWORD@/$(hash_of "$REDIS_PASSWORD")/" \
        -e "s/@SHA256_OF_OPERATORS_PASSWORD@/$(hash_of "${REDIS_OPERATOR_PASSWORD:-$(random_word)}")/" \
        -e "s/@SHA256_OF_EXPORTERS_PASSWORD@/$(hash_of "${REDIS_EXPORTER_PASSWORD:-$(random_word)}")/" \
        "$root/server-config/redis/users.acl.example"
}

random_word() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

hash_of() { printf %s "$1" | sha256sum | cut -d' ' -f1; }

# start_haproxy PORT COUNT: haproxy.cfg as it is, with the servers that there are.
start_haproxy() {
    local address=${HAPROXY_BIND:-127.0.0.1}
    haproxy_servers "$1" "$2" >"$run/haproxy.cfg"
    say "starting HAProxy on port $1; its runtime socket is $run/haproxy.sock"
    PORT=$1 HAPROXY_BIND=$address HAPROXY_SOCKET="$run/haproxy.sock" helper HAProxy haproxy -W -f "$run/haproxy.cfg"
    await_helper HAProxy "${address/#\*/127.0.0.1}" "$1" /dev/null
}

haproxy_servers() {
    local line number
    while IFS= read -r line; do
        [[ $line == *'END servers' ]] || printf '%s\n' "$line"
        [[ $line == *'BEGIN servers' ]] || continue
        for ((number = 1; number <= $2; number++)); do
            printf '    server ytsize-%s 127.0.0.1:%s\n' "$number" "$(($1 + number))"
        done
        while [[ $line != *'END servers' ]]; do IFS= read -r line; done
        printf '%s\n' "$line"
    done <"$root/haproxy.cfg"
}

# start_nginx PORT COUNT STATUS_PORT: nginx.conf, filled in as its head says.
start_nginx() {
    local number treatment servers=''
    treatment=$(sed -nE '1s/^server [^ ]+ //p' "$root/server-config/nginx/servers.conf")
    for ((number = 1; number <= $2; number++)); do
        servers+=" server 127.0.0.1:$(($1 + number)) $treatment"
    done
    mkdir "$run/nginx-options"
    sed -e "s|@RUN@|$run|; s|@OPTIONS@|$run/nginx-options|; s|@LOG@|$run/nginx.log|; s|@LISTEN@|127.0.0.1:$1|; s|@SERVERS@|$servers|" \
        -e "s|@STATUS@|127.0.0.1:$3|" "$root/server-config/nginx/nginx.conf" >"$run/nginx.conf"
    say "starting nginx on port $1; its log is $run/nginx.log"
    helper nginx nginx -p "$run" -c "$run/nginx.conf" -g 'daemon off;'
    await_helper nginx 127.0.0.1 "$1" /dev/null
}
