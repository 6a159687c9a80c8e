#!/usr/bin/env python3
"""What the real lookup asks YouTube for in the second day's busiest hour, with a clock that is turned, beside what tools/capacity.py foretells: docs/capacity.md.

Run by hand: bench/days.py, after mvn package. Takes a quarter of an hour, and needs no network.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'tools'))
import capacity  # noqa: E402

# People a day, instances, whether they are a grid, and CACHE_MAX_BYTES / 2^20.
SETUPS = (
    (10_000, 1, True, 1), (10_000, 1, True, 8), (10_000, 1, True, 32), (10_000, 1, True, 1024),
    (10_000, 2, True, 1), (10_000, 2, True, 32), (10_000, 2, True, 128), (10_000, 3, False, 32),
    (100_000, 1, True, 32), (100_000, 7, True, 32), (300_000, 15, True, 32),
)


def measured(world, users, setup):
    words = (users * world.pages, world.peak, world.videos, world.exponent, world.new, setup.instances,
             setup.cache_mib * capacity.MIB, setup.grid_mib * capacity.MIB)
    said = subprocess.run(
        ['java', '-Xmx6g', '-cp', f'{ROOT}/target/test-classes:{ROOT}/target/ytsize/WEB-INF/classes:{ROOT}/target/ytsize/WEB-INF/lib/*',
         'org.ytsize.sizing.ZipfDays', *(f'{word:.10g}' for word in words)], capture_output=True, text=True, check=True).stdout
    if f'an entry takes {world.entry_bytes} bytes' not in said:
        raise SystemExit(f'the model has {world.entry_bytes} bytes, and {said.splitlines()[0]}')
    return int(re.search(r'day 2: \d+ questions, (\d+) lookups', said)[1])


def main():
    world = capacity.World()
    print('| people a day | instances | `CLUSTER_MODE` | `CACHE_MAX_BYTES` | foretold | measured | ratio |')
    print('|---|---|---|---|---|---|---|')
    for users, instances, has_grid, cache_mib in SETUPS:
        setup = capacity.Setup(instances, 1, cache_mib=cache_mib, has_grid=has_grid)
        foretold = capacity.load(world, users, setup).lookups * capacity.HOUR
        lookups = measured(world, users, setup)
        mode = 'set' if setup.grid_mib else '`none`'
        print(f'| {users:,} | {instances} | {mode} | {cache_mib} MiB | {foretold:,.0f} | {lookups:,} | {foretold / lookups:.2f} |', flush=True)


if __name__ == '__main__':
    main()
