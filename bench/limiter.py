#!/usr/bin/env python3
"""What one limit over all instances costs: known answers a second with Redis beside those without, what HAProxy adds,
how soon Redis is asked again after each fault, and what it needs for a client.

Run by hand: bench/limiter.py, where wrk, redis-server and haproxy are installed. Starts all it needs, on loopback alone; ends by itself after some minutes.
Each request of the load is counted: clients have a limit of a million, so none is refused from memory.
"""
import http.client
import pathlib
import signal
import socket
import statistics
import sys
import tempfile
import threading
import time

from service import ROOT, HAProxy, Redis, Service, Stub, ask, by_wrk, request

KNOWN = 'dQw4w9WgXcQ'
ROUNDS, SECONDS, CONNECTIONS = 5, 10, 64
# Times SECONDS. With callers who take both cores, the JIT needs four minutes until the rate rises no more.
WARM_UP = 27
CLIENTS, LIMIT = 100_000, 20

# As many clients take turns as a thousand; they are told from each other by what a trusted proxy says.
LOAD = '''
local requests = {}
local turn = 0
init = function()
  for client = 1, 1000 do
    local headers = {["Content-Type"] = "application/json", ["X-Forwarded-For"] = "198.18." .. math.floor(client / 250) .. "." .. client %% 250}
    requests[client] = wrk.format("POST", nil, headers, '{"url":"https://youtu.be/%s"}')
  end
end
request = function()
  turn = turn %% 1000 + 1
  return requests[turn]
end
'''


def load(port, script, connections=CONNECTIONS, seconds=SECONDS):
    return by_wrk(port, '/api/v1/size', connections, seconds, script)


def throughput(ports, script):
    for port in ports.values():
        for _ in range(WARM_UP):
            load(port, script)
    results = {name: [] for name in ports}
    for _ in range(ROUNDS):
        for name, port in ports.items():
            results[name].append(load(port, script))
    for name, rows in results.items():
        rate, middle, slow = (statistics.median(column) for column in zip(*rows))
        alone = statistics.median(row[0] for row in results['memory'])
        print(f'{name:8} {rate:8.0f} requests a second ({rate / alone:.2f}), median {middle:.2f} ms, p99 {slow:.2f} ms')
    for name, port in ports.items():
        one = [load(port, script, connections=1, seconds=5) for _ in range(3)]
        _, middle, slow = (statistics.median(column) for column in zip(*one))
        print(f'{name:8} by one connection: median {middle:.3f} ms, p99 {slow:.3f} ms')


def demand_a_password(redis):
    redis.ask('CONFIG', 'SET', 'requirepass', 'another')
    redis.ask('CLIENT', 'KILL', 'TYPE', 'normal', password='another')


# What can be wrong with it, as the tests' RedisFault has it: how that begins, and how it ends.
FAULTS = {
    'stopped': (Redis.kill, Redis.start),
    'frozen': (lambda redis: redis.signal(signal.SIGSTOP), lambda redis: redis.signal(signal.SIGCONT)),
    'full': (lambda redis: redis.ask('CONFIG', 'SET', 'maxmemory', '1', 'maxmemory-policy', 'noeviction'),
             lambda redis: redis.ask('CONFIG', 'SET', 'maxmemory', '0')),
    'read-only': (lambda redis: redis.ask('REPLICAOF', '127.0.0.1', '1'),
                  lambda redis: redis.ask('REPLICAOF', 'NO', 'ONE')),
    'another password': (demand_a_password,
                         lambda redis: redis.ask('CONFIG', 'SET', 'requirepass', '', password='another')),
    'no permission': (lambda redis: redis.ask('ACL', 'SETUSER', 'default', '-evalsha', '-eval'),
                      lambda redis: redis.ask('ACL', 'SETUSER', 'default', '+@all')),
}


def recovery(shared, redis, rounds=5):
    """How long it takes until the service counts in Redis again, after each fault and a second of it: 2 s at most."""
    def until(counted, client):
        begun = time.monotonic()
        while (shared.get('/api/v1/metrics')['rateLimiter']['mode'] == 'redis') != counted:
            ask(shared.port, KNOWN, headers={'X-Forwarded-For': f'198.18.{8 + client // 250}.{client % 250}'})
            client += 1
            time.sleep(0.02)
        return time.monotonic() - begun, client

    client = 0
    for name, (begin, end) in FAULTS.items():
        times = []
        for _ in range(rounds):
            begin(redis)
            _, client = until(False, client)
            time.sleep(1)
            end(redis)
            back, client = until(True, client)
            times.append(back)
        print(f'Redis {name}: counts again {statistics.median(times):.1f} s after that, {max(times):.1f} s at most')


def frozen(shared, redis):
    """What callers notice of a Redis that freezes in the middle of their requests, and how long it takes to come back."""
    ended, waits = threading.Event(), []

    def keep_asking(client):
        connection = http.client.HTTPConnection('127.0.0.1', shared.port, timeout=60)
        headers = {'Content-Type': 'application/json', 'X-Forwarded-For': client}
        while not ended.is_set():
            begun = time.monotonic()
            connection.request('POST', '/api/v1/size', '{"url":"https://youtu.be/%s"}' % KNOWN, headers)
            connection.getresponse().read()
            waits.append((begun, time.monotonic() - begun))
        connection.close()

    callers = [threading.Thread(target=keep_asking, args=(f'198.18.9.{number}',)) for number in range(8)]
    for caller in callers:
        caller.start()
    time.sleep(5)
    redis.signal(signal.SIGSTOP)
    froze = time.monotonic()
    time.sleep(5)
    redis.signal(signal.SIGCONT)
    thawed = time.monotonic()
    while shared.get('/api/v1/metrics')['rateLimiter']['mode'] != 'redis':
        time.sleep(0.02)
    back = time.monotonic() - thawed
    ended.set()
    for caller in callers:
        caller.join()
    for name, since, until in ('before', 0, froze - 0.2), ('while it freezes', froze - 0.2, froze + 1), ('then', froze + 1, thawed):
        some = sorted(wait for begun, wait in waits if since <= begun < until)
        late = sum(wait > 0.1 for wait in some)
        print(f'frozen Redis, {name}: {len(some)} requests, p99 {some[len(some) * 99 // 100] * 1000:.1f} ms, '
              f'slowest {some[-1] * 1000:.0f} ms, {late} over 100 ms')
    print(f'back {back:.1f} s after it answers again')


def memory(redis):
    """By the limiter's own script, with names as HAProxy gives them."""
    script = (ROOT / 'src/main/resources/org/ytsize/ratelimit/take.lua').read_text()
    before = redis.used()
    with socket.create_connection(('127.0.0.1', redis.port)) as connection:
        connection.sendall(request('SCRIPT', 'LOAD', script))
        answers = connection.makefile('rb')
        answers.readline()
        digest = answers.readline().decode().strip()
        for client in range(CLIENTS):
            key = f'rl:{10 + client // 65536}.{client // 256 % 256}.{client % 256}.1'
            connection.sendall(b''.join(
                request('EVALSHA', digest, '1', key, f'{client:08x}-0000-4000-8000-{number:012x}', str(LIMIT), '3600000000')
                for number in range(LIMIT)))
            for _ in range(4 * LIMIT):
                answers.readline()
    each = (redis.used() - before) / CLIENTS
    print(f'{CLIENTS} clients at their limit of {LIMIT}: {each:.0f} bytes each, {each * CLIENTS / 1e6:.0f} MB; a million would take {each / 1e3:.1f} GB')


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        script = directory / 'post.lua'
        script.write_text(LOAD % KNOWN)
        ours = []
        try:
            redis = Redis(directory)
            ours.append(redis)
            if '--memory' not in sys.argv:
                stub = Stub(directory)
                ours.append(stub)
                window = {'RATE_LIMIT_WINDOW_MS': '1000'}
                alone = Service(stub.port, stub.ca_file, **window)
                ours.append(alone)
                shared = Service(stub.port, stub.ca_file, REDIS_URL=f'redis://127.0.0.1:{redis.port}', **window)
                ours.append(shared)
                balanced = HAProxy(directory, alone.port)
                ours.append(balanced)
                for service in (alone, shared):
                    if service.ask(KNOWN) != 200:
                        raise SystemExit('the first lookup failed')
                before = redis.calls('evalsha'), shared.get('/api/v1/metrics')['rateLimiter']['allowed']
                throughput({'memory': alone.port, 'Redis': shared.port, 'HAProxy': balanced.port}, script)
                metrics = shared.get('/api/v1/metrics')['rateLimiter']
                print(f"Redis was called {redis.calls('evalsha') - before[0]} times for {metrics['allowed'] - before[1]} counted requests"
                      f"; mode {metrics['mode']}, outages {metrics['redis']['outages']}")
                recovery(shared, redis)
                frozen(shared, redis)
                time.sleep(1)
            redis.ask('FLUSHALL')
            memory(redis)
        finally:
            for one in reversed(ours):
                one.close()


if __name__ == '__main__':
    main()
