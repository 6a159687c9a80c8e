"""A small server in an instance's place: it notes what it is asked, and misbehaves on demand."""
import os
import random
import socket
import threading
import time
from collections import namedtuple
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 30
READY = '/mphealth/ready'

ports = iter(random.sample(range(12_000, 32_000), 20_000))

Request = namedtuple('Request', 'method target headers body')


def eventually(condition, what):
    """What `condition` returns, as soon as that is true."""
    limit = time.monotonic() + PATIENCE
    while not (result := condition()):
        if time.monotonic() > limit:
            raise AssertionError(f'never happened: {what}')
        time.sleep(0.01)
    return result


def free_port():
    """Given to nobody else, who might begin to serve there first.

    Below those that Linux gives to outgoing connections, so that none comes by it while a server is away for a moment.
    """
    for port in ports:
        with socket.socket() as probe:
            try:
                probe.bind(('', port))
                return port
            except OSError:
                pass  # taken
    raise AssertionError('no port is left')


def environment(**variables):
    """For a program that is to know nothing of the one that started it, but where programs are."""
    inherited = {name: os.environ[name] for name in ('PATH', 'LD_LIBRARY_PATH') if name in os.environ}
    inherited['PATH'] += ':/usr/sbin'  # where Debian keeps balancers, and only root looks
    return {**inherited, **{name: str(value) for name, value in variables.items()}}


def values(request, name):
    return [value for key, value in request.headers if key.lower() == name.lower()]


class StandIn:
    """Answers everything with 200 and its own name, also what the balancer should never let through.

    `behave` may be replaced by a function of the handler and the request; `health` is the readiness endpoint's answer.
    """

    def __init__(self, name):
        self.name, self.requests, self.server, self.port = name, [], None, None
        self.behave = lambda handler, request: handler.answer(200, f'{{"ok":true,"server":"{name}"}}')
        self.recover()

    def recover(self):
        self.health = (200, '{"status":"UP","checks":[{"name":"ytsize-ready","status":"UP","data":{}}]}')

    def start(self):
        handler = type('Handler', (Handler,), {'stand_in': self})
        self.port = self.port or free_port()
        self.server = Server(('127.0.0.1', self.port), handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self):
        """From now on connections are refused, and those that exist are closed."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            for connection in list(self.server.connections):
                close(connection)
        self.server = None

    def asked(self, path):
        return [request for request in list(self.requests) if request.target.startswith(path)]


def enter(test, context):
    """Entered now, and left at the end of that test."""
    entered = context.__enter__()
    test.addCleanup(context.__exit__, None, None, None)
    return entered


def stand_ins(test, *names):
    """Started, and stopped at the end of that test."""
    started = [StandIn(name).start() for name in names]
    for server in started:
        test.addCleanup(server.stop)
    return started


def close(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the other side was first


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, *arguments):
        self.connections = set()
        super().__init__(*arguments)

    def handle_error(self, request, address):
        pass  # connections are cut here on purpose


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True
    stand_in = None

    def setup(self):
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self):
        self.server.connections.discard(self.connection)
        super().finish()

    def serve(self):
        body = self.read_chunks() if 'chunked' in self.headers.get('Transfer-Encoding', '') else \
            self.rfile.read(int(self.headers.get('Content-Length', 0)))
        if self.path == READY and 'X-Unique-ID' not in self.headers:
            self.answer(*self.stand_in.health)
            return
        request = Request(self.command, self.path, self.headers.items(), body)
        self.stand_in.requests.append(request)
        self.stand_in.behave(self, request)

    do_GET = do_POST = do_PUT = do_HEAD = do_OPTIONS = do_TRACE = serve

    def answer(self, status, text, **headers):
        body = text.encode()
        self.send_response_only(status)
        self.send_header('Content-Type', 'application/json; charset=utf-8')
        self.send_header('Content-Length', str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.end_headers()
        self.wfile.write(body)

    def read_chunks(self):
        body = b''
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def hang_up(self):
        """Ends the connection without an answer, as a process that dies."""
        self.close_connection = True
        close(self.connection)

    def log_message(self, *_):
        pass
