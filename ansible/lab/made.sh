# shellcheck shell=bash disable=SC2034,SC2154 # work, root and mirror_pid are the variables of who sources this
# What the steps of ansible/lab/test make: releases, a mirror of yt-dlp, inventories.

# another_war FILE [CLASS] [FILE]: the same release under another digest, without that class, and with that one.
another_war() {
    python3 - "$root/target/ytsize.war" "$1" "${2:-}" "${3:-}" <<'PYTHON'
import pathlib, secrets, sys, zipfile
source, target, left_out, added = sys.argv[1:]
with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as new:
    for entry in old.infolist():
        if not (left_out and entry.filename.endswith(left_out)):
            new.writestr(entry, old.read(entry))
    if added:
        new.write(added, 'WEB-INF/classes/' + pathlib.Path(added).name)
    new.writestr('META-INF/another', secrets.token_hex())
PYTHON
}

# Where hosts look for another yt-dlp: SHA2-256SUMS and yt-dlp, in $work/mirror.
start_mirror() {
    mkdir -p "$work/mirror"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mirror -addext subjectAltName=IP:198.51.100.1 \
        -keyout "$work/mirror.key" -out "$work/mirror.pem" 2>/dev/null
    lab/lab run python3 - "$work" >"$work/mirror.log" 2>&1 <<'PYTHON' &
import functools, http.server, ssl, sys
work = sys.argv[1]
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=work + '/mirror')
server = http.server.ThreadingHTTPServer(('198.51.100.1', 8443), handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(work + '/mirror.pem', work + '/mirror.key')
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
PYTHON
    mirror_pid=$!
    within 20 lab/lab run curl -so /dev/null --cacert "$work/mirror.pem" https://198.51.100.1:8443/ || die "$(cat "$work/mirror.log")"
}

# mirror_has VERSION STATEMENT: a zipapp of the lab's yt-dlp under that version, whose lookups of a video begin with that statement.
mirror_has() {
    python3 - "$(readlink -e "$root"/.tools/yt-dlp/*/yt_dlp | sort | tail -n 1)" "$work/mirror" "$1" "$2" <<'PYTHON'
import hashlib, pathlib, re, sys, zipfile
package, mirror = map(pathlib.Path, sys.argv[1:3])
version, statement = sys.argv[3:]
target = mirror / 'yt-dlp'
target.write_bytes(b'#!/usr/bin/env python3\n')
with zipfile.ZipFile(target, 'a', zipfile.ZIP_DEFLATED) as archive:
    for file in sorted(package.rglob('*.py')):
        text = file.read_text(encoding='utf-8')
        if file.name == 'version.py':
            text = re.sub(r"(?m)^__version__ = .*$", f"__version__ = '{version}'", text)
        if file.name == '_video.py' and statement:
            text, changed = re.subn(r'(?m)^    def _real_extract\(self, url\):$', f'\\g<0>\n        {statement}', text)
            assert changed
        archive.writestr(str(file.relative_to(package.parent)), text)
    archive.writestr('__main__.py', (package / '__main__.py').read_text(encoding='utf-8'))
(mirror / 'SHA2-256SUMS').write_text(hashlib.sha256(target.read_bytes()).hexdigest() + '  yt-dlp\n')
PYTHON
}

# What the playbook is told, so that it takes what the mirror has.
mirrored() { printf 'yt_dlp_version=%s yt_dlp_source=%s yt_dlp_sha256=%s' "$1" "$work/mirror/yt-dlp" "$(cut -d ' ' -f 1 "$work/mirror/SHA2-256SUMS")"; }

# inventory_of HOST...: a copy of the lab's, with these instances.
inventory_of() {
    local copy="$work/inventory-$#" host
    mkdir -p "$copy"
    cp -r inventories/lab/group_vars "$copy/"
    {
        sed '/^    apis:/,$d' inventories/lab/hosts.yml
        printf '    apis:\n      hosts:\n'
        for host in "$@"; do printf '        %s:\n          ansible_host: %s\n' "$host" "198.51.100.2${host#api}"; done
        sed -n '/^    redis:/,$p' inventories/lab/hosts.yml
    } >"$copy/hosts.yml"
    printf %s "$copy"
}
