"""Turns, deadlines and cancellations; how a fork server ends."""
import json
import os
import signal
import subprocess
import unittest

from doctored import PATIENCE, doctored
from forkserver import (
    ForkServer, HOME, LOADER, SOURCES, SharedServer, alive, children, eventually, setUpModule, tearDownModule)


class Jobs(SharedServer):
    settings = {'min': 1, 'max': 2}

    def occupy(self, count=2):
        """Keeps every worker busy; the connections to them, by the jobs' ids."""
        ids = [self.server.job(f'knock{i}') for i in range(count)]
        visitors = [doctored.answer_the_door() for _ in ids]
        return {ids[int(video[5])]: visitor for visitor, _, video in visitors}

    def test_jobs_beyond_the_maximum_wait_for_their_turn(self):
        visitors = self.occupy()
        waiting = [self.server.job(f'quick{i}') for i in range(5)]
        self.assertEqual(len(self.server.children()), 2)
        for visitor in visitors.values():
            visitor.sendall(b'go')
        results = self.server.results(7)

        self.assertEqual({result['outcome'] for result in results.values()}, {'done'})
        self.assertEqual(set(results), {*visitors, *waiting})
        for visitor in visitors.values():
            visitor.close()

    def test_the_deadline_of_a_job_that_waits_runs(self):
        visitors = self.occupy()
        waiting = self.server.job('quick', timeout=0.2)
        result = self.server.receive()
        self.assertEqual((result['id'], result['outcome'], result['log']), (waiting, 'timeout', []))
        for visitor in visitors.values():
            visitor.sendall(b'go')
            visitor.close()
        self.server.results(2)

    def test_cancelling_a_job_that_runs_kills_it(self):
        [(id, visitor)] = self.occupy(1).items()
        self.server.cancel(id)
        result = self.server.receive()

        self.assertEqual((result['id'], result['outcome']), (id, 'cancelled'))
        self.assertEqual(visitor.recv(1), b'', 'the child still holds its end')
        visitor.close()

    def test_cancelling_a_job_that_waits(self):
        visitors = self.occupy()
        waiting = self.server.job('quick')
        self.server.cancel(waiting)
        result = self.server.receive()
        self.assertEqual((result['id'], result['outcome']), (waiting, 'cancelled'))
        for id in visitors:
            self.server.cancel(id)
        self.assertEqual({result['outcome'] for result in self.server.results(2).values()}, {'cancelled'})
        for visitor in visitors.values():
            visitor.close()

    def test_cancelling_a_job_that_has_its_result_does_nothing(self):
        result = self.server.result('quick')
        self.server.cancel(result['id'])

        self.assertEqual(self.server.result('quick')['outcome'], 'done')

    def test_cancelling_at_the_very_moment_of_the_answer_gives_one_result(self):
        for _ in range(20):
            [(id, visitor)] = self.occupy(1).items()
            visitor.sendall(b'go')
            self.server.cancel(id)
            self.assertIn(self.server.receive()['outcome'], ('done', 'cancelled'))
            visitor.close()
        self.assertEqual(self.server.result('quick')['id'], self.server.last_id)

    def test_an_error_in_one_leaves_the_other_alone(self):
        visitors = self.occupy()
        (failing, first), (working, second) = visitors.items()
        first.sendall(b'fail')
        self.assertEqual(self.server.receive()['id'], failing)
        second.sendall(b'go')
        self.assertEqual(self.server.receive()['id'], working)
        first.close()
        second.close()


class End(unittest.TestCase):
    def busy(self, server):
        """Has jobs run: two that hang, and their descendants."""
        eventually(lambda: len(server.children()) == 1, 'a child that waits')
        server.job('knock')
        server.job('knock')
        visitors = [doctored.answer_the_door() for _ in range(2)]
        for visitor, _, _ in visitors:
            self.addCleanup(visitor.close)
        return [pid for _, pid, _ in visitors]

    def gone(self, server, pids):
        eventually(lambda: not any(map(alive, [*pids, server.pid])), 'the end of them all')

    def test_the_end_of_input_ends_everything(self):
        with ForkServer() as server:
            pids = self.busy(server)
            server.process.stdin.close()
            self.assertEqual(server.process.wait(PATIENCE), 0)
            self.gone(server, pids)

    def test_the_end_of_input_ends_what_left_its_group(self):
        with ForkServer() as server:
            server.job('offspring1')
            pids = [*doctored.offspring_at_the_door(), *children(server.pid)]
            server.process.stdin.close()
            self.assertEqual(server.process.wait(PATIENCE), 0)
            self.gone(server, pids)

    def test_the_end_of_input_within_the_first_frame(self):
        for start in (b'', b'\0\0\0\x09{"op"'):
            process = subprocess.run([*doctored.interpreter, '-c', LOADER, str(len(SOURCES))], input=SOURCES + start,
                                     stdout=subprocess.PIPE, timeout=PATIENCE)
            self.assertEqual((process.returncode, process.stdout), (0, b''))

    def test_sigterm_ends_everything(self):
        with ForkServer() as server:
            pids = self.busy(server)
            os.kill(server.pid, signal.SIGTERM)
            self.assertEqual(server.process.wait(PATIENCE), 0)
            self.gone(server, pids)

    def test_a_terminals_signals_are_not_for_it(self):
        with ForkServer() as server:
            for number in (signal.SIGINT, signal.SIGHUP):
                os.kill(server.pid, number)
                self.assertEqual(server.result('quick')['outcome'], 'done')

    def test_nobody_reads_any_more(self):
        with ForkServer() as server:
            pids = self.busy(server)
            server.process.stdout.close()
            server.job('quick')
            self.assertEqual(server.process.wait(PATIENCE), 0)
            self.gone(server, pids)

    def test_a_kernel_without_a_list_of_children_is_searched(self):
        found = {}
        exec(compile((HOME / 'children.py').read_text(), 'children.py', 'exec'), found)

        with subprocess.Popen(['sleep', '60']) as process:
            self.assertEqual(found['scanned_children'](), [process.pid])
            self.assertEqual(found['own_children'](), [process.pid])
            process.kill()

    def test_a_killed_server_takes_its_children_along(self):
        with ForkServer(errors=True) as server:
            pids = self.busy(server)
            pids += [pid for pid in server.children() if pid not in pids]
            os.kill(server.pid, signal.SIGKILL)
            server.process.wait(PATIENCE)
            self.gone(server, pids)

    def test_what_is_no_frame_ends_everything(self):
        good = {'id': 9, 'video': 'quick______', 'timeout': 9000, 'cookies': None, 'clients': 'sizes'}
        for name, data in {
                'no JSON': b'\0\0\0\x05hello', 'no UTF-8': b'\0\0\0\x04\xff\xff\xff\xff', 'no object': b'\0\0\0\x02[]',
                'nothing': b'\0\0\0\0', 'no op': b'\0\0\0\x02{}', 'NaN': b'\0\0\0\x0a{"op":NaN}',
                'too long': b'\x04\0\0\x01',
                'depth': (5000).to_bytes(4, 'big') + b'[' * 5000, 'a second start': self.frame(op='start'),
                'an unknown op': self.frame(op='jab'), 'the same job twice': self.frame(op='job', **good) * 2,
                'no id': self.frame(op='job', **{**good, 'id': None, 'timeout': None})}.items():
            with self.subTest(name), ForkServer(errors=True) as server:
                pids = self.busy(server)
                server.write(data)
                self.assertEqual(server.process.wait(PATIENCE), 1)
                self.gone(server, pids)

    def test_another_frame_before_start(self):
        frame = self.frame(op='job')
        process = subprocess.run([*doctored.interpreter, '-c', LOADER, str(len(SOURCES))], input=SOURCES + frame,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE)
        self.assertEqual((process.returncode, process.stdout), (1, b''))
        self.assertIn(b"'job' before start", process.stderr)

    @staticmethod
    def frame(**message):
        body = json.dumps(message).encode()
        return len(body).to_bytes(4, 'big') + body
