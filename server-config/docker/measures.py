"""How long a start takes in a container and outside, and what memory is used with all workers busy; for `test` beside this file."""
import concurrent.futures
import os
import random
import re
import statistics
import string
import subprocess
import time

from container import ROOT
from scene import ask, await_ready, check, is_ready
from service import free_port, wait_until

MIB = 1 << 20
# As ./serve starts it.
BARE = '''
. bench/common.sh
find_ytdlp
build_if_needed
prepare_server
[[ $1 != prepare ]] || exit 0
run=$2
instance_directory
java_arguments "$1" "$root/server-config/payara/preboot.txt"
export PORT=$1 YTDLP_PATH=$ytdlp
exec "${jdk}java" "${java_arguments[@]}"
'''


def bare(*arguments):
    return ['bash', '-euc', BARE, 'bare', *map(str, arguments)]


def start_bare(scene):
    port = free_port()
    settings = dict(os.environ, YTDLP_CA_CERTS=str(scene.stub.ca_file), **scene.settings())
    begun = time.monotonic()
    process = subprocess.Popen(bare(port, scene.directory), cwd=ROOT, env=settings, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: is_ready(port), 300, 0.05)
        return time.monotonic() - begun
    finally:
        process.kill()
        process.wait()


def start_contained(scene):
    port = free_port()
    begun = time.monotonic()
    running = scene.start(port, scene.directory / 'none')
    try:
        wait_until(lambda: is_ready(port), 300, 0.05)
        return time.monotonic() - begun
    finally:
        running.close()


def measure_start(scene, rounds):
    subprocess.run(bare('prepare'), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    outside, inside = [], []
    for _ in range(rounds):
        outside.append(start_bare(scene))
        inside.append(start_contained(scene))
    ratio = statistics.median(inside) / statistics.median(outside)
    print(f'start to ready, medians of {rounds}: bare {statistics.median(outside):.2f} s, in a container {statistics.median(inside):.2f} s, '
          f'ratio {ratio:.2f}', flush=True)
    check('a container starts in at most 1.2 times the time', ratio <= 1.2, (outside, inside))


def measure_memory(scene, seconds, within):
    """All workers busy, for so long, with videos that nobody knows; three callers for each worker."""
    port, workers = free_port(), int(within.workers or 10)
    running = scene.start(port, scene.directory / 'none', within)
    try:
        await_ready(running, port)
        end, most, statuses = time.monotonic() + seconds, 0, []
        with concurrent.futures.ThreadPoolExecutor(3 * workers) as pool:
            callers = [pool.submit(ask_until, port, end) for _ in range(3 * workers)]
            while time.monotonic() < end:
                time.sleep(0.2)
                told = dict(line.split() for line in running.memory('memory.stat', 'memory.stat').splitlines())
                most = max(most, int(told.get('total_rss') or told['anon']))
            for caller in callers:
                statuses += caller.result()
        peak = int(running.memory('memory.max_usage_in_bytes', 'memory.peak'))
        killed = int(re.search(r'oom_kill (\d+)', running.memory('memory.oom_control', 'memory.events'))[1])
        print(f'{within.name}: {len(statuses)} lookups in {seconds} s with {workers} workers, {within.processors or "all"} processors: '
              f'{most / MIB:.0f} MiB of processes at most, {peak / MIB:.0f} MiB with what the kernel keeps of files, limit {within.memory / MIB:.0f} MiB',
              flush=True)
        check(f'stays within the limits of {within.name} with all workers busy', killed == 0 and set(statuses) == {200}, (killed, set(statuses)))
    finally:
        running.close()


def ask_until(port, end):
    statuses = []
    while time.monotonic() < end:
        statuses.append(ask(port, ''.join(random.choices(string.ascii_letters + string.digits, k=11)))[0])
    return statuses
