#!/usr/bin/env python3
"""How many bytes a remembered video has, and an answer: the mean over all videos of the stub that are answered with 200.

Run by hand: bench/bytes.py, where curl is installed. Starts a stub of YouTube and ./serve itself, asks only loopback, ends by itself after two minutes or so.
"""
import json
import pathlib
import statistics
import subprocess
import tempfile

from service import ROOT, Service, Stub


def videos():
    said = subprocess.run(['java', '-cp', ROOT / 'target/test-classes', 'org.ytsize.stub.StubYouTube', '--list'],
                          capture_output=True, text=True, check=True).stdout
    return [line[:11] for line in said.splitlines() if line[11:16] == '  200' and ' ' not in line[:11]]


def sent(address, *words):
    """Bytes of the answer's head and of its body."""
    said = subprocess.run(['curl', '-sf', '-o', '/dev/null', '-w', '%{size_header} %{size_download}', *words, address],
                          capture_output=True, text=True, check=True).stdout
    return [int(word) for word in said.split()]


def first(port, video, *words):
    return sent(f'http://127.0.0.1:{port}/api/v1/size', *words, '--json', json.dumps({'url': f'https://youtu.be/{video}'}))


def second(port, video, *words):
    return sent(f'http://127.0.0.1:{port}/api/v2/videos/{video}', *words)


def measure(service):
    ids = videos()
    for video in ids:
        first(service.port, video)
    cache = service.get('/api/v1/metrics')['cache']
    print(f'{cache["entries"]} of {len(ids)} videos are remembered, in {cache["bytes"] / cache["entries"]:,.0f} bytes each')
    for version, ask in ('v1', first), ('v2', second):
        for packed, words in ('as it is', ()), ('by gzip', ('-H', 'Accept-Encoding: gzip')):
            heads, bodies = zip(*(ask(service.port, video, *words) for video in ids))
            head, body = statistics.mean(heads), statistics.mean(bodies)
            print(f'{version} {packed}: head {head:,.0f}, body {body:,.0f} ({min(bodies):,} to {max(bodies):,}), together {head + body:,.0f}')


def main():
    with tempfile.TemporaryDirectory() as name:
        stub = Stub(pathlib.Path(name))
        try:
            service = Service(stub.port, stub.ca_file)
            try:
                measure(service)
            finally:
                service.close()
        finally:
            stub.close()


if __name__ == '__main__':
    main()
