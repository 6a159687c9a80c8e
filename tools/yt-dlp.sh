# shellcheck shell=bash disable=SC2034,SC2154 # root and tools are set by who sources this, and reads what is set here
# Which yt-dlp the service uses, and where a new enough one comes from. Sourced after programs.sh.
#
# .tools/yt-dlp/<version>/yt-dlp is a script beside its package, or a link into a virtual environment.

oldest_ytdlp=2025.04.30
ytdlps="$tools/yt-dlp"
# YouTube changes monthly: for so many days one that was fetched does without a look at what there is by now.
days_of_trust=14

new_enough() { [[ $1 =~ ^[0-9]{4}\.[0-9]{2}\.[0-9]{2} && ! $1 < $oldest_ytdlp ]]; }

ytdlp_version() { "$1" --ignore-config --version 2>/dev/null | head -1; }

# Sets `ytdlp` and `ytdlp_version`: what YTDLP_PATH names, or one on the PATH, or the project's own, which it gets.
find_ytdlp() {
    if [[ -n ${YTDLP_PATH:-} ]]; then
        ytdlp=$YTDLP_PATH
        ytdlp_version=$(ytdlp_version "$ytdlp") || true
        new_enough "$ytdlp_version" || say "YTDLP_PATH names ${ytdlp_version:-no working yt-dlp}, and $oldest_ytdlp is the oldest that is supported"
        return
    fi
    if ytdlp=$(command -v yt-dlp) && ytdlp_version=$(ytdlp_version "$ytdlp") && new_enough "$ytdlp_version"; then
        return
    fi
    local lock
    mkdir -p "$ytdlps"
    exec {lock}>"$tools/yt-dlp.lock"
    flock "$lock" # of two that begin together the second finds what the first has got
    if newest_own_ytdlp; then
        if [[ -z $(find "$ytdlps/.looked" -mtime "-$days_of_trust" 2>/dev/null) ]]; then
            look_for_a_newer_ytdlp
            newest_own_ytdlp
        fi
    elif get_ytdlp && newest_own_ytdlp; then
        touch "$ytdlps/.looked"
    else
        use_an_old_ytdlp
    fi
    exec {lock}>&-
}

# Where the newest came from, and without a word where that cannot be reached: then again tomorrow.
look_for_a_newer_ytdlp() {
    say "yt-dlp $ytdlp_version has been here for some time; looking for a newer one"
    if (if [[ -L $ytdlp ]]; then install_from_pypi; else unpack_newest_from_debian; fi) 2>/dev/null; then
        touch "$ytdlps/.looked"
    else
        touch -d "$((days_of_trust - 1)) days ago" "$ytdlps/.looked"
    fi
}

newest_own_ytdlp() {
    local script newest=
    for script in "$ytdlps"/*/yt-dlp; do
        [[ ! -x $script ]] || newest=$script # in order of their names, which are their versions
    done
    [[ -n $newest ]] || return 1
    ytdlp=$newest
    ytdlp_version=$(basename "$(dirname "$newest")")
    new_enough "$ytdlp_version"
}

use_an_old_ytdlp() {
    if ! ytdlp=$(command -v yt-dlp) && has_apt && may_install; then
        apt_install yt-dlp
        ytdlp=$(command -v yt-dlp) || true
    fi
    [[ -n $ytdlp ]] || die "There is no yt-dlp. Get $oldest_ytdlp or newer from https://github.com/yt-dlp/yt-dlp and name it in YTDLP_PATH."
    ytdlp_version=$(ytdlp_version "$ytdlp") || true
    say "WARNING: only yt-dlp ${ytdlp_version:-of an unknown version} could be had, which is too old for today's YouTube: most answers will be errors."
    say "         Get $oldest_ytdlp or newer from https://github.com/yt-dlp/yt-dlp and name it in YTDLP_PATH."
}

# Sets `ytdlp_oldest` and `ytdlp_oldest_version`: what YTDLP_OLDEST_PATH names, or the project's own, which it gets. After
# find_ytdlp.
find_oldest_ytdlp() {
    ytdlp_oldest=${YTDLP_OLDEST_PATH:-}
    [[ -n $ytdlp_oldest ]] || get_oldest_ytdlp
    ytdlp_oldest_version=$(ytdlp_version "$ytdlp_oldest") || die "$ytdlp_oldest is no yt-dlp that runs"
}

get_ytdlp() {
    say "getting a yt-dlp, $oldest_ytdlp or newer: into .tools/yt-dlp"
    unpack_newest_from_debian || install_from_pypi
}

unpack_newest_from_debian() {
    refresh_backports && { unpack_from_debian trixie-backports || unpack_from_debian bookworm-backports; }
}

# The oldest that is supported, for tests; where nobody has it any more, the oldest that can be had, which this says. Sets
# `ytdlp_oldest`. After find_ytdlp.
get_oldest_ytdlp() {
    ytdlp_oldest="$ytdlps/$oldest_ytdlp/yt-dlp"
    [[ ! -x $ytdlp_oldest ]] || return 0
    say "getting yt-dlp $oldest_ytdlp, the oldest that is supported: into .tools/yt-dlp"
    mkdir -p "$ytdlps"
    ! refresh_backports || unpack_from_debian bookworm-backports || true
    [[ -x $ytdlp_oldest ]] || (install_from_pypi "$oldest_ytdlp") || true
    if [[ ! -x $ytdlp_oldest ]]; then
        oldest_own_ytdlp || ytdlp_oldest=$ytdlp
        say "WARNING: yt-dlp $oldest_ytdlp, the oldest that is supported, could not be had: it is not tested"
    fi
}

oldest_own_ytdlp() {
    for ytdlp_oldest in "$ytdlps"/*/yt-dlp; do
        [[ ! -x $ytdlp_oldest ]] || return 0
    done
    return 1
}

# Debian's newer suites, from the mirror this system uses, in lists of our own: the system's sources stay as they are.
apt_aside() {
    local command=$1
    shift
    "$command" \
        -o Dir::Etc::SourceList="$tools/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
        -o Dir::State::Lists="$tools/apt/lists" -o Dir::Cache="$tools/apt/cache" \
        -o Acquire::Languages=none -o APT::Sandbox::User=root \
        -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 "$@"
}

refresh_backports() {
    [[ $(system_id) == debian ]] || return 1
    [[ -z ${backports_are_fresh:-} ]] || return 0
    local mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg suite
    mirror=$(system_mirror)
    [[ -n $mirror ]] || return 1
    mkdir -p "$tools/apt/lists/partial" "$tools/apt/cache/archives/partial"
    for suite in trixie-backports bookworm-backports; do
        printf 'deb %s%s %s main\n' "$([[ ! -e $keyring ]] || printf '[signed-by=%s] ' "$keyring")" "$mirror" "$suite"
    done >"$tools/apt/sources.list"
    apt_aside apt-get update -qq >"$tools/apt.log" 2>&1 || return 1
    backports_are_fresh=yes
}

# The mirror of this system's own release, which also holds the newer ones.
system_mirror() {
    local codename
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    # shellcheck disable=SC2016 # apt's own variables
    apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk -v release="$codename" '$1 == release { print $2; exit }'
}

# unpack_from_debian SUITE: the suite's yt-dlp, whose signature apt checks, if this system's Python is new enough for it.
unpack_from_debian() {
    local work version python
    work=$(mktemp -d "$ytdlps/.new.XXXXXX")
    if ! (cd "$work" && apt_aside apt-get download -qq "yt-dlp/$1") >>"$tools/apt.log" 2>&1 ||
        ! dpkg-deb -x "$work"/*.deb "$work/deb"; then
        rm -rf "$work"
        return 1
    fi
    local metadata=("$work"/deb/usr/lib/python3/dist-packages/yt_dlp-*/METADATA)
    version=$(sed -n 's/^Version: //p' "${metadata[0]}" | head -1 | awk -F. '{ printf "%04d.%02d.%02d", $1, $2, $3 }')
    python=$(sed -nE 's/^Requires-Python: >=([0-9.]+).*/\1/p' "${metadata[0]}")
    if ! has_python /usr/bin/python3 "${python%%.*}" "${python#*.}"; then
        say "yt-dlp $version needs Python $python"
        rm -rf "$work"
        return 1
    fi
    mkdir "$work/ready"
    cp -r "$work/deb/usr/lib/python3/dist-packages/yt_dlp" "$work/ready/"
    # Python looks for a script's imports in the script's own directory first.
    { printf '#!/usr/bin/python3\n' && tail -n +2 "$work/deb/usr/bin/yt-dlp"; } >"$work/ready/yt-dlp"
    chmod 755 "$work/ready/yt-dlp"
    /usr/bin/python3 -m compileall -q "$work/ready/yt_dlp" || true
    put_in_place "$work/ready" "$version" || true
    rm -rf "$work"
}

# put_in_place DIRECTORY VERSION: at once, so that whoever looks meanwhile sees all of it or nothing. False if it is there.
put_in_place() { [[ ! -e $ytdlps/$2/yt-dlp ]] && mv -T "$1" "$ytdlps/$2" 2>/dev/null; }

# install_from_pypi [VERSION]: into a virtual environment, which cannot be moved afterwards.
install_from_pypi() {
    local wanted=yt-dlp${1:+==$1} venv work version
    if has_apt && ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
        apt_install python3-venv
    fi
    venv=$(mktemp -d "$ytdlps/.venv.XXXXXX")
    if ! python3 -m venv "$venv" >"$tools/pip.log" 2>&1 ||
        ! "$venv/bin/python" -m pip install -q "$wanted" >>"$tools/pip.log" 2>&1; then
        say "pip could not install $wanted: $(tail -1 "$tools/pip.log")"
        rm -rf "$venv"
        return 1
    fi
    chmod 755 "$venv"
    version=$(ytdlp_version "$venv/bin/yt-dlp")
    work=$(mktemp -d "$ytdlps/.new.XXXXXX")
    ln -s "../$(basename "$venv")/bin/yt-dlp" "$work/yt-dlp"
    chmod 755 "$work"
    put_in_place "$work" "$version" || rm -rf "$work" "$venv"
}
