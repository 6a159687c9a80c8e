"""What many jobs leave behind, and what one costs."""
import contextlib
import os
import re
import sys
import unittest
from pathlib import Path

from doctored import doctored
from forkserver import ForkServer, alive, eventually, setUpModule, state_of, tearDownModule
from replies import picture, player_reply, sound, watch_page


def listens(server):
    """Whether the server's selector has an eye on its standard input."""
    files = {}
    for fd in os.listdir(f'/proc/{server.pid}/fd'):
        with contextlib.suppress(FileNotFoundError):
            files[fd] = os.readlink(f'/proc/{server.pid}/fd/{fd}')
    pipe = os.readlink(f'/proc/self/fd/{server.process.stdin.fileno()}')
    [selector] = [fd for fd, file in files.items() if file == 'anon_inode:[eventpoll]']
    watched = re.findall(r'tfd:\s*(\d+)', Path(f'/proc/{server.pid}/fdinfo/{selector}').read_text())
    return pipe in [files.get(fd) for fd in watched]


class Endurance(unittest.TestCase):
    def test_two_hundred_jobs_leave_nothing_open(self):
        with ForkServer(min=2, max=3) as server:
            def open_files():
                return len(os.listdir(f'/proc/{server.pid}/fd'))
            eventually(lambda: len(server.children()) == 2, 'two children')
            before, sent, received = open_files(), 0, 0
            videos = ['quick'] * 7 + ['osexit3', 'garbage0', 'flood0']
            while received < 200:
                while sent < min(200, received + 3):
                    server.job(videos[sent % 10])
                    sent += 1
                self.assertEqual(server.receive()['op'], 'result')
                received += 1

            eventually(lambda: open_files() <= before, 'no more open files than before')
            eventually(lambda: len(server.children()) == 2 and all(map(alive, server.children())), 'no zombie')

    def test_a_reader_that_pauses_loses_nothing(self):
        with ForkServer(min=1, max=3) as server:
            eventually(lambda: listens(server), 'a server that listens')
            ids = [server.job('large200') for _ in range(30)]  # six times what it keeps before it stops reading
            eventually(lambda: not listens(server), 'a server that waits for its reader')
            ids += [server.job('quick') for _ in range(20)]
            eventually(lambda: len(server.children()) == 1, 'the end of all jobs that it has read')
            self.assertFalse(listens(server))
            results = server.results(50)

            self.assertEqual(set(results), set(ids))
            self.assertEqual({result['outcome'] for result in results.values()}, {'done'})


class Cost(unittest.TestCase):
    def test_a_job_is_cheap(self):
        # `-v` prints the figures; the limits are wide enough for a busy machine.
        formats = [picture(itag, itag) for itag in range(130, 152)] + [
            sound(itag, itag, audioTrack={'id': f'{language}.3', 'displayName': language})
            for itag in (139, 140, 249, 250, 251) for language in ('en', 'de', 'fr')]
        page = watch_page(player_reply(f'canned200__', formats=formats), 800000)
        doctored.can(200, page=page)
        with ForkServer() as server:
            costs = [state_of(server.result('cost200')) for _ in range(10)]
        cpu = sorted(cost['cpu'] for cost in costs)[5]
        private = sorted(cost['private'] for cost in costs)[5]
        if '-v' in sys.argv:
            print(f'{cpu:.3f} s of CPU, {private / 1024:.1f} MiB of private memory ... ', end='', file=sys.stderr)

        self.assertEqual(costs[0]['formats'], len(formats))
        self.assertLess(cpu, 0.25)
        self.assertLess(private, 24 * 1024)
