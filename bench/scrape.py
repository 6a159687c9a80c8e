#!/usr/bin/env python3
"""What a scrape of an instance takes, median and p99, while nobody else asks, and while 4 and 64 connections ask for a known answer without
a pause; beside it what that answer takes.

Run by hand: bench/scrape.py, where wrk is installed. Starts a stub of YouTube and ./serve itself, asks only loopback, ends by itself after three
minutes or so.
"""
import concurrent.futures
import gzip
import http.client
import math
import pathlib
import tempfile
import threading
import time

from service import Service, Stub, by_wrk, question_script

KNOWN = 'dQw4w9WgXcQ'
CONNECTIONS, SECONDS = (4, 64), 30
# As Prometheus asks, but more often.
PAUSE = 0.1
HEADERS = {'Accept': 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', 'Accept-Encoding': 'gzip'}


def scrapes(port, ended):
    """Milliseconds of each, and the last one's bytes unpacked, until that is set."""
    taken = []
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
    while not ended.wait(PAUSE):
        begun = time.monotonic()
        connection.request('GET', '/api/v1/metrics', headers=HEADERS)
        answer = connection.getresponse()
        body = answer.read()
        taken.append(1000 * (time.monotonic() - begun))
        if answer.status != 200 or not answer.headers['Content-Type'].startswith('application/openmetrics-text'):
            raise SystemExit(f'{answer.status} {answer.headers}')
    connection.close()
    return taken, len(gzip.decompress(body))


def measured(service, load):
    """What `load` returns, and the scrapes meanwhile."""
    ended = threading.Event()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        scraper = pool.submit(scrapes, service.port, ended)
        try:
            answers = load()
        finally:
            ended.set()
        return answers, *scraper.result()


def quantile(part, numbers):
    return sorted(numbers)[math.ceil(part * len(numbers)) - 1]


def told(name, taken, size, answers):
    beside = f'; a known answer p50 {answers[1]:.1f} ms, p99 {answers[2]:.1f} ms' if answers else ''
    print(f'{name:14} {len(taken)} scrapes of {size / 1000:.0f} kB: p50 {quantile(0.5, taken):.1f} ms, p99 {quantile(0.99, taken):.1f} ms{beside}')


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        script = question_script(directory, KNOWN)
        stub = Stub(directory)
        service = Service(stub.port, stub.ca_file)
        try:
            if service.ask(KNOWN) != 200:
                raise SystemExit('the first lookup failed')

            def asks(connections):
                return by_wrk(service.port, '/api/v1/size', connections, SECONDS, script)

            measured(service, lambda: asks(64))  # warms the JIT
            _, taken, size = measured(service, lambda: time.sleep(SECONDS))
            told('idle', taken, size, None)
            for connections in CONNECTIONS:
                answers, taken, size = measured(service, lambda: asks(connections))
                told(f'{connections} connections', taken, size, answers)
        finally:
            service.close()
            stub.close()


if __name__ == '__main__':
    main()
