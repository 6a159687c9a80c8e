"""The shipped nginx.conf, filled in as its head says."""
import socket
from pathlib import Path

from daemon import Daemon
from standin import free_port

SHIPPED = Path(__file__).resolve().parents[3] / 'server-config/nginx'


class Nginx(Daemon):
    """A running nginx before these stand-ins, with these options. Leaving it ends it.

    `changes` are pairs of a text of the configuration and what stands there instead.
    """

    def __init__(self, *stand_ins, options=(), tls=None, proxies='', changes=()):
        super().__init__('nginx')
        self.status_port = free_port()
        self.arguments = ['nginx', '-p', str(self.here), '-c', str(self.here / 'nginx.conf'), '-g', 'daemon off;']
        (self.here / 'options').mkdir()
        line, *_ = (SHIPPED / 'servers.conf').read_text().splitlines()
        servers = [line.replace('127.0.0.1:3001', f'127.0.0.1:{server.port}') for server in stand_ins]
        places = {
            '@RUN@': self.here, '@OPTIONS@': self.here / 'options', '@LOG@': '/dev/stdout',
            '@SERVERS@': ' '.join(servers), '@LISTEN@': f'127.0.0.1:{self.port}' + (' ssl http2' if tls else ''),
            '@STATUS@': f'127.0.0.1:{self.status_port}', '@CERTIFICATE@': tls, '@KEY@': tls,
            '@PROXIES@': f'set_real_ip_from {proxies};'}
        for source in [SHIPPED / 'nginx.conf', *(SHIPPED / 'options' / name for name in options)]:
            text = source.read_text()
            for old, new in [*places.items(), *(changes if source.name == 'nginx.conf' else ())]:
                assert old in text or old in places, old
                text = text.replace(old, str(new))
            (self.here / source.relative_to(SHIPPED)).write_text(text)

    def is_there(self):
        with socket.create_connection(('127.0.0.1', self.port)):
            return True
