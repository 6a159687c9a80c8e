"""What the benches in Python have in common: a stub of YouTube, the service that asks it, and how to wait for either."""
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Stub:
    def __init__(self, directory):
        self.ca_file = directory / 'ca.pem'
        subprocess.run(['mvn', '-q', '-o', '-B', 'test-compile'], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            ['java', '-Xmx64m', '-cp', ROOT / 'target/test-classes', 'org.ytsize.stub.StubYouTube', '--ca-file', self.ca_file],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r'127\.0\.0\.1:(\d+)', self.process.stdout.readline())[1])

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)


class Service:
    """./serve, asking by the proxy on `proxy_port`; `settings` are variables of its environment."""

    def __init__(self, proxy_port, ca_file, **settings):
        self.port = free_port()
        settings = dict(os.environ, PORT=str(self.port), RATE_LIMIT_MAX_REQUESTS='1000000',
                        YTDLP_PROXY=f'http://127.0.0.1:{proxy_port}', YTDLP_CA_CERTS=str(ca_file), **settings)
        self.process = subprocess.Popen([ROOT / 'serve'], env=settings, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, start_new_session=True)
        wait_until(lambda: self.get('/health')['ok'], 600)

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(90)

    def get(self, path):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=5)
        try:
            connection.request('GET', path)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def ask(self, video):
        return ask(self.port, video)


class Redis:
    def __init__(self, directory):
        self.port, self.directory = free_port(), directory
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ['redis-server', '--port', str(self.port), '--bind', '127.0.0.1', '--save', '',
             '--dir', str(self.directory)],
            stdout=subprocess.DEVNULL)
        wait_until(lambda: self.ask('PING') == '+PONG', 20, 0.01)

    def ask(self, *words, password=None):
        with socket.create_connection(('127.0.0.1', self.port)) as connection:
            answers = connection.makefile('rb')
            if password:
                connection.sendall(request('AUTH', password))
                answers.readline()
            connection.sendall(request(*words))
            return answers.readline().decode().strip()

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait(20)

    def info(self, section):
        with socket.create_connection(('127.0.0.1', self.port)) as connection:
            connection.sendall(request('INFO', section))
            answer = connection.makefile('rb')
            return answer.read(int(answer.readline()[1:])).decode()

    def used(self):
        return int(re.search(r'used_memory:(\d+)', self.info('memory'))[1])

    def calls(self, command):
        found = re.search(rf'cmdstat_{command}:calls=(\d+)', self.info('commandstats'))
        return int(found[1]) if found else 0

    def close(self):
        self.process.terminate()
        self.process.wait(20)


class HAProxy:
    """haproxy.cfg before the instances on these ports."""

    def __init__(self, directory, *ports):
        self.port = free_port()
        shipped = (ROOT / 'haproxy.cfg').read_text()
        lines = '\n'.join(f'    server ytsize-{number} 127.0.0.1:{port}' for number, port in enumerate(ports, 1))
        servers = f'# BEGIN servers\n{lines}\n    # END servers'
        configuration = directory / 'haproxy.cfg'
        configuration.write_text(re.sub(r'# BEGIN servers.*# END servers', servers, shipped, flags=re.DOTALL))
        environment = dict(os.environ, PORT=str(self.port), HAPROXY_SOCKET=str(directory / 'haproxy.sock'))
        self.process = subprocess.Popen(['haproxy', '-W', '-f', configuration], env=environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: socket.create_connection(('127.0.0.1', self.port)).close() is None, 20)

    def close(self):
        self.process.terminate()
        self.process.wait(90)


def request(*words):
    return b''.join([b'*%d\r\n' % len(words), *(b'$%d\r\n%s\r\n' % (len(word.encode()), word.encode()) for word in words)])


def ask(port, video, headers=None):
    """The status of the answer for that video, asked with those headers besides."""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
    try:
        connection.request('POST', '/api/v1/size', json.dumps({'url': f'https://youtu.be/{video}'}),
                           {'Content-Type': 'application/json', **(headers or {})})
        return connection.getresponse().status
    finally:
        connection.close()


def question_script(directory, video):
    """wrk's, which asks for that video."""
    script = directory / 'post.lua'
    script.write_text(f'''wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{{"url":"https://youtu.be/{video}"}}'
''')
    return script


def by_wrk(port, path, connections, seconds, script=None):
    """Requests a second of so many connections that ask without a pause, and milliseconds of the median and of p99."""
    command = ['wrk', '-t1', f'-c{connections}', f'-d{seconds}s', '--latency', f'http://127.0.0.1:{port}{path}']
    told = subprocess.run(command + (['-s', script] if script else []), capture_output=True, text=True, check=True).stdout
    if 'Non-2xx' in told:
        raise SystemExit(told)
    rate = float(re.search(r'Requests/sec:\s+([\d.]+)', told)[1])
    units = {'us': 0.001, 'ms': 1, 's': 1000}
    return (rate, *(float(number) * units[unit] for number, unit in re.findall(r'(?:50|99)%\s+([\d.]+)(us|ms|s)', told)))


def wait_until(condition, seconds, pause=0.2):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except (OSError, ValueError, KeyError):
            pass
        time.sleep(pause)
    raise SystemExit('it did not happen in time')
