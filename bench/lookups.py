#!/usr/bin/env python3
"""What a lookup costs: CPU, memory and rate, beside a yt-dlp that is started for each question.

Run by hand: bench/lookups.py. Starts a stub of YouTube and ./serve itself, asks only loopback, ends by itself after two
minutes or so, and prints a table. Everything is a ratio of two measurements of the same run, since hosts and their moods differ.
"""
import concurrent.futures
import http.server
import json
import mmap
import os
import pathlib
import random
import resource
import string
import subprocess
import tempfile
import threading
import time

from service import Service, Stub, ask

TICK = os.sysconf('SC_CLK_TCK')
AT_ONCE = 10


def video():
    return ''.join(random.choices(string.ascii_letters + string.digits, k=11))


def sizes(port, video_id):
    status = ask(port, video_id)
    if status != 200:
        raise SystemExit(f'{status} for {video_id}')


def descendants(pid):
    children = []
    for task in pathlib.Path(f'/proc/{pid}/task').iterdir():
        children += [int(child) for child in (task / 'children').read_text().split()]
    return children + [deeper for child in children for deeper in descendants(child)]


def cpu_seconds(pid):
    """Of a process and of the children it has waited for, these with theirs."""
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()
    return sum(int(field) for field in fields[11:15]) / TICK


def tree_cpu_seconds(pid):
    return sum(cpu_seconds(member) for member in [pid, *descendants(pid)])


def kilobytes(pid, *names):
    lines = pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.split(':')[0] in names)


def page_microseconds():
    """What the first touch of a page of memory costs here: a third of a microsecond where the processor walks the pages, ten
    and more in a virtual machine whose host does it. A forked child mostly pays for these."""
    pages = 20_000
    with mmap.mmap(-1, pages * mmap.PAGESIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        rounds = []
        for value in (1, 2):
            begun = time.process_time()
            for offset in range(0, len(memory), mmap.PAGESIZE):
                memory[offset] = value
            rounds.append(time.process_time() - begun)
    return (rounds[0] - rounds[1]) / pages * 1e6


class Cold:
    """A yt-dlp that is started for each question: the one that the service with that process has, and against the same stub."""

    def __init__(self, pid):
        pairs = pathlib.Path(f'/proc/{pid}/environ').read_bytes().split(b'\0')
        environment = dict(pair.decode().split('=', 1) for pair in pairs if b'=' in pair)
        self.command = [environment['YTDLP_PATH'], '--ignore-config', '--compat-options', 'no-certifi', '--proxy',
                        environment['YTDLP_PROXY'], '--no-cache-dir', '-q', '-J', '--']
        self.environment = dict(os.environ, SSL_CERT_FILE=environment['YTDLP_CA_CERTS'])

    def sizes(self, video_id):
        run = subprocess.run([*self.command, f'https://www.youtube.com/watch?v={video_id}'], stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, env=self.environment, timeout=120, check=True)
        json.loads(run.stdout)


def started_cpu_seconds():
    """Of all processes started here that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def baseline(cold):
    """A server of the usual kind: one yt-dlp for each question."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            question = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
            cold.sizes(question['url'].rsplit('/', 1)[1])
            self.send_response(200)
            self.send_header('Content-Length', '2')
            self.end_headers()
            self.wfile.write(b'{}')

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def rate(port, questions):
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda _: sizes(port, video()), range(questions)))
    return questions / (time.monotonic() - begun)


def job_megabytes(port, pid):
    """The largest private memory seen of any process below the fork server while one job waits for YouTube."""
    [server] = [child for child in descendants(pid) if descendants(child)]
    asking = threading.Thread(target=sizes, args=(port, 'slow-------'))
    asking.start()
    most = 0
    while asking.is_alive():
        for job in descendants(server):
            try:
                most = max(most, kilobytes(job, 'Private_Clean', 'Private_Dirty'))
            except (OSError, IndexError):
                pass  # It has just ended.
        time.sleep(0.05)
    return most / 1024


def compare(port, pid):
    cold = Cold(pid)
    idle = sum(kilobytes(member, 'Pss') for member in [pid, *descendants(pid)]) / 1024
    rate(port, 2000)  # warms the JIT
    before = tree_cpu_seconds(pid)
    for _ in range(100):
        sizes(port, video())
    warm = (tree_cpu_seconds(pid) - before) / 100
    before = started_cpu_seconds()
    for _ in range(10):
        cold.sizes(video())
    started = (started_cpu_seconds() - before) / 10
    print(f'first touch of a page      {page_microseconds():7.1f} us')
    print(f'CPU of a lookup            {warm * 1000:7.1f} ms   yt-dlp -J {started * 1000:7.1f} ms   1/{started / warm:.1f}')

    print(f'private memory of a job    {job_megabytes(port, pid):7.1f} MB')
    print(f'idle, JVM and fork server  {idle:7.1f} MB   (shared pages counted once)')

    other = baseline(cold)
    before = started_cpu_seconds()
    slow = rate(other.server_port, 30)
    started = (started_cpu_seconds() - before) / 30
    before = tree_cpu_seconds(pid)
    fast = rate(port, 600)
    warm = (tree_cpu_seconds(pid) - before) / 600
    other.shutdown()
    print(f'{AT_ONCE} at once                 {fast:7.1f} /s   yt-dlp -J {slow:7.2f} /s   {fast / slow:.1f} times')
    print(f'  CPU of each              {warm * 1000:7.1f} ms   yt-dlp -J {started * 1000:7.1f} ms   1/{started / warm:.1f}')


def main():
    with tempfile.TemporaryDirectory() as name:
        stub = Stub(pathlib.Path(name))
        service = Service(stub.port, stub.ca_file)
        try:
            compare(service.port, service.get('/health')['process']['pid'])
        finally:
            service.close()
            stub.close()


if __name__ == '__main__':
    main()
