# shellcheck shell=bash disable=SC2016,SC2034,SC2154 # what hosts are to expand is not for here; variables are those of who sources this
# What the steps of ansible/lab/test do to the lab and ask of it.

# play NAME PLAYBOOK OPTION...
play() {
    local name=$1 playbook=$2
    shift 2
    lab/lab run ansible-playbook -i "${inventory:-inventories/lab}" "playbooks/$playbook.yml" "$@" >"$work/$name.log" 2>&1 </dev/null ||
        die "$(grep -A 12 '^fatal' "$work/$name.log" | head -40)
$playbook.yml failed"
}

# said NAME WORDS: what that playbook ended with, by a pattern; lines are broken anywhere.
said() {
    grep -Eq "$2" <(tr -s ' \n' '  ' <"$work/$1.log") || die "$(tail -n 30 "$work/$1.log")
$1 does not say: $2"
}

# setting MAX_WORKERS: beside what the inventory sets.
setting() {
    printf '{"payara_api_settings": {"YTDLP_PROXY": "http://198.51.100.1:3128", "MAX_WORKERS": "%s"}}' "$1" >"$work/settings.json"
    play settings site -e "@$work/settings.json"
}

# workers_are NUMBER...: what each instance was started with.
workers_are() {
    local host had
    had=$(for host in api1 api2 api3; do
        lab/lab ssh "$host" 'tr "\0" "\n" </proc/$(systemctl show --property=MainPID --value ytdlp-api)/environ' | sed -n 's/^MAX_WORKERS=//p'
    done | xargs)
    [[ $had == "$*" ]] || die "instances were started with MAX_WORKERS $had, and not $*"
}

nothing_changed() {
    ! grep -E ' (changed|failed|unreachable)=[1-9]' "$work/$1.log" || die "$(grep -B 5 '^changed' "$work/$1.log" | head -40)
something has changed"
}

# comes_back AT_MOST REASON OPTION...: $work/wrong.war is refused under load for that reason, so many requests of which may fail; api1 has
# started it, and has the release before again.
comes_back() {
    local failures=$1 reason=$2 before starts
    shift 2
    before=$(release_of api1)
    starts=$(starts_of api1)
    begin_load
    ! (play wrong deploy -e "payara_api_war=$work/wrong.war" "$@") 2>"$work/said" || die "a release that is wrong was taken"
    said wrong "api1: $reason.*; it has $before, and the rollout has stopped"
    end_load "$failures"
    (($(starts_of api1) >= starts + 2)) || die "api1 has not started the release that is wrong, and then the one before"
    [[ $(release_of api1) == "$before" ]] || die "the release before is not back"
    in_use_everywhere
}

# loses NAME: deploy.yml does, once api1 is drained and starts the release in $work/lost.war.
loses() {
    local deploy_pid
    : >"$work/lost.log"
    play lost deploy -e "payara_api_war=$work/lost.war" 2>"$work/said" &
    deploy_pid=$!
    within 300 grep -q 'Start the service anew' "$work/lost.log" || die "nothing is started anew"
    lab/lab cut "$1"
    ! wait "$deploy_pid" || die "deploy.yml did not miss $1"
    grep -q "$1.* cannot be reached" <(tail -n 20 "$work/lost.log" | tr -s ' \n' '  ') || die "$(tail -n 20 "$work/lost.log")
the last line does not name $1"
    lab/lab ssh lb1 sh -s look <roles/rollout/files/lease || die "deploy.yml has left its lease"
    lab/lab up "$1" >"$work/up.log" 2>&1 || die "$(tail -n 5 "$work/up.log")"
}

update() {
    lab/lab ssh "$1" systemctl --quiet start ytdlp-update 2>/dev/null || {
        lab/lab ssh "$1" journalctl --quiet --no-pager --output cat --lines 5 --unit ytdlp-update >&2
        return 1
    }
}

# ytdlp_is VERSION: what each instance uses.
ytdlp_is() {
    local host
    for host in api1 api2 api3; do [[ $(ytdlp_of "$host") == "$1" ]] || die "$host uses $(ytdlp_of "$host"), and not $1"; done
}

ytdlp_of() { health_of "$1" .dependencies.ytdlp.version; }

follows() {
    update "$1"
    [[ $(ytdlp_of "$1") == "$2" ]]
}

release_war() { lab/lab ssh "$1" cat /opt/ytdlp-api/current/ytsize.war; }

release_of() { lab/lab ssh "$1" ytdlp-api running; }

in_use_everywhere() {
    local releases
    releases=$(for host in api1 api2 api3; do release_of "$host"; done | sort -u)
    [[ -n $releases && $releases != *$'\n'* ]] || die "the hosts run: $releases"
}

java_pids() { for host in api1 api2 api3; do main_pid "$host"; done; }

# How often systemd has started it since the host is up.
starts_of() { lab/lab ssh "$1" journalctl --boot --quiet --output=cat --unit=ytdlp-api | grep -c '^Started ' || true; }

main_pid() { lab/lab ssh "$1" systemctl show --property=MainPID --value ytdlp-api; }

has_another_pid() { [[ $(main_pid "$1") != "$2" ]]; }

# more_memory HOST [BYTES]: so many beside what its processes have now; without them as many as they want. What is only a copy of its disk
# gives way.
more_memory() {
    local group=/sys/fs/cgroup own=anon limit=memory.max most=max
    [[ -e $group/cgroup.controllers ]] || group=/sys/fs/cgroup/memory own=total_rss limit=memory.limit_in_bytes most=-1
    group+=/${lab_dir##*/}/$1
    (($# == 1)) || most=$(($(sed -n "s/^$own //p" "$group/memory.stat") + $2))
    echo "$most" >"$group/$limit"
}

# watch_arguments: of all processes of this machine, and with them of the lab's, until end_watch; each of them once in $work/arguments.shown.
watch_arguments() {
    : >"$work/watching"
    while [[ -e $work/watching ]]; do
        cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' || true
        sleep 0.02
    done | awk '!seen[$0]++' >>"$work/arguments.shown" &
    watch_pid=$!
}

end_watch() {
    rm "$work/watching"
    wait "$watch_pid"
    grep -q ansible-playbook "$work/arguments.shown" || die "no arguments were seen"
}

begin_load() {
    lab/lab run lab/load --warm-up 20 --seconds 1200 >"$work/load" 2>"$work/load.failed" &
    load_pid=$!
    within 60 grep -sqx warm "$work/load" || die "nothing is asked: $(cat "$work/load.failed")"
}

# Until three hundred more answers have come.
more_load() {
    local before
    before=$(hundreds)
    within 120 has_hundreds $((before + 3)) || die "nothing is asked any more: $(tail -n 5 "$work/load.failed")"
}

hundreds() { grep -c '^100 more$' "$work/load" || true; }

has_hundreds() { (($(hundreds) >= $1)); }

# was_in_flight NAME HOST...: each of them had something to finish when that playbook took it out of the balancers.
was_in_flight() {
    local name=$1 host
    shift
    for host in "$@"; do
        grep -q "RETRYING: \[$host .*Wait until nothing is in flight" "$work/$name.log" || die "$host was idle when it was drained, which proves nothing"
    done
}

# end_load [AT_MOST]: so many requests may have failed. There have been lookups, or else there was nothing to lose.
end_load() {
    local pid=$load_pid failed
    kill -TERM "$pid"
    load_pid=''
    wait "$pid" || true
    failed=$(sed -nE 's/.* s, ([0-9]+) failed;.*/\1/p' "$work/load")
    [[ -n $failed && $failed -le ${1:-0} ]] || die "$(grep -vx '100 more' "$work/load")"
    grep -Eq '; [1-9][0-9]* known.*; [1-9][0-9]* looked up.*; [1-9][0-9]* slow' "$work/load" || die "$(grep ' failed; ' "$work/load")
that was not of all sorts"
    say "   $(grep ' failed; ' "$work/load")"
}

# servers_are NAME...: what both balancers know, and nothing else.
servers_are() {
    local balancer known
    for balancer in lb1 lb2; do
        known=$(servers_of "$balancer" | cut -d ' ' -f 1 | xargs)
        [[ $known == "$*" ]] || die "$balancer has the servers $known, and not $*"
    done
}

# server_is NAME STATE: to both balancers.
server_is() {
    local balancer
    for balancer in lb1 lb2; do servers_of "$balancer" | grep "^$1 $2" >/dev/null || return 1; done
}

servers_of() {
    lab/lab ssh "$1" "echo 'show stat ytsize 4 -1' | socat -t 5 - UNIX:/run/haproxy/admin.sock" | awk -F, '$1 == "ytsize" { print $2, $18 }'
}

holder_of_address() {
    local balancer
    for balancer in lb1 lb2; do
        ! lab/lab ssh "$balancer" ip -brief address 2>/dev/null | grep -qF "$address/" || printf %s "$balancer"
    done
}

answers() { lab/lab run curl -sf -m 5 -o /dev/null "http://$address/health"; }

# health_of HOST .FIELD.FIELD
health_of() {
    lab/lab ssh "$1" curl -s -m 10 http://127.0.0.1:3000/health |
        python3 -c 'import functools, json, sys; print(functools.reduce(dict.get, sys.argv[1].split(".")[1:], json.load(sys.stdin)))' "$2"
}

members_are() { [[ $(health_of "$1" .cluster.members 2>/dev/null) == "$2" ]]; }

mode_is() { [[ $(health_of api1 .rateLimiter.mode 2>/dev/null) == "$1" ]]; }

redis_takes() { lab/lab ssh redis1 'REDISCLI_AUTH=$(cat) redis-cli -h 198.51.100.31 ping' <"$1" 2>/dev/null | grep PONG >/dev/null; }

is_down() { lab/lab status | grep "^$1 .* down$" >/dev/null; }

# Lines such as "api1 3000".
ports_open_to() {
    local name number port
    for name in lb1:11 lb2:12 api1:21 api2:22 api3:23 redis1:31 mon1:41; do
        [[ ${name%:*} != "$1" ]] || continue
        number=${name#*:}
        for port in 22 80 3000 6379 6900 8404 9090 9100 9121; do printf '%s %s %s\n' "${name%:*}" "198.51.100.$number" "$port"; done
    done | lab/lab ssh "$1" 'while read -r name address port; do
        { timeout 3 bash -c "exec 3<>/dev/tcp/$address/$port" 2>/dev/null && echo "$name $port"; } &
    done; wait' | sort
}

ports_meant_for() {
    local to
    for to in lb1 lb2 api1 api2 api3 redis1 mon1; do
        [[ $to != "$1" ]] || continue
        case $1:$to in *:lb*) echo "$to 80" ;; esac
        case $1:$to in mon*:lb*) echo "$to 8404" ;; esac
        case $1:$to in lb*:api* | mon*:api*) echo "$to 3000" ;; esac
        case $1:$to in api*:api*) echo "$to 6900" ;; esac
        case $1:$to in api*:redis*) echo "$to 6379" ;; esac
        case $1:$to in mon*:redis*) echo "$to 9121" ;; esac
        case $1 in mon*) echo "$to 9100" ;; esac
    done | sort
}

nothing_is_left() {
    local name=${YTSIZE_LAB:-/var/tmp/ytsize-lab} left
    left=$(find "$name" "/run/netns/${name##*/}" /sys/fs/cgroup -maxdepth 2 -name "${name##*/}" 2>/dev/null; grep -F "${name##*/}" /proc/mounts; pgrep -af "$name/machines") || true
    [[ -z $left ]] || die "left of the lab:
$left"
}
