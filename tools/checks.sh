# shellcheck shell=bash disable=SC2154 # work and redis_pid are set by who sources this
# What check-configs.sh and check-containers.sh have in common. Sourced after programs.sh; `work` is a directory of theirs, `redis_pid`
# the Redis that they have started, or nothing.

clean_up() {
    if [[ -n $redis_pid ]]; then
        kill "$redis_pid" 2>/dev/null || true
        wait "$redis_pid" 2>/dev/null || true
    fi
    rm -rf "$work"
}

# takes_without_a_word COMMAND...: what it says on standard error is a warning.
takes_without_a_word() {
    if ! "$@" >/dev/null 2>"$work/said" || [[ -s $work/said ]]; then
        die "$*
$(cat "$work/said")"
    fi
}
