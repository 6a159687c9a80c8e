"""Drives the fork server through its real pipes, with a real yt-dlp whose YouTube extractor misbehaves on demand.

    YTDLP_PATH=.../yt-dlp python3 -m unittest discover -s src/test/python

YTDLP_PATH defaults to the yt-dlp on PATH, and TEST_PYTHON, the interpreter, to the one which that script names. There
is no network: YouTube is canned replies, or a stub of it on loopback. Nothing waits a fixed time, and nothing is left
behind: this process is a subreaper, so that whatever a server loses turns up here.
"""
import contextlib
import ctypes
import json
import os
import select
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from doctored import PATIENCE, doctored

HOME = Path(__file__).resolve().parents[2] / 'main/resources/org/ytsize/extract/fork_server'
SOURCES = json.dumps({f'fork_server.{name}': (HOME / f'{name}.py').read_text()
                      for name in (HOME / 'modules.txt').read_text().split()}).encode()
LOADER = ('import json, os, sys, types\n'
          'sources = b""\n'
          'while len(sources) < int(sys.argv[1]): sources += os.read(0, int(sys.argv[1]) - len(sources)) or sys.exit(9)\n'
          'for name, source in json.loads(sources).items():\n'
          ' module = sys.modules[name] = types.ModuleType(name)\n'
          ' exec(compile(source, name, "exec"), vars(module))\n'
          'sys.exit(module.main())')
MIB = 1 << 20
SECRET = 'tWhisperedSecret0123456789'
COOKIES = ('# Netscape HTTP Cookie File\n'
           f'.youtube.com\tTRUE\t/\tTRUE\t2147483647\tSAPISID\t{SECRET}\n'
           f'.youtube.com\tTRUE\t/\tTRUE\t2147483647\tLOGIN_INFO\t{SECRET}x\n')


def setUpModule():
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    doctored.open()


def tearDownModule():
    doctored.close()
    assert not reap_orphans(), reap_orphans()


def eventually(condition, what):
    limit = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError(f'never happened: {what}')
        time.sleep(0.005)


def alive(pid):
    try:
        with open(f'/proc/{pid}/stat') as stat:
            return stat.read().rpartition(')')[2].split()[0] not in 'ZX'
    except OSError:
        return False


def children(pid):
    try:
        with open(f'/proc/{pid}/task/{pid}/children') as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def reap_orphans():
    """What is left of all servers, less what is dead."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return children(os.getpid())


class ForkServer:
    """A running server. Leaving it checks that it ends well, says nothing, and leaves no process."""

    def __init__(self, script=None, interpreter=None, errors=False, environment=None, **settings):
        self.errors, self.received, self.last_id = errors, bytearray(), 0
        self.script, self.stderr = script or doctored.doctored, tempfile.TemporaryFile()
        self.settings = {'min': 1, 'max': 3, 'maxOutput': MIB, 'memory': 256 * MIB, 'proxies': [None], 'caCerts': None,
                         'extractorArgs': None, **settings}
        self.interpreter, self.environment = interpreter or doctored.interpreter, environment or {}

    def __enter__(self):
        self.process = subprocess.Popen(
            [*self.interpreter, '-c', LOADER, str(len(SOURCES))], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.stderr, cwd='/', bufsize=0, env={
                'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'HOME': '/nonexistent',
                'XDG_CACHE_HOME': '/nonexistent', 'PYTHONPYCACHEPREFIX': str(doctored.here / 'pycache'),
                **self.environment})
        self.pid = self.process.pid
        os.set_blocking(self.process.stdout.fileno(), False)
        self.write(SOURCES)
        self.send(op='start', script=self.script, **self.settings)
        self.greeting = self.receive()
        return self

    def __exit__(self, kind, *_):
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()
            self.stderr.seek(0)
            complaint = self.stderr.read().decode()
            self.stderr.close()
        if kind is None:
            eventually(lambda: not reap_orphans(), f'the end of {reap_orphans()}')
            if not self.errors and 'deprecated' not in complaint:
                assert complaint == '', complaint

    def write(self, data):
        with contextlib.suppress(BrokenPipeError):
            while data:
                data = data[self.process.stdin.write(data):]

    def send(self, **message):
        body = json.dumps(message).encode()
        self.write(len(body).to_bytes(4, 'big') + body)

    def job(self, video, timeout=PATIENCE, clients='sizes', cookies=None, id=None, **more):
        """Sends a job; its id. `video` may be short of its padding; the first proxy is meant where none is told."""
        self.last_id = id or self.last_id + 1
        self.send(op='job', id=self.last_id, video=video.ljust(11, '_'), timeout=int(timeout * 1000), cookies=cookies,
                  clients=clients, **{'proxy': self.settings['proxies'][0], **more})
        return self.last_id

    def cancel(self, id):
        self.send(op='cancel', id=id)

    def read(self):
        """Whatever there is to read, waiting for it; empty at the end of it."""
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            raise AssertionError('the server says nothing')
        return self.process.stdout.read(65536)

    def receive(self):
        """The next message, or None at the end of them."""
        while len(self.received) < 4 or len(self.received) < 4 + int.from_bytes(self.received[:4], 'big'):
            data = self.read()
            if not data:
                assert not self.received, self.received
                return None
            self.received += data
        end = 4 + int.from_bytes(self.received[:4], 'big')
        message = json.loads(self.received[4:end].decode())
        del self.received[:end]
        return message

    def result(self, *args, **kwargs):
        """The result of one job that is alone."""
        id = self.job(*args, **kwargs)
        result = self.receive()
        assert result['op'] == 'result' and result['id'] == id, result
        return result

    def results(self, count):
        found = [self.receive() for _ in range(count)]
        return {result['id']: result for result in found}

    def children(self):
        return children(self.pid)

    def complaints(self):
        """The lines of its standard error."""
        return os.pread(self.stderr.fileno(), 1 << 20, 0).decode().splitlines()


def state_of(result):
    """What `state` or `cost` tell in their one line of the log."""
    return json.loads(result['log'][0][1].split(' ', 1)[1])


class SharedServer(unittest.TestCase):
    """Cases that one server has to survive, one after the other."""
    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.server = ForkServer(**cls.settings).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None)

    def tearDown(self):
        """Whatever was done to it, the server has no job left, and takes the next."""
        self.assertEqual(self.server.result('quick')['outcome'], 'done')
        waiting = self.server.settings['min']
        eventually(lambda: len(self.server.children()) == waiting, 'nothing but the children that wait for a job')
