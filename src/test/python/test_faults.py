"""Children that misbehave, and what they cannot do."""
import json
import os
import signal
import unittest
from pathlib import Path

from doctored import GARBAGE, doctored
from forkserver import (COOKIES, MIB, SECRET, ForkServer, SharedServer, alive, eventually, setUpModule, state_of,
                        tearDownModule)

# Has os.fork fail for as long as there is a file.
FORKLESS = '''
import os
def fork(fork=os.fork):
    if os.path.exists({0!r}):
        raise BlockingIOError(11, 'Resource temporarily unavailable')
    return fork()
os.fork = fork
'''


class Faults(SharedServer):
    """A job may do what it likes: it gets one result, and its server the next job."""
    settings = {'min': 2, 'memory': 64 * MIB}

    def offspring(self, number, **job):
        """The result of a job that has offspring; all of these are gone then."""
        id = self.server.job(f'offspring{number}', **job)
        pids = doctored.offspring_at_the_door()
        result = self.server.receive()
        self.assertEqual((result['id'], len(pids)), (id, 3))
        for pid in pids:
            eventually(lambda: not alive(pid), f'the end of {pid}')
        return result

    def test_too_much_output(self):
        for number in (0, 1):
            self.assertEqual(self.server.result(f'flood{number}')['outcome'], 'too_large')

    def test_a_job_that_ignores_every_signal(self):
        result = self.server.result('hang', timeout=0.3)
        self.assertEqual((result['outcome'], result['log']), ('timeout', []))

    def test_a_timeout_keeps_the_log(self):
        result = self.server.result('warn', timeout=5)
        self.assertEqual(result['outcome'], 'timeout')
        self.assertEqual(result['log'], [['WARNING', '[youtube] HTTP Error 429: Too Many Requests']])

    def test_burnt_cpu(self):
        self.assertEqual(self.server.result('burn', timeout=0.3)['outcome'], 'timeout')

    def test_garbage(self):
        for number, line in enumerate(GARBAGE):
            with self.subTest(line[:30]):
                self.assertEqual(self.server.result(f'garbage{number}')['outcome'], 'garbage')

    def test_half_an_answer(self):
        result = self.server.result('partial')
        self.assertEqual((result['outcome'], result['detail']), ('crashed', 'exit 0'))

    def test_a_job_that_closes_its_only_way_to_answer(self):
        result = self.server.result('mute')
        self.assertEqual((result['outcome'], result['detail']), ('crashed', 'signal 9'))

    def test_hoarded_memory(self):
        result = self.server.result('hoard')
        self.assertEqual((result['outcome'], result['detail']), ('crashed', 'out of memory'))

    def test_crashes(self):
        for video, detail in (('suicide9', 'signal 9'), ('suicide11', 'signal 11'), ('suicide15', 'signal 15'),
                              ('sysexit5', 'exit 5'), ('osexit7', 'exit 7'), ('osexit0', 'exit 0')):
            with self.subTest(video):
                result = self.server.result(video)
                self.assertEqual((result['outcome'], result['detail']), ('crashed', detail))

    def test_offspring_of_a_job_that_answers(self):
        self.assertEqual(self.offspring(0)['outcome'], 'done')

    def test_offspring_of_a_job_that_hangs(self):
        self.assertEqual(self.offspring(1, timeout=5)['outcome'], 'timeout')

    def test_offspring_of_a_job_that_dies(self):
        self.assertEqual(self.offspring(2)['detail'], 'exit 2')

    def test_new_programs_and_written_files(self):
        for number in range(10):
            with self.subTest(number):
                result = self.server.result(f'forbidden{number}')
                self.assertEqual((result['outcome'], result['info']), ('done', None))
                self.assertRegex(result['log'][0][1], r'PermissionError: .*a job may not do this: (os|open|subprocess)')
        self.assertFalse((doctored.here / 'written').exists())
        self.assertEqual((doctored.here / 'door.txt').read_text(), 'not to be written to\n')

    def test_a_killed_child_that_runs(self):
        id = self.server.job('knock')
        visitor, pid, _ = doctored.answer_the_door()
        os.kill(pid, signal.SIGKILL)
        result = self.server.receive()
        visitor.close()

        self.assertEqual((result['id'], result['outcome'], result['detail']), (id, 'crashed', 'signal 9'))

    def test_a_stopped_child_blocks_nobody(self):
        stopped = self.server.children()
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        ids = [self.server.job('quick', timeout=0.3, cookies='x' * 300000) for _ in stopped]
        last = self.server.job('quick')
        results = self.server.results(3)

        self.assertEqual([results[id]['outcome'] for id in (*ids, last)], ['timeout', 'timeout', 'done'])

    def test_large_orders_and_answers_arrive_whole(self):
        result = self.server.result('quick', cookies=COOKIES + ''.join(
            f'.youtube.com\tTRUE\t/\tTRUE\t2147483647\tNAME{i}\t{"v" * 1000}\n' for i in range(2000)))

        self.assertEqual((result['outcome'], result['info']['title']), ('done', 'quick'))


class Confinement(SharedServer):
    settings = {'memory': 100 * MIB}

    def state(self, **job):
        return state_of(self.server.result('state', **job))

    def test_has_limits(self):
        state = self.state(timeout=7)
        limits = state['limits']

        self.assertEqual([limits[name] for name in ('CPU', 'FSIZE', 'CORE', 'NOFILE')],
                         [[9, 9], [0, 0], [0, 0], [64, 64]])
        self.assertEqual(*limits['AS'])
        self.assertLess(limits['AS'][0], state['size'] + 100 * MIB + 1)
        self.assertGreater(limits['AS'][0], state['size'] + 50 * MIB)

    def test_is_the_first_that_the_kernel_ends_for_want_of_memory(self):
        ours = Path('/proc/self/oom_score_adj').read_text()
        eventually(lambda: [Path(f'/proc/{pid}/oom_score_adj').read_text() for pid in self.server.children()] == ['1000\n'],
                   'a child that waits and is ended first')

        self.assertEqual(self.state()['oom'], '1000')
        self.assertEqual(Path(f'/proc/{self.server.pid}/oom_score_adj').read_text(), ours)

    def test_is_a_group_of_its_own_with_one_way_out(self):
        state = self.state()

        self.assertEqual(state['group'], state['pid'])
        self.assertEqual(state['parent'], self.server.pid)
        self.assertEqual([state['fds'][fd] for fd in ('0', '1', '2')], ['/dev/null'] * 3)
        self.assertEqual(len([path for fd, path in state['fds'].items() if fd not in ('0', '1', '2')]), 1, state['fds'])
        self.assertEqual(state['signals'], ['Handlers.SIG_DFL'] * 4 if '.' in state['signals'][0] else ['0'] * 4)

    def test_knows_no_proxy_but_the_configured_one(self):
        self.assertEqual(self.state()['proxies'], {'all': '__noproxy__'})

    def test_imports_no_other_extractor(self):
        self.assertLess(len(self.state()['extractors']), 15)

    def test_asks_the_web_client_first_and_yt_dlps_own_choice_then(self):
        self.assertEqual(self.state()['arguments']['youtube']['player_client'], ['web'])
        self.assertNotIn('player_client', self.state(clients='stock')['arguments']['youtube'])

    def test_cookies_appear_nowhere_but_in_memory(self):
        self.server.job('knock', cookies=COOKIES)
        visitor, pid, _ = doctored.answer_the_door()
        with visitor:
            for process in (pid, self.server.pid):
                for name in ('cmdline', 'environ'):
                    self.assertNotIn(SECRET.encode(), Path(f'/proc/{process}/{name}').read_bytes())
                files = [os.readlink(f'/proc/{process}/fd/{fd}') for fd in os.listdir(f'/proc/{process}/fd')]
                self.assertEqual([path for path in files if os.path.isfile(path) and not path.startswith('/proc/')], [])
            self.assertEqual([path for path in doctored.here.rglob('*') if path.is_file() and not path.is_symlink()
                              and '/pycache/' not in str(path) and SECRET.encode() in path.read_bytes()], [])
            visitor.sendall(b'go')
            self.assertNotIn(SECRET, json.dumps(self.server.receive()))


class NoProcess(unittest.TestCase):
    """Jobs for which there is none, of which an operator learns."""
    AGAIN = 'jobs get processes again'

    def test_killed_children_that_wait_are_replaced(self):
        with ForkServer(min=2, errors=True) as server:
            eventually(lambda: len(server.children()) == 2, 'two children')
            for _ in range(2):
                before = server.children()
                for pid in before:
                    os.kill(pid, signal.SIGKILL)
                eventually(lambda: len(set(server.children()) - set(before)) == 2, 'two new children')
            self.assertEqual(server.result('quick')['outcome'], 'done')

            self.assertEqual(server.complaints(), ['processes that wait for a job are killed', self.AGAIN])

    def test_a_fork_that_fails(self):
        broken = doctored.here / 'no-fork'
        forkless = FORKLESS.format(str(broken))
        script = doctored.copy('forkless', {**doctored.doctor, 'version.py': lambda text: text + forkless})
        with ForkServer(script=script, min=0, errors=True) as server:
            for _ in range(2):
                broken.touch()
                for _ in range(2):
                    result = server.result('quick', timeout=0.3)
                    self.assertEqual((result['outcome'], result['detail']),
                                     ('timeout', 'no process can be made for a job: Resource temporarily unavailable'))
                broken.unlink()
                self.assertEqual(server.result('quick')['outcome'], 'done')

            self.assertEqual(server.complaints(), 2 * [
                'no process can be made for a job: Resource temporarily unavailable', self.AGAIN])

    def test_more_jobs_than_were_promised(self):
        with ForkServer(min=0, max=1) as server:
            server.job('hang')
            waiting = server.job('quick', timeout=0.3)

            result = server.receive()
            self.assertEqual((result['id'], result['detail']), (waiting, 'no process was free for it'))
