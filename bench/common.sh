# shellcheck shell=bash disable=SC2034 # who sources this reads them
# What the benches have in common. Sourced.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/tools/programs.sh"
. "$root/tools/yt-dlp.sh"
. "$root/tools/server.sh"

ours=() instance='' run=${TMPDIR:-/tmp}

# median ROUNDS: of so many numbers on standard input, one a line.
median() { sort -n | sed -n "$((($1 + 1) / 2))p"; }
