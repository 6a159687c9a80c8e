"""The shipped haproxy.cfg, run as it is but for its server lines and the time that a check may take."""
import re
import signal
import socket
from pathlib import Path

from daemon import Daemon
from standin import PATIENCE, environment, eventually

CONFIGURATION = Path(__file__).resolve().parents[3] / 'haproxy.cfg'
# One that is late takes a server out at once before its first success, and a test that stands still holds up all its stand-ins.
PATIENT_CHECKS = ('timeout check 1s', f'timeout check {PATIENCE}s')
SERVERS = re.compile(r'(?<=# BEGIN servers\n).*?(?=^ *# END servers)', re.DOTALL | re.MULTILINE)


class HAProxy(Daemon):
    """A running HAProxy before these stand-ins. Leaving it ends it.

    `changes` are pairs of a text of the configuration and what stands there instead; `variables` are the environment.
    """

    def __init__(self, *stand_ins, changes=(), **variables):
        super().__init__('haproxy')
        self.socket = str(self.here / 'socket')
        self.arguments = ['haproxy', '-W', '-f', str(self.here / 'haproxy.cfg')]
        lines = ''.join(f'    server {server.name} 127.0.0.1:{server.port}\n' for server in stand_ins)
        text, count = SERVERS.subn(lines, CONFIGURATION.read_text())
        assert count == 1, 'the markers around the server lines'
        for old, new in [PATIENT_CHECKS, *changes]:
            assert old in text, old
            text = text.replace(old, new)
        (self.here / 'haproxy.cfg').write_text(text)
        self.environment = environment(
            PORT=self.port, HAPROXY_BIND='127.0.0.1', HAPROXY_SOCKET=self.socket, **variables)

    def is_there(self):
        return self.heeds(signal.SIGUSR2) and self.worker()

    def heeds(self, number):
        """A signal that comes before the process can take it is lost."""
        caught = re.search(r'^SigCgt:\s*(\w+)$', Path(f'/proc/{self.process.pid}/status').read_text(), re.MULTILINE)
        return int(caught[1], 16) >> number - 1 & 1

    def command(self, text):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(self.socket)
            connection.sendall(text.encode() + b'\n')
            return b''.join(iter(lambda: connection.recv(65536), b'')).decode()

    def worker(self):
        """The process that serves now."""
        found = re.search(r'^Pid: (\d+)$', self.command('show info'), re.MULTILINE)
        return found and int(found[1])

    def statistics(self):
        """What `show stat` tells of the servers and, as BACKEND, of all of them."""
        names, *rows = [line.split(',') for line in self.command('show stat').lstrip('# ').splitlines() if line]
        stats = [dict(zip(names, row)) for row in rows]
        return {row['svname']: row for row in stats if row['pxname'] == 'ytsize'}

    def wait_until(self, server, status):
        eventually(lambda: self.statistics()[server]['status'] == status, f'{server} is {status}')

    def rest(self):
        """Until none counts as busy, as a server does for a moment after its answer was sent: so servers take turns."""
        eventually(lambda: all(row['scur'] == '0' for row in self.statistics().values()), 'nobody is busy')

    def reload(self):
        """Returns when the next process serves."""
        before = self.worker()
        self.process.send_signal(signal.SIGUSR2)

        def replaced():
            now = self.answers()
            return now and now != before

        eventually(replaced, 'a new process serves')
