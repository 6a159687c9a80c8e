"""What `test` beside this file measures of the image and of containers of it: docs/performance.md has its numbers."""
import concurrent.futures
import json
import os
import random
import re
import statistics
import string
import subprocess
import time

import container
from container import IMAGE, ROOT, STORE
from limits import MIB
from scene import ask, await_ready, check, is_ready
from service import free_port, wait_until


def layers():
    """Kilobytes of each layer, as stored and as sent, and what made it."""
    known = {layer['diff-digest']: layer for layer in json.loads((STORE / 'storage/overlay-layers/layers.json').read_text())
             if 'diff-digest' in layer}
    image = container.inspect(IMAGE)
    made_by = [entry['created_by'] for entry in image['history'] if not entry.get('empty_layer')]
    return [(digest, known[digest]['diff-size'], told) for digest, told in zip(image['rootfs']['diff_ids'], made_by)]


def tell_layers():
    total = 0
    for _, size, told in layers():
        total += size
        print(f'{size / 1e6:8.1f} MB  {" ".join(told.split())[:100]}')
    print(f'{total / 1e6:8.1f} MB  in all', flush=True)


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


def measure_memory(scene, place, allowed, seconds):
    """All workers busy, for so long, with videos that nobody knows, in what that place allows."""
    port, begun = free_port(), time.monotonic()
    running = scene.start(port, scene.directory / 'none', allowed, MAX_WORKERS=allowed.workers)
    try:
        await_ready(running, port)
        started = time.monotonic() - begun
        end, most, statuses = time.monotonic() + seconds, 0, []
        with concurrent.futures.ThreadPoolExecutor(30) as pool:
            callers = [pool.submit(ask_until, port, end) for _ in range(30)]
            while time.monotonic() < end:
                time.sleep(0.2)
                told = dict(line.split() for line in running.memory('memory.stat', 'memory.stat').splitlines())
                most = max(most, int(told.get('total_rss') or told['anon']))
            for caller in callers:
                statuses += caller.result()
        peak = int(running.memory('memory.max_usage_in_bytes', 'memory.peak'))
        killed = int(re.search(r'oom_kill (\d+)', running.memory('memory.oom_control', 'memory.events'))[1])
        print(f'{place} ({allowed}): ready after {started:.1f} s, {len(statuses)} lookups in {seconds} s, {most / MIB:.0f} MiB of processes at most, '
              f'{peak / MIB:.0f} MiB with what the kernel keeps of files', flush=True)
        check(f'stays within the limits of {place} with all workers busy', killed == 0 and set(statuses) == {200}, (killed, set(statuses)))
    finally:
        running.close()


def ask_until(port, end):
    statuses = []
    while time.monotonic() < end:
        statuses.append(ask(port, ''.join(random.choices(string.ascii_letters + string.digits, k=11)))[0])
    return statuses
