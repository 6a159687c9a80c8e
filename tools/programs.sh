# shellcheck shell=bash disable=SC2154 # root is set by who sources this
# What scripts say, how they wait, and the programs they need. Sourced; `root` is the project's directory.

if [[ $OSTYPE != linux* ]] || ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 403)); then
    echo "This needs Linux, and bash 4.3 or newer; here is bash $BASH_VERSION on $OSTYPE. A virtual machine or a container with Debian 12 will do." >&2
    exit 1
fi

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$1"
    exit "${2:-1}"
}

# within SECONDS COMMAND...: whether it succeeds before they are over.
within() {
    local limit=$1 begun=$SECONDS
    shift
    until "$@"; do
        ((SECONDS - begun < limit)) || return 1
        sleep 0.2
    done
}

# The project's own programs. What is in it can be deleted at any time.
tools="$root/.tools"

# Debian keeps daemons where only root looks.
PATH="$PATH:/usr/sbin"

# A TCP port that is free just now.
free_port() { free_ports 1; }

# free_ports COUNT [FROM]: the first of so many in a row, of the 5,000 from FROM on, or from 10000. Nobody has them yet, so that whoever
# draws before another one serves draws from elsewhere. Below those that Linux gives to outgoing connections, which come and go.
free_ports() {
    python3 - "$1" "${2:-10000}" <<'PYTHON'
import random, socket, sys

def is_free(port):
    with socket.socket() as s:
        try:
            s.bind(("", port))
        except OSError:
            return False
    return True

count, first = map(int, sys.argv[1:])
candidates = random.sample(range(first, first + 5001 - count), 5001 - count)
print(next(port for port in candidates if all(map(is_free, range(port, port + count)))))
PYTHON
}

system_id() { (. /etc/os-release && printf '%s' "${ID:-}") 2>/dev/null || true; }

has_apt() { [[ $(system_id) == @(debian|ubuntu) ]] && command -v apt-get >/dev/null; }

# The JDK's programs: those of JAVA_HOME where it is set.
jdk=${JAVA_HOME:+$JAVA_HOME/bin/}

# A Python that reads YAML: the system's own, where the first on the PATH is another.
python_with_yaml() {
    local python
    for python in python3 /usr/bin/python3; do
        ! "$python" -c 'import yaml' 2>/dev/null || { printf %s "$python" && return; }
    done
    return 1
}

# Not the first line: with JAVA_TOOL_OPTIONS that one says so.
java_major() { "${jdk}java" -version 2>&1 | sed -nE 's/^[a-z]+ version "([0-9]+).*/\1/p'; }

# A JDK, not only a runtime: javac builds, and jar makes the launcher.
has_jdk() { has_javac && [[ $(java_major) -ge 17 ]]; }

has_javac() { command -v "${jdk}javac" >/dev/null && command -v "${jdk}jar" >/dev/null; }

# Maven goes by JAVA_HOME as well, so that what it names has to be good; nothing that could be installed changes that.
check_java_home() {
    if [[ -z ${JAVA_HOME:-} ]] || has_jdk; then
        return
    fi
    if has_javac; then
        die "JAVA_HOME is $JAVA_HOME, which is Java $(java_major), and 17 is the oldest that will do. Without JAVA_HOME the java on the PATH is used."
    else
        die "JAVA_HOME is $JAVA_HOME, which has no bin/javac or no bin/jar: it is no JDK. Without JAVA_HOME the java on the PATH is used."
    fi
}

has_maven() {
    local version
    version=$(mvn --version 2>/dev/null | sed -nE '1s/.*Maven ([0-9]+\.[0-9]+).*/\1/p')
    [[ -n $version ]] && ((${version%.*} > 3 || (${version%.*} == 3 && ${version#*.} >= 8)))
}

# has_python PYTHON MAJOR MINOR: whether it is that version or a newer one.
has_python() { "$1" -c "import sys; sys.exit(sys.version_info < ($2, $3))" 2>/dev/null; }

# Debian 12 and Ubuntu 24.04 have JDK 17; where there is none, the system's own JDK does.
jdk_package() {
    if apt-cache show openjdk-17-jdk-headless >/dev/null 2>&1; then
        printf openjdk-17-jdk-headless
    else
        printf default-jdk-headless
    fi
}

may_install() { ((EUID == 0)) || command -v sudo >/dev/null; }

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

# Debian's mirrors have bad moments, and upgrades that run by themselves hold the lock for a while.
apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 -qq "$@"; }

apt_install() {
    may_install || die "Missing: $*. Installing packages needs root or sudo; as root:
  apt-get update && apt-get install -y --no-install-recommends $*"
    refresh_package_lists
    say "installing: $*"
    apt_get install -y --no-install-recommends "$@" >"$tools/apt.log" 2>&1 ||
        die "$(tail -5 "$tools/apt.log")
Could not install $*; all that apt said is in $tools/apt.log"
}

refresh_package_lists() {
    if [[ -n ${lists_are_fresh:-} ]] || ! may_install; then
        return
    fi
    if apt_get update >"$tools/apt.log" 2>&1; then
        lists_are_fresh=yes
    else
        say "the package lists could not be refreshed: $(grep -m1 '^[EW]:' "$tools/apt.log" || true)"
    fi
}

# invoke-rc.d(8) and deb-systemd-invoke(1p) ask this program whether they may start what a package brings.
service_policy=/usr/sbin/policy-rc.d

# without_services COMMAND...: Debian starts a daemon as it is installed, on the port that is usual; here only its program is wanted.
# A policy that is there already is somebody's, and stays.
without_services() (
    if [[ ! -e $service_policy ]]; then
        trap 'as_root rm -f "$service_policy"' EXIT
        as_root tee "$service_policy" >/dev/null <<<$'#!/bin/sh\nexit 101'
        as_root chmod 755 "$service_policy"
    fi
    "$@"
)

# need PROGRAM...: makes sure they are there. Names: jdk maven python3 curl certificates procps shellcheck openssl haproxy nginx
# redis-server redis-cli chromium chromedriver socat yaml prometheus prometheus-redis-exporter prometheus-node-exporter ansible-playbook
# ansible-lint docker-compose ip.
need() {
    local name missing=() packages=() services=()
    mkdir -p "$tools"
    [[ " $* " != *' jdk '* ]] || check_java_home
    for name in "$@"; do
        is_there "$name" || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    if ! has_apt; then
        say "Missing, and only on Debian and Ubuntu can they be installed from here:"
        for name in "${missing[@]}"; do say "  $(how_to_get "$name")"; done
        exit 1
    fi
    refresh_package_lists
    for name in "${missing[@]}"; do
        if [[ $name == @(chromium|chromedriver) && $(system_id) == ubuntu ]]; then
            die "Ubuntu has $name as a snap only, which sees no files in /tmp. Needed: $(how_to_get "$name")"
        fi
        packages+=("$(package_of "$name")")
        [[ $name != @(haproxy|nginx|redis-server|prometheus*) ]] || services+=("$name")
    done
    if ((${#services[@]})); then
        without_services apt_install "${packages[@]}" || exit
        # Nor at the next boot.
        ! runs_systemd || as_root systemctl --quiet disable "${services[@]}"
    else
        apt_install "${packages[@]}"
    fi
    hash -r
    for name in "${missing[@]}"; do
        is_there "$name" || die "$(package_of "$name") is installed now, but something older comes first on the PATH. Needed: $(how_to_get "$name")"
    done
}

runs_systemd() { [[ -d /run/systemd/system ]]; }

is_there() {
    case $1 in
        jdk) has_jdk ;;
        maven) has_maven ;;
        python3) has_python python3 3 9 ;;
        procps) type -P kill >/dev/null ;; # the program, beside bash's own
        yaml) python_with_yaml >/dev/null ;;
        certificates) [[ -s /etc/ssl/certs/ca-certificates.crt ]] || ! has_apt ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

package_of() {
    case $1 in
        jdk) jdk_package ;;
        certificates) printf ca-certificates ;;
        redis-cli) printf redis-tools ;;
        yaml) printf python3-yaml ;;
        chromedriver) printf chromium-driver ;;
        ansible-playbook) printf ansible-core ;;
        ip) printf iproute2 ;;
        *) printf '%s' "$1" ;;
    esac
}

how_to_get() {
    case $1 in
        jdk) printf 'a JDK, 17 or newer: https://adoptium.net, or your system'\''s packages; JAVA_HOME is respected' ;;
        maven) printf 'Maven 3.8 or newer: https://maven.apache.org/download.cgi' ;;
        python3) printf 'Python 3.9 or newer as python3: https://www.python.org/downloads' ;;
        yaml) printf 'PyYAML for python3: from your system'\''s packages' ;;
        chromium | chromedriver) printf '%s: on the PATH by that name; Chrome for Testing will do: https://googlechromelabs.github.io/chrome-for-testing' "$1" ;;
        *) printf '%s: from your system'\''s packages' "$1" ;;
    esac
}

# Payara Micro ends at its start where the host does not find itself by its own name, as in a tree without /etc/hosts.
need_host_name() {
    local name
    command -v getent >/dev/null || return 0
    for name in localhost "$(uname -n)"; do
        getent hosts "$name" >/dev/null || give_address "$name"
    done
}

give_address() {
    local line="127.0.1.1 $1"
    [[ $1 != localhost ]] || line='127.0.0.1 localhost'
    may_install || die "Nobody here knows the address of $1, this host's own name; Payara Micro does not start without. As root:
  echo '$line' >> /etc/hosts"
    say "adding to /etc/hosts: $line"
    as_root tee -a /etc/hosts <<<"$line" >/dev/null
}
