#!/usr/bin/env bash
# What serve and verify promise where the machine is not as it should be. Programs of our own stand for those that misbehave.
# shellcheck source-path=SCRIPTDIR disable=SC2317,SC2034 # functions and variables here replace those of what is sourced
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# begin NAME: a project directory that is empty, and what is tested.
begin() {
    echo "$1"
    root="$work/$1"
    mkdir -p "$root/bin" "$root/jdk/bin"
    unset JAVA_HOME YTDLP_PATH
    PATH="$root/bin:$PATH"
    . "$project/tools/programs.sh"
    . "$project/tools/yt-dlp.sh"
    . "$project/tools/server.sh"
    mkdir -p "$ytdlps"
}

# program PATH: an executable, the text of which is read.
program() {
    mkdir -p "$(dirname "$1")"
    { echo '#!/bin/sh' && cat; } >"$1"
    chmod +x "$1"
}

java_of_version() {
    program "$root/jdk/bin/java" <<<"printf '%s\n' 'Picked up JAVA_TOOL_OPTIONS: -Dversion=\"8\"' 'openjdk version \"$1\" 2025-04-15' >&2"
}

ytdlp_of_version() { program "$ytdlps/$1/yt-dlp" <<<"echo $1"; }

# ends_saying STATUS TEXT COMMAND...
ends_saying() {
    local status=0 said wanted=$1 text=$2
    shift 2
    said=$("$@" 2>&1) || status=$?
    [[ $status == "$wanted" && $said == *"$text"* ]] || fail "$* ended with $status and said: $said"
}

is() { [[ $1 == "$2" ]] || fail "'$1' instead of '$2'"; }

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

(
    begin java_is_known_though_it_picks_up_options
    jdk="$root/jdk/bin/"
    java_of_version 17.0.15
    is "$(java_major)" 17
)
(
    begin java_home_that_is_no_jdk_is_named
    jdk="$root/jdk/bin/" JAVA_HOME="$root/jdk"
    java_of_version 17.0.15
    ends_saying 1 "JAVA_HOME is $root/jdk, which has no bin/javac" need jdk
    program "$root/jdk/bin/javac" <<<''
    program "$root/jdk/bin/jar" <<<''
    ends_saying 0 '' need jdk
    java_of_version 11.0.2
    ends_saying 1 "JAVA_HOME is $root/jdk, which is Java 11, and 17" need jdk
)
(
    begin missing_programs_are_named_where_nothing_may_be_installed
    is_there() { false; }
    jdk_package() { echo a-jdk; }
    may_install() { false; }
    has_apt() { true; }
    ends_saying 1 'apt-get install -y --no-install-recommends a-jdk maven curl' need jdk maven curl
    has_apt() { false; }
    ends_saying 1 'Maven 3.8 or newer: https://maven.apache.org' need jdk maven curl
)
(
    begin what_is_installed_but_not_found_is_named
    is_there() { false; }
    has_apt() { true; }
    may_install() { true; }
    as_root() { :; }
    ends_saying 1 'something older comes first on the PATH. Needed: Python 3.9' need python3
)
(
    begin daemons_are_not_started_by_being_installed
    is_there() { [[ $1 == curl || -e $root/installed ]]; }
    has_apt() { true; }
    runs_systemd() { true; }
    systemctl() { echo "systemctl $*" >>"$root/done"; }
    as_root() { "$@"; }
    refresh_package_lists() { :; }
    service_policy="$root/policy-rc.d"
    apt_install() { "$service_policy" || echo "may start: $?" >>"$root/done"; echo "installed $*" >>"$root/done"; touch "$root/installed"; }
    need curl haproxy redis-cli nginx
    is "$(cat "$root/done")" $'may start: 101\ninstalled haproxy redis-tools nginx\nsystemctl --quiet disable haproxy nginx'
    [[ ! -e $service_policy ]] || fail 'the policy was left behind'
)
(
    begin policy_for_services_goes_when_installing_fails_and_stays_when_it_was_there
    as_root() { "$@"; }
    service_policy="$root/policy-rc.d"
    ends_saying 1 'no such package' without_services die 'no such package'
    [[ ! -e $service_policy ]] || fail 'the policy was left behind'
    echo mine >"$service_policy"
    without_services true
    is "$(cat "$service_policy")" mine
)
(
    begin host_that_does_not_know_itself_is_told
    getent() { [[ $2 == localhost ]]; }
    may_install() { false; }
    ends_saying 1 "echo '127.0.1.1 $(uname -n)' >> /etc/hosts" need_host_name
    may_install() { true; }
    as_root() { cat >"$root/hosts"; }
    ends_saying 0 'adding to /etc/hosts' need_host_name
    is "$(cat "$root/hosts")" "127.0.1.1 $(uname -n)"
    getent() { true; }
    ends_saying 0 '' need_host_name
)
(
    begin ytdlp_that_was_fetched_long_ago_is_looked_up_again
    program "$root/bin/yt-dlp" <<<'echo 2024.04.09'
    unpack_newest_from_debian() { echo . >>"$root/lookups" && ytdlp_of_version 2026.11.20; }
    ytdlp_of_version 2026.10.26
    touch "$ytdlps/.looked"
    find_ytdlp
    is "$ytdlp_version" 2026.10.26
    touch -d '15 days ago' "$ytdlps/.looked"
    find_ytdlp 2>/dev/null
    is "$ytdlp" "$ytdlps/2026.11.20/yt-dlp"
    find_ytdlp
    is "$(wc -l <"$root/lookups")" 1
)
(
    begin ytdlp_that_cannot_be_looked_up_is_used_as_it_is_until_tomorrow
    program "$root/bin/yt-dlp" <<<'echo 2024.04.09'
    unpack_newest_from_debian() { echo 'no such mirror' >&2 && echo . >>"$root/lookups" && false; }
    ytdlp_of_version 2026.10.26
    ends_saying 0 'looking for a newer one' find_ytdlp
    find_ytdlp
    is "$ytdlp $ytdlp_version" "$ytdlps/2026.10.26/yt-dlp 2026.10.26"
    is "$(wc -l <"$root/lookups")" 1
    [[ $(find "$ytdlps/.looked" -mtime +11) ]] || fail 'it is not looked up again tomorrow'
)
(
    begin oldest_ytdlp_gives_way_to_the_oldest_that_is_to_be_had
    refresh_backports() { true; }
    unpack_from_debian() { is "$1" bookworm-backports && ytdlp_of_version 2025.09.05; }
    install_from_pypi() { is "$1" "$oldest_ytdlp" && die 'no python3-venv'; }
    ytdlp_of_version 2026.10.26
    get_oldest_ytdlp 2>"$root/said"
    is "$ytdlp_oldest" "$ytdlps/2025.09.05/yt-dlp"
    grep -q "yt-dlp $oldest_ytdlp, the oldest that is supported, could not be had: it is not tested" "$root/said" ||
        fail "$(cat "$root/said")"
)
(
    begin service_leaves_no_core_dump
    mkdir -p "$root/server/payara/config" "$root/server/payara/docroot" "$root/server-config"
    cp -r "$project/server-config/payara" "$root/server-config/"
    cp -r "$project/tools" "$root/"
    cp "$project/server-config/systemd/ytdlp-api" "$root/bin/"
    program "$root/jdk/bin/java" <<<'ulimit -c; ulimit -H -c; printf "%s\n" "$@"'
    ulimit -S -c "$(ulimit -H -c)"
    CACHE_DIRECTORY=$root JAVA_HOME="$root/jdk" "$root/bin/ytdlp-api" start >"$root/said"
    is "$(head -n 2 "$root/said" | paste -sd ' ')" '0 0'
    grep -qx -e -XX:-CreateCoredumpOnCrash "$root/said" || fail 'the JVM would dump core'
)
(
    begin server_that_never_answers_costs_the_archive_and_no_more
    server="$root/server" run="$root" ours=() ytdlp=none patience_for_archive=0
    mkdir -p "$server/config" "$server/docroot"
    jdk="$root/jdk/bin/" root=$project
    program "${jdk}java" <<<'exec sleep 600'
    ends_saying 0 'No archive was written' make_archive
    [[ -e $server/no-archive && ! -e $server/classes.jsa ]] || fail 'it would be tried again'

    # One that ends before it answers has written one, of too few classes.
    patience_for_archive=60
    # shellcheck disable=SC2016 # for the program
    program "${jdk}java" <<<'for option; do case $option in -XX:ArchiveClassesAtExit=*) echo some >"${option#*=}"; echo >"${0%/*}/wrote" ;; esac; done'
    ends_saying 0 'No archive was written' make_archive
    [[ -e ${jdk}wrote && ! -e $server/classes.jsa && ! -e $server/classes.new ]] || fail 'it would be used'
)
(
    begin member_of_a_grid_is_started_as_payara_wants_it
    cluster_arguments
    is "${cluster_arguments[*]}" --nohazelcast
    CLUSTER_MODE=tcpip CLUSTER_MEMBERS='10.0.0.1:6900, 10.0.0.2:6900' cluster_arguments
    is "${cluster_arguments[*]}" '--clustermode tcpip:10.0.0.1:6900,10.0.0.2:6900 --clustername ytsize --startport 6900'
    CLUSTER_MODE=DNS CLUSTER_MEMBERS=ytsize.internal:6900 CLUSTER_NAME=other CLUSTER_PORT=7000 cluster_arguments
    is "${cluster_arguments[*]}" '--clustermode dns:ytsize.internal:6900 --clustername other --startport 7000'
    CLUSTER_MODE=kubernetes CLUSTER_MEMBERS=ytsize cluster_arguments
    is "${cluster_arguments[1]}" kubernetes:default,ytsize
    account=$work
    printf sizes >"$work/namespace"
    CLUSTER_MODE=kubernetes CLUSTER_MEMBERS=ytsize cluster_arguments
    is "${cluster_arguments[1]}" kubernetes:sizes,ytsize
    CLUSTER_MODE=kubernetes CLUSTER_MEMBERS=tools.ytsize cluster_arguments
    is "${cluster_arguments[1]}" kubernetes:tools,ytsize
)
