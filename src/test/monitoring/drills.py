#!/usr/bin/env python3
"""Makes trouble on a cluster, and sees that the alerts for it begin, and end when it does.

drills.py BALANCER PROMETHEUS SOCKET...: addresses, and the instances' sockets for operators. REDIS and REDISCLI_AUTH are as the
runbook has them. How long an alert waits is promtool's matter: here it is enough that it has begun to.
"""
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

from live import Prometheus, ask, eventually


@contextmanager
def redis_frozen():
    told = subprocess.run(['redis-cli', *os.environ['REDIS'].split(), 'INFO', 'server'], stdout=subprocess.PIPE, text=True, check=True).stdout
    (process,) = [int(line.partition(':')[2]) for line in told.splitlines() if line.startswith('process_id:')]
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


@contextmanager
def drained(sockets):
    try:
        for place in sockets:
            say(place, 'drain')
        yield
    finally:
        for place in sockets:
            say(place, 'ready')


def say(place, word):
    with socket.socket(socket.AF_UNIX) as operator:
        operator.connect(place)
        operator.sendall(f'{word}\n'.encode())
        assert operator.recv(100)


class Drill:
    def __init__(self, prometheus):
        self.prometheus = prometheus

    def begun(self):
        return {series['metric']['alertname'] for series in self.prometheus.get('/api/v1/query', query='ALERTS')['result']}

    def run(self, trouble, *wanted):
        with trouble:
            self.begin(*wanted)
        eventually(lambda: not self.begun() & set(wanted), lambda: f'{self.begun()} ends')
        print(f'began and ended: {", ".join(wanted)}')

    def begin(self, *wanted, by=lambda: None):
        def begins():
            by()
            return self.begun() >= set(wanted)

        eventually(begins, lambda: f'{wanted} of {self.begun()}')


def main():
    balancer, prometheus, sockets = sys.argv[1], Prometheus(sys.argv[2]), sys.argv[3:]
    drill = Drill(prometheus)
    drill.run(redis_frozen(), 'RedisAway', 'RedisUnreachable')
    drill.run(drained(sockets[:-1]), 'TooFewInstances', 'BalancerHasTooFewServers', 'InstanceDrainsForLong')
    drill.run(drained(sockets), 'NoInstance')
    # These do not end soon: what was counted is not forgotten.
    wanted = 'BotCheck', 'BreakerOpen', 'AllBreakersOpen'
    drill.begin(*wanted, by=lambda: ask(balancer, 'bot-check--'))
    print(f'began: {", ".join(wanted)}')


if __name__ == '__main__':
    main()
