#!/usr/bin/env bash
# Whether the playbooks are well formed, roles say what they take, and the unit is as shut as it is meant to be. Changes no machine.
# shellcheck source-path=SCRIPTDIR disable=SC2317 # check calls them
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"

main() {
    need ansible-playbook ansible-lint yaml
    cd "$root/ansible"
    export ANSIBLE_NOCOLOR=1 NO_COLOR=1
    specs_agree
    for_each_playbook
    ports_agree
    memory_follows
    wrong_files_are_refused
    ansible-lint --offline -q playbooks roles
    say "playbooks: $(find playbooks -name '*.yml' | wc -l), and $(find roles -mindepth 1 -maxdepth 1 | wc -l) roles, well formed"
    units_are_shut
}

# Each variable of a role's defaults is in its argument specs with that default, and none else.
specs_agree() {
    "$(python_with_yaml)" - roles/*/ <<'PYTHON' || exit 1
import os, sys, yaml

def read(path):
    if not os.path.exists(path):
        return {}
    with open(path, encoding='utf-8') as file:
        return yaml.safe_load(file) or {}

wrong = []
for role in sys.argv[1:]:
    name = os.path.basename(role.rstrip('/'))
    defaults = read(role + 'defaults/main.yml')
    options = read(role + 'meta/argument_specs.yml')['argument_specs']['main']['options']
    for variable in sorted(defaults.keys() | options.keys()):
        if variable not in defaults:
            wrong.append(f'{role}: {variable} has no default')
        elif variable not in options:
            wrong.append(f'{role}: {variable} is not in the argument specs')
        elif defaults[variable] != options[variable].get('default'):
            wrong.append(f'{role}: {variable} is {defaults[variable]!r}, and {options[variable].get("default")!r} in the argument specs')
        elif not variable.startswith(name + '_'):
            wrong.append(f'{role}: {variable} does not begin with the name of its role')
        elif any(word in variable for word in ('password', 'secret', '_key')) and not options[variable].get('no_log'):
            wrong.append(f'{role}: {variable} may be shown')
print('\n'.join(wrong), file=sys.stderr, end='\n' if wrong else '')
sys.exit(bool(wrong))
PYTHON
}

# With an inventory of the form that is to be copied.
for_each_playbook() {
    local playbook
    for playbook in playbooks/*.yml; do
        ansible-playbook -i inventories/example --syntax-check "$playbook" >/dev/null
    done
}

# Whoever sets a port of the service, the grid, Redis or HAProxy's page sets it for all that speak to it: nothing else differs, and
# nothing has the usual one any more.
ports_agree() {
    local work
    work=$(mktemp -d)
    mkdir "$work/usual" "$work/other"
    render "$work/usual"
    render "$work/other" -e '{"payara_api_port": 13000, "payara_api_grid_port": 16900, "redis_port": 16379,
        "haproxy_stats_bind": "{{ ansible_host }}:18404", "haproxy_port": 1080}'
    sed -Ei 's/\b(3000|6900|6379|8404)\b/1\1/g; s/(dport |PORT .)80\b/\11080/' "$work"/usual/*
    diff -r "$work/usual" "$work/other" || die "ports that do not follow: what is to be there, and what is"
    rm -r "$work"
}

# What the unit may take, from the heap and the workers: 2 * 600 + 60 + 20 * 30.
memory_follows() {
    local work
    work=$(mktemp -d)
    mkdir "$work/usual" "$work/more"
    render "$work/usual"
    render "$work/more" -e '{"payara_api_heap_mb": 600, "payara_api_settings": {"MAX_WORKERS": 20}}'
    grep -q '^MemoryMax=1536M$' "$work/usual/api1" || die "without other settings, MemoryMax is not 1536M"
    grep -q '^MemoryMax=1860M$' "$work/more/api1" || die "MemoryMax does not follow payara_api_heap_mb and MAX_WORKERS"
    rm -r "$work"
}

# Where all is there that looks at them.
wrong_files_are_refused() {
    local work program
    for program in systemd-analyze haproxy nginx openssl; do
        command -v "$program" >/dev/null || { say "what is put there: left out, since there is no $program" && return; }
    done
    work=$(mktemp -d)
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=sizes.example -keyout "$work/key" -out "$work/certificate" 2>/dev/null
    cat "$work/certificate" "$work/key" >"$work/good.pem"
    { cat "$work/certificate" && openssl genrsa 2048 2>/dev/null; } >"$work/bad.pem"
    ansible-playbook -i localhost, "$root/src/test/ansible/validated.yml" -e "place=$work" >"$work/log" 2>&1 </dev/null ||
        die "$(grep -B 3 -A 5 '^fatal' "$work/log" | head -20)"
    rm -r "$work"
}

# render DIRECTORY OPTION...: what roles write for the hosts of the inventory that is to be copied.
render() {
    ansible-playbook -i inventories/example "$root/src/test/ansible/rendered.yml" -e "rendered=$1" "${@:2}" >"$1.log" 2>&1 </dev/null ||
        die "$(grep -A 5 '^fatal' "$1.log" | head -20)"
}

# A point and a half of ten at most for the service, and two for what root runs beside it, by systemd's own count.
units_are_shut() {
    if ! command -v systemd-analyze >/dev/null; then
        say "units: left out, since there is no systemd-analyze"
        return
    fi
    is_shut "$root/server-config/systemd/ytdlp-api.service" 15
    is_shut roles/log_shipping/files/ytsize-logs.service 15
    is_shut "$root/server-config/systemd/ytdlp-update.service" 20
    is_shut "$root/server-config/systemd/ytdlp-api-watch.service" 20
}

# is_shut UNIT TENTHS
is_shut() {
    systemd-analyze security --offline=true --threshold="$2" --no-pager "$1" >/dev/null ||
        die "$(systemd-analyze security --offline=true --no-pager "$1" | tail -n 1)"
    say "${1##*/}: at most $(($2 / 10)).$(($2 % 10))"
}

main
