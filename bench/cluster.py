#!/usr/bin/env python3
"""What several instances ask YouTube for, beside what one asks for: one popular video, and a thousand different ones.

Run by hand: bench/cluster.py, where haproxy is installed. Starts all it needs, on loopback alone; ends by itself after some minutes.
"""
import concurrent.futures
import pathlib
import tempfile
import threading

from service import HAProxy, Service, Stub, ask, free_port, wait_until

CALLERS, VIDEOS, TIMES = 30, 1_000, 3


def lookups(instances):
    return sum(instance.get('/api/v1/metrics')['lookups']['attempts'] for instance in instances)


def measure(count, directory, stub):
    grid = [free_port() for _ in range(count)]
    members = ','.join(f'127.0.0.1:{port}' for port in grid)
    instances = []
    try:
        for port in grid:
            cluster = {'CLUSTER_MODE': 'tcpip', 'CLUSTER_MEMBERS': members, 'CLUSTER_PORT': str(port)} if count > 1 else {}
            instances.append(Service(stub.port, stub.ca_file, **cluster))
        wait_until(lambda: all(one.get('/health')['cluster']['members'] == count for one in instances), 60)
        haproxy = HAProxy(directory, *(instance.port for instance in instances))
        try:
            for name, videos in ('one video', ['popular-one'] * 300), ('different ones', [f'v{number:010}' for number in range(VIDEOS)] * TIMES):
                before, begun = lookups(instances), threading.Barrier(CALLERS)

                def caller(mine):
                    begun.wait()
                    return [ask(haproxy.port, video) for video in mine]

                with concurrent.futures.ThreadPoolExecutor(CALLERS) as threads:
                    told = [status for part in threads.map(caller, (videos[number::CALLERS] for number in range(CALLERS))) for status in part]
                print(f'{count} instances, {name}: {len(told)} questions, {told.count(200)} answered, {lookups(instances) - before} lookups')
        finally:
            haproxy.close()
    finally:
        for instance in instances:
            instance.close()


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        stub = Stub(directory)
        try:
            for count in 1, 3:
                measure(count, directory, stub)
        finally:
            stub.close()


if __name__ == '__main__':
    main()
