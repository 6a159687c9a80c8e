#!/usr/bin/env bash
# Whether the WAR keeps its contract on the servers that it does not ship with: tools/test-servers.sh [payara|liberty]...; both, where none is named.
# Maven downloads half a gigabyte for it, once; then it takes some four minutes a server, and so is no part of ./verify. docs/servers.md is the page about it.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"
. "$root/tools/yt-dlp.sh"

# What callers see: the contract line by line, streams, keys, proxies; and whatever else may be sent, part of which Open Liberty answers itself, in HTML.
declare -A tests=(
    [payara]='ServerContract,VideoStreamsIT,ApiKeysIT,TrustedProxiesIT,MalformedIT'
    [liberty]='ServerContract,VideoStreamsIT,ApiKeysIT,TrustedProxiesIT'
)

main() {
    local server servers=("$@")
    (($#)) || servers=(payara liberty)
    for server in "${servers[@]}"; do
        [[ -n ${tests[$server]:-} ]] || die "no test knows a server named $server" 2
    done
    need jdk maven python3 redis-server
    find_ytdlp
    cd "$root"
    mvn -B -ntp -Pservers -DskipTests verify
    for server in "${servers[@]}"; do
        say "== $server"
        YTDLP_PATH=$ytdlp mvn -B -ntp -Dserver="$server" -Dit.test="${tests[$server]}" failsafe:integration-test failsafe:verify || die "failed: $server"
    done
    say "PASS: ${servers[*]}"
}

main "$@"
