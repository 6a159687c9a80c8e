#!/usr/bin/env bash
# What of pom.xml there is in a newer version, as Maven Central tells: libraries, plugins, and the versions that properties name.
# Prints a line for each that is behind. It asks the network, so it is no part of ./verify; docs/security.md says what came of it, and when.
# 2.21.0 of its plugin is the newest that runs on Maven 3.8.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"

versions=org.codehaus.mojo:versions-maven-plugin:2.21.0
# What nobody should take for a release.
unfinished='(?i).*[.-](alpha|beta|m|rc|cr|ea|b|snapshot|jre6)[.-]?[0-9]*.*'

main() {
    need jdk maven
    cd "$root"
    local said
    said=$(mvn -B -ntp -Pservers -Dmaven.version.ignore="$unfinished" -DprocessDependencyManagement=false \
        "$versions:display-dependency-updates" "$versions:display-plugin-updates") || die "$said"
    # A name that is too long has its versions on the next line.
    sed -E 's/^\[[A-Z]+\] *//' <<<"$said" | awk '/ \.+$/ { name = $1; next } / -> / { print (/^[0-9]/ ? name " " : "") $0 }' |
        sed -E 's/ \.+ / /' | sort -u
}

main "$@"
