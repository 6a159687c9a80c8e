#!/usr/bin/env python3
"""What 300 callers who wait for 300 slow lookups cost everybody else: p99 of /health and of a known answer, beside an idle instance.

Run by hand: bench/waiting.py, where wrk is installed. Starts a stub of YouTube and ./serve itself, asks only loopback, ends by itself after two minutes or so.
The lookups go through a proxy that, once all is warm, answers a byte every two seconds: yt-dlp waits, and costs nothing.
"""
import asyncio
import concurrent.futures
import pathlib
import tempfile
import threading
import time

from service import Service, Stub, by_wrk, free_port, question_script, wait_until

CALLERS, WORKERS, SECONDS, ROUNDS = 300, 200, 4, 3
KNOWN = 'dQw4w9WgXcQ'


class Proxy:
    """Hands everything on to the stub's proxy until it is told to be slow."""

    def __init__(self, stub_port):
        self.stub_port, self.slow, self.waiting = stub_port, False, 0
        self.port = free_port()
        threading.Thread(target=lambda: asyncio.run(self.serve()), daemon=True).start()

    async def serve(self):
        async with await asyncio.start_server(self.meet, '127.0.0.1', self.port, backlog=500) as server:
            await server.serve_forever()

    async def meet(self, reader, writer):
        try:
            if self.slow:
                self.waiting += 1
                await self.trickle(writer)
            else:
                stub_reader, stub_writer = await asyncio.open_connection('127.0.0.1', self.stub_port)
                await asyncio.gather(self.pump(reader, stub_writer), self.pump(stub_reader, writer))
        except OSError:
            pass
        finally:
            writer.close()

    @staticmethod
    async def trickle(writer):
        writer.write(b'HTTP/1.1 200 ')
        while True:
            writer.write(b'x')
            await writer.drain()
            await asyncio.sleep(2)

    @staticmethod
    async def pump(reader, writer):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()


def measured(service, script):
    return by_wrk(service.port, '/health', 4, SECONDS)[2], by_wrk(service.port, '/api/v1/size', 4, SECONDS, script)[2]


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        script = question_script(directory, KNOWN)
        stub = Stub(directory)
        proxy = Proxy(stub.port)
        service = Service(proxy.port, stub.ca_file, MAX_WORKERS=str(WORKERS), YTDLP_TIMEOUT='30000')
        try:
            if service.ask(KNOWN) != 200:
                raise SystemExit('the first lookup failed')
            for _ in range(5):
                measured(service, script)  # warms the JIT
            results = {'idle': [], 'waited for': []}
            for number in range(ROUNDS):
                results['idle'].append(measured(service, script))
                proxy.slow, proxy.waiting = True, 0
                with concurrent.futures.ThreadPoolExecutor(CALLERS) as pool:
                    callers = [pool.submit(service.ask, f'slow{number}{caller:06}') for caller in range(CALLERS)]
                    wait_until(lambda: proxy.waiting == WORKERS, 60)
                    queued = service.get('/api/v1/metrics')['workerPool']['queuedTasks']
                    results['waited for'].append(measured(service, script))
                    done = sum(caller.done() for caller in callers)
                    if (queued, done) != (CALLERS - WORKERS, 0):
                        raise SystemExit(f'{queued} were queued, and {done} callers had their answer: nothing was measured')
                    print(f'{WORKERS} lookups under way, {queued} queued; {done} of {CALLERS} callers had an answer before the end')
                    # The first lookups time out, and the breaker ends the rest.
                proxy.slow = False
                time.sleep(31)
                if service.ask(KNOWN) != 200:
                    raise SystemExit('it did not come back')
                service.ask(f'back{number:07}')
            for name, column in (('/health', 0), ('known answer', 1)):
                idle, busy = (sorted(row[column] for row in results[kind])[ROUNDS // 2] for kind in results)
                print(f'{name:13} p99 {idle:7.2f} ms idle, {busy:7.2f} ms with {CALLERS} waiting: {busy / idle:.2f} times')
        finally:
            service.close()
            stub.close()


if __name__ == '__main__':
    main()
