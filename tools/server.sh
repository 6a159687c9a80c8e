# shellcheck shell=bash disable=SC2154 # root, tools, jdk and ytdlp are set by who sources this
# Builds the WAR, lays out Payara Micro with its class-data archive, and says how Java is started. Sourced after programs.sh.

war="$root/target/ytsize.war"
payara_micro="$root/target/payara/payara-micro.jar"
stub_classes="$root/target/test-classes"
# Where Kubernetes puts what a pod has to know to speak to it.
account=/var/run/secrets/kubernetes.io/serviceaccount

# --- the build -------------------------------------------------------------------------------------------------------

# build_if_needed [with-stub]: when a source is newer than what was built from it. One build at a time.
build_if_needed() {
    local lock
    mkdir -p "$tools"
    exec {lock}>"$tools/build.lock"
    flock -n "$lock" || { say "waiting for another build"; flock "$lock"; }
    if [[ ${1:-} == with-stub ]] && is_stale "$stub_classes/.built" "$root/src/test/java/org/ytsize/stub"; then
        build -DskipTests
        touch -d "$build_began" "$stub_classes/.built" "$root/target/.built"
    elif is_stale "$root/target/.built" "$root/src/main" "$root/pom.xml" "$root/.mvn" || [[ ! -e $war ]]; then
        build -Dmaven.test.skip=true
        touch -d "$build_began" "$root/target/.built"
    fi
    exec {lock}>&-
}

# is_stale STAMP SOURCE...
is_stale() {
    local stamp=$1
    shift
    [[ ! -e $stamp || -n $(find "$@" -newer "$stamp" -print -quit) ]]
}

# build MAVEN_OPTION: what is formatted badly still runs; ./verify tells.
build() {
    local log="$tools/build.log" pid
    build_began=$(date --iso-8601=ns)
    (cd "$root" && exec mvn -B -Dspotless.check.skip=true "$@" package) >"$log" 2>&1 </dev/null &
    pid=$!
    ours+=("$pid")
    show_until_end "$pid" "building" build_step "$log"
    wait "$pid" || die "$(grep -E '^\[ERROR\]' "$log" | head -20)
The build failed; all that Maven said is in $log"
}

# What Maven is doing: the last plugin it began, or that it downloads.
build_step() {
    local last
    last=$(tail -n 1 "$1")
    if [[ $last == *Download* ]]; then
        printf 'downloading, %s files so far' "$(grep -c '^Downloaded' "$1")"
    else
        sed -nE 's/^\[INFO\] --- ([a-z-]*-)?([a-z]+):[^:]*:([A-Za-z-]+) .*/\2: \3/p' "$1" | tail -n 1
    fi
}

# show_until_end PID LABEL [COMMAND...]: on a terminal one line that changes, with what COMMAND says; elsewhere only that it
# began, and how long it took.
show_until_end() {
    local pid=$1 label=$2 begun=$SECONDS step=
    shift 2
    [[ -t 2 ]] || say "$label"
    while kill -0 "$pid" 2>/dev/null; do
        if [[ -t 2 ]]; then
            ((!$#)) || step=$("$@")
            printf '\r\033[K%s: %s s %s' "$label" "$((SECONDS - begun))" "$step" >&2
        fi
        sleep 0.2
    done
    [[ ! -t 2 ]] || printf '\r\033[K' >&2
    say "$label: took $((SECONDS - begun)) s"
}

# --- the server's own files ------------------------------------------------------------------------------------------

# Payara Micro unpacked, a jar that starts it from there, and an archive of its classes, for this JDK and these libraries.
# An archive holds the server's classes and not the WAR's, so a change of the WAR's own code leaves it as it is.
# Sets `server`.
prepare_server() {
    local lock
    server="$root/target/server/$(server_key)"
    mkdir -p "$tools" "$root/target/server"
    exec {lock}>"$tools/server.lock"
    flock "$lock"
    if [[ ! -e $server/start.jar ]]; then
        remove_other_servers
        lay_out_server
    fi
    [[ -e $server/classes.jsa || -e $server/no-archive ]] || make_archive
    # Held while this process lives, so that nobody removes it.
    exec {server_in_use}<"$server/start.jar"
    flock -s "$server_in_use"
    exec {lock}>&-
}

server_key() {
    { "${jdk}java" -version 2>&1 && cat "$root/pom.xml" "$root"/server-config/payara/* "$root/tools/server.sh"; } |
        sha256sum | cut -c1-12
}

remove_other_servers() {
    local other
    for other in "$root"/target/server/*/; do
        [[ ! -e $other/start.jar ]] || flock -n "$other/start.jar" true || continue
        rm -rf "$other"
    done
}

lay_out_server() {
    local new="$server.new"
    say "unpacking Payara Micro"
    "${jdk}java" -jar "$payara_micro" --rootdir "$new" --outputlauncher >"$tools/server.log" 2>&1 ||
        die "$(tail -3 "$tools/server.log")
Payara Micro could not be unpacked"
    make_start_jar "$new"
    mv -T "$new" "$server"
}

# Payara's own launch-micro.jar would make its own directory the instance's. This one leaves that to --rootdir, so that many
# instances share the same jars, and with them the archive. Only a jar's manifest opens modules without giving up the JDK's
# archived module graph, which saves some of the start.
make_start_jar() {
    local opens exports
    opens=$(grep -oP '(?<=--add-opens )[^= ]+' "$1/.env" | paste -sd ' ')
    exports=$(grep -oP '(?<=--add-exports )[^= ]+' "$1/.env" | paste -sd ' ')
    {
        folded Manifest-Version 1.0
        folded Main-Class fish.payara.micro.impl.PayaraMicroImpl
        folded Class-Path launch-micro.jar
        folded Add-Opens "$opens"
        folded Add-Exports "$exports"
    } >"$1/start.manifest"
    # By Python, since only a JDK has a program that makes jars, and the hosts that ansible/ looks after have none.
    python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "x").write(sys.argv[2], "META-INF/MANIFEST.MF")' "$1/start.jar" "$1/start.manifest"
}

# A manifest's lines end after 72 bytes and go on after a blank.
folded() { printf '%s: %s\n' "$1" "$2" | fold -b -w 70 | sed '2,$s/^/ /'; }

# --- the class-data archive ------------------------------------------------------------------------------------------

# Seconds after which a server that does not answer, or does not end, is killed, and serve goes on without an archive.
patience_for_archive=180

# Runs the service once, on a port of loopback that nobody asked for and with nothing to reach, and lets Java write down the
# classes it used. One that never answered used too few.
make_archive() {
    local pid status=0 answered='' log="$tools/archive.log"
    instance_directory
    port_for_archive=$(free_port)
    : >"$log"
    run_for_archive >>"$log" 2>&1 </dev/null &
    pid=$!
    ours+=("$pid")
    use_and_end "$pid" >>"$log" 2>/dev/null &
    show_until_end "$pid" "making the class-data archive, once"
    wait "$pid" || status=$?
    [[ ! -e $instance/answered ]] || answered=yes
    rm -rf "$instance"
    if [[ -s $server/classes.new && -n $answered ]] && ((status != 137)); then # which is a server that was killed while it wrote
        mv "$server/classes.new" "$server/classes.jsa"
    else
        say "No archive was written, so starts take longer; the reason is in $log"
        rm -f "$server/classes.new"
        touch "$server/no-archive"
    fi
}

run_for_archive() {
    CLUSTER_MODE=none java_arguments "$port_for_archive" "$(loopback_preboot)"
    exec env -i PATH="$PATH" HOME="$HOME" PORT="$port_for_archive" LOG_LEVEL=warn \
        YTDLP_PATH="$ytdlp" YTDLP_PROXY=http://127.0.0.1:9 YTDLP_TIMEOUT=5000 \
        "${jdk}java" -XX:ArchiveClassesAtExit="$server/classes.new" -Xlog:cds=off -Xlog:cds+dynamic=off \
        "${java_arguments[@]}"
}

# use_and_end PID: asks the service for what it will be asked for, and then ends it.
use_and_end() {
    local url="http://127.0.0.1:$port_for_archive" path begun=$SECONDS
    until is_ours "$url" "$1"; do
        kill -0 "$1" || return 0
        if ((SECONDS - begun > patience_for_archive)); then
            echo "It did not answer for $patience_for_archive s, and was killed."
            kill -KILL "$1"
            return
        fi
        sleep 0.3
    done
    touch "$instance/answered"
    for path in / /health /health/redis /api/v1/metrics /no-such-page; do
        curl -s -m 20 -o /dev/null "$url$path" || true
    done
    size_request "$url" -m 60 -o /dev/null || true
    kill -TERM "$1" || true
    end_within "$patience_for_archive" "$1"
}

# end_within SECONDS PID: waits for who has been asked to end, and insists.
end_within() {
    local tries=$(($1 * 10))
    while kill -0 "$2" 2>/dev/null && ((tries-- > 0)); do sleep 0.1; done
    kill -KILL "$2" 2>/dev/null || true
}

# --- a start ---------------------------------------------------------------------------------------------------------

# What a server writes while it runs goes to a directory of its own. Sets `instance`.
instance_directory() {
    instance=$(mktemp -d "$run/instance.XXXXXX")
    cp -r "$server/config" "$server/docroot" "$instance/"
    mkdir "$instance/logs"
    sed "s|@INSTANCE@|$instance|" "$root/server-config/payara/$(logging_file)" >"$instance/logging.properties"
}

logging_file() {
    if [[ ${NODE_ENV:-} == development ]]; then
        printf logging-development.properties
    else
        printf logging.properties
    fi
}

# A preboot file for an instance that only this host is to reach. Prints its name.
loopback_preboot() {
    local boot="$instance/preboot.txt"
    cat "$root/server-config/payara/preboot.txt" - >"$boot" <<<'set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address=127.0.0.1'
    printf %s "$boot"
}

# cluster_arguments: by the CLUSTER_ variables, sets the array of that name, and cluster_properties for Java. `cluster_interface` is the one
# address to use, where it is set.
cluster_arguments() {
    local mode=${CLUSTER_MODE:-none} members=${CLUSTER_MEMBERS:-}
    members=${members//[[:blank:]]/}
    cluster_arguments=(--nohazelcast) cluster_properties=()
    [[ ${mode,,} != none ]] || return 0
    if [[ ${mode,,} == kubernetes ]]; then
        [[ $members == *.* ]] || members=$(pods_namespace).$members
        members=${members/./,}
    fi
    cluster_arguments=(--clustermode "${mode,,}:$members" --clustername "${CLUSTER_NAME:-ytsize}" --startport "${CLUSTER_PORT:-6900}")
    # A member that is frozen, or behind a broken network, is given up after 10 s, not a minute; two halves look for each other every 10 s.
    cluster_properties=(
        -Dhazelcast.heartbeat.interval.seconds=2 -Dhazelcast.max.no.heartbeat.seconds=10
        -Dhazelcast.merge.first.run.delay.seconds=10 -Dhazelcast.merge.next.run.delay.seconds=10
        -Dhazelcast.logging.type=jdk
    )
    if [[ -n ${cluster_interface:-} ]]; then
        cluster_arguments+=(--interfaces "$cluster_interface")
        cluster_properties+=(-Dhazelcast.socket.bind.any=false)
    fi
}

# Of the pod that this runs in.
pods_namespace() { cat "$account/namespace" 2>/dev/null || printf default; }

# java_arguments PORT PREBOOT_FILE: sets the array of that name. JAVA_OPTS come last, so that they win.
java_arguments() {
    local extra=()
    read -ra extra <<<"${JAVA_OPTS:-}"
    cluster_arguments
    java_arguments=(
        "${cluster_properties[@]}"
        # Somebody's cookies may be in its memory, and not every place that it runs in forbids core dumps.
        -XX:-CreateCoredumpOnCrash
        -Xmx256m
        # While the server starts, compile with C1 and leave the cores to it: C2 waits for ten times as many calls.
        -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000
        -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000
        "${extra[@]}"
        "-Dfish.payara.micro.BootJar=file:$server/launch-micro.jar" "-Dfish.payara.micro.UnpackDir=$server"
        -jar "$server/start.jar" --rootdir "$instance"
        "${cluster_arguments[@]}" --disablephonehome --logproperties "$instance/logging.properties"
        --prebootcommandfile "$2" --postbootcommandfile "$root/server-config/payara/postboot.txt"
        --port "$1" --contextroot / --deploy "$war"
    )
    [[ ! -e $server/classes.jsa ]] || java_arguments=(
        # Where it was made for, and not elsewhere: its pages stay shared and nothing has to be relocated.
        -XX:SharedArchiveFile="$server/classes.jsa" -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0
        "${java_arguments[@]}"
    )
}

# is_ours URL PID: whether our service answers there, be it well or not, out of that very process. Sets `health_status`.
is_ours() {
    local answer
    answer=$(curl -s -m 5 -w '\n%{http_code}' "$1/health") || return 1
    # shellcheck disable=SC2034 # serve reads it
    health_status=${answer##*$'\n'}
    [[ $answer =~ \"pid\":"$2"[,}] ]]
}

# size_request URL [curl's options]: asks for a video that exists.
size_request() {
    local url=$1
    shift
    curl -s "$@" "$url/api/v1/size" -H 'Content-Type: application/json' \
        -d '{"url":"https://www.youtube.com/watch?v=dQw4w9WgXcQ"}'
}
