#!/usr/bin/env python3
"""What a lookup and a known answer cost, and whether that foretells a mix of both: docs/capacity.md.

Run by hand: bench/capacity.py, where haproxy and redis-server are installed, on a machine that has nothing else to do. Starts all it needs,
on loopback alone; ends by itself after some minutes.
"""
import bisect
import concurrent.futures
import http.client
import itertools
import json
import pathlib
import random
import tempfile
import time

from lookups import tree_cpu_seconds
from service import HAProxy, Redis, Service, Stub

CALLERS = 8
WARM, UNKNOWN, KNOWN = 600, 600, 20_000
# Of the mix: like an hour of a small crowd, in less time.
QUESTIONS, VIDEOS = 20_000, 3_000


class Bench:
    def __init__(self, directory):
        self.stub = Stub(directory)
        self.redis = Redis(directory)
        self.service = Service(self.stub.port, self.stub.ca_file, REDIS_URL=f'redis://127.0.0.1:{self.redis.port}')
        self.haproxy = HAProxy(directory, self.service.port)

    def close(self):
        for part in (self.haproxy, self.service, self.redis, self.stub):
            part.close()

    def cpu(self):
        return sum(tree_cpu_seconds(part.process.pid) for part in (self.service, self.redis, self.haproxy))

    def lookups(self):
        return self.service.get('/api/v1/metrics')['lookups']['attempts']

    def ask(self, videos):
        """All of them, by a few callers whose connections stay open. Returns (CPU seconds, lookups)."""
        def caller(mine):
            connection = http.client.HTTPConnection('127.0.0.1', self.haproxy.port, timeout=60)
            for video in mine:
                connection.request('POST', '/api/v1/size', json.dumps({'url': f'https://youtu.be/{video}'}), {'Content-Type': 'application/json'})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise SystemExit(f'{video} was answered with {answer.status}')
            connection.close()
        cpu, lookups = self.cpu(), self.lookups()
        with concurrent.futures.ThreadPoolExecutor(CALLERS) as threads:
            list(threads.map(caller, (videos[number::CALLERS] for number in range(CALLERS))))
        return self.cpu() - cpu, self.lookups() - lookups


def mix():
    """Questions by Zipf's law, always the same ones."""
    sums = list(itertools.accumulate(1 / rank for rank in range(1, VIDEOS + 1)))
    generator = random.Random(42)
    return [f'm{bisect.bisect_left(sums, generator.random() * sums[-1]):010}' for _ in range(QUESTIONS)]


def main():
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(pathlib.Path(name))
        try:
            bench.ask([f'w{number:010}' for number in range(WARM)])
            bench.ask([f'w{number % WARM:010}' for number in range(KNOWN)])
            unknown = [f'u{number:010}' for number in range(UNKNOWN)]
            cpu, lookups = bench.ask(unknown)
            lookup_cpu = cpu / lookups
            begun = time.monotonic()
            cpu, _ = bench.ask([unknown[number % UNKNOWN] for number in range(KNOWN)])
            known_cpu = cpu / KNOWN
            print(f'CPU of a lookup {lookup_cpu * 1e3:.1f} ms, of a known answer {known_cpu * 1e6:.0f} us ({KNOWN / (time.monotonic() - begun):.0f} a second)')
            questions = mix()
            # None is forgotten meanwhile. What is, bench/days.py foretells.
            foretold = len(set(questions))
            cpu, lookups = bench.ask(questions)
            foretold_cpu = foretold * lookup_cpu + (QUESTIONS - foretold) * known_cpu
            print(f'{QUESTIONS} questions for {VIDEOS} videos: {lookups} lookups, {foretold} foretold, ratio {foretold / lookups:.2f}')
            print(f'{cpu:.1f} CPU seconds, {foretold_cpu:.1f} foretold, ratio {foretold_cpu / cpu:.2f}')
        finally:
            bench.close()


if __name__ == '__main__':
    main()
