"""The shipped nginx.conf, filled in as its head says."""
import json
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

from standin import PATIENCE, environment, eventually, free_port

SHIPPED = Path(__file__).resolve().parents[3] / 'server-config/nginx'


class Nginx:
    """A running nginx before these stand-ins, with these options. Leaving it ends it.

    `changes` are pairs of a text of the configuration and what stands there instead.
    """

    def __init__(self, *stand_ins, options=(), tls=None, changes=()):
        self.here = Path(tempfile.mkdtemp(prefix='ytsize-nginx.'))
        self.port, self.status_port, self.log = free_port(), free_port(), self.here / 'log'
        (self.here / 'options').mkdir()
        line, *_ = (SHIPPED / 'servers.conf').read_text().splitlines()
        servers = [line.replace('127.0.0.1:3001', f'127.0.0.1:{server.port}') for server in stand_ins]
        places = {
            '@RUN@': self.here, '@OPTIONS@': self.here / 'options', '@LOG@': '/dev/stdout',
            '@SERVERS@': ' '.join(servers), '@LISTEN@': f'127.0.0.1:{self.port}' + (' ssl http2' if tls else ''),
            '@STATUS@': f'127.0.0.1:{self.status_port}', '@CERTIFICATE@': tls, '@KEY@': tls}
        for source in [SHIPPED / 'nginx.conf', *(SHIPPED / 'options' / name for name in options)]:
            text = source.read_text()
            for old, new in [*places.items(), *(changes if source.name == 'nginx.conf' else ())]:
                assert old in text or old in places, old
                text = text.replace(old, str(new))
            (self.here / source.relative_to(SHIPPED)).write_text(text)

    def __enter__(self):
        with open(self.log, 'wb') as out, open(self.here / 'errors', 'wb') as errors:
            self.process = subprocess.Popen(
                ['setpriv', '--pdeathsig', 'TERM', 'nginx', '-p', str(self.here), '-c', str(self.here / 'nginx.conf'),
                 '-g', 'daemon off;'], stdout=out, stderr=errors, env=environment())
        try:
            eventually(self.listens, 'nginx listens')
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            shutil.rmtree(self.here)

    def listens(self):
        assert self.process.poll() is None, (self.here / 'errors').read_text()
        try:
            with socket.create_connection(('127.0.0.1', self.port)):
                return True
        except OSError:
            return False

    def lines(self):
        """The log so far, of which each line has to be JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def line(self, **wanted):
        def found():
            return [line for line in self.lines() if line.items() >= wanted.items()]

        return eventually(found, f'a line with {wanted} in the log')[-1]
