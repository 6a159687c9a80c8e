# shellcheck shell=bash disable=SC2154 # root and tools are set by who sources this
# Which yt-dlp the service uses, and where a new enough one comes from. Sourced after programs.sh.
#
# .tools/yt-dlp/<version>/yt-dlp is a script beside its package, or a link into a virtual environment.

oldest_ytdlp=2025.04.30
ytdlps="$tools/yt-dlp"

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
    newest_own_ytdlp || { get_ytdlp && newest_own_ytdlp; } || use_an_old_ytdlp
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
    if ! ytdlp=$(command -v yt-dlp) && has_apt; then
        apt_install yt-dlp
        ytdlp=$(command -v yt-dlp) || true
    fi
    [[ -n $ytdlp ]] || die "There is no yt-dlp. Get $oldest_ytdlp or newer from https://github.com/yt-dlp/yt-dlp and name it in YTDLP_PATH."
    ytdlp_version=$(ytdlp_version "$ytdlp") || true
    say "WARNING: only yt-dlp ${ytdlp_version:-of an unknown version} could be had, which is too old for today's YouTube: most answers will be errors."
    say "         Get $oldest_ytdlp or newer from https://github.com/yt-dlp/yt-dlp and name it in YTDLP_PATH."
}

get_ytdlp() {
    mkdir -p "$ytdlps"
    say "getting a yt-dlp that is newer than ${ytdlp_version:-none}: into .tools/yt-dlp"
    if [[ $(system_id) == debian ]] && refresh_backports; then
        unpack_from_debian trixie-backports || unpack_from_debian bookworm-backports || install_from_pypi
    else
        install_from_pypi
    fi
}

# get_oldest_ytdlp: the oldest that is supported, for tests. Sets `ytdlp_oldest`.
get_oldest_ytdlp() {
    ytdlp_oldest="$ytdlps/$oldest_ytdlp/yt-dlp"
    [[ ! -x $ytdlp_oldest ]] || return 0
    mkdir -p "$ytdlps"
    if [[ $(system_id) == debian ]] && refresh_backports; then
        unpack_from_debian bookworm-backports
    else
        install_from_pypi "$oldest_ytdlp"
    fi
    [[ -x $ytdlp_oldest ]]
}

# Debian's newer suites, from the mirror this system uses, in lists of our own: the system's sources stay as they are.
apt_aside() {
    local command=$1
    shift
    "$command" \
        -o Dir::Etc::SourceList="$tools/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
        -o Dir::State::Lists="$tools/apt/lists" -o Dir::Cache="$tools/apt/cache" \
        -o Acquire::Languages=none -o APT::Sandbox::User=root "$@"
}

refresh_backports() {
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
    put_in_place "$work/ready" "$version"
    rm -rf "$work"
}

# put_in_place DIRECTORY VERSION: at once, so that whoever looks meanwhile sees all of it or nothing.
put_in_place() {
    [[ -e $ytdlps/$2/yt-dlp ]] || mv -T "$1" "$ytdlps/$2" 2>/dev/null || true
}

# install_from_pypi [VERSION]: into a virtual environment, which cannot be moved afterwards.
install_from_pypi() {
    local wanted=yt-dlp${1:+==$1} venv work version
    if has_apt && ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
        refresh_package_lists
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
    put_in_place "$work" "$version"
}
