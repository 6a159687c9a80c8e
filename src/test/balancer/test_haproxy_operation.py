"""HAProxy: what operators do with it and learn from it."""
import base64
import http.client
import json
import os
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

from clients import NOT_FOUND, QUESTION, SIZE, ask, ask_on, make_certificate, question, request_line, say
from haproxy import HAProxy
from standin import enter, eventually, free_port, stand_ins, values
from tricks import SHUT


class Log(unittest.TestCase):
    def setUp(self):
        self.instance, = stand_ins(self, 'a')
        self.haproxy = enter(self, HAProxy(self.instance))

    def test_line_tells_of_a_request_what_operators_need(self):
        question(self.haproxy.port, headers=[('X-Request-ID', 'mine')])
        line = self.haproxy.line(path=SIZE)
        self.assertEqual(line['uniqueId'], values(self.instance.requests[-1], 'X-Unique-ID')[0])
        self.assertRegex(line.pop('time'), r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$')
        for number in 'bytes', 'receiveMs', 'queueMs', 'connectMs', 'responseMs', 'durationMs':
            self.assertIsInstance(line.pop(number), int)
        line.pop('uniqueId')
        self.assertEqual(line, {
            'logger': 'haproxy', 'requestId': 'mine', 'client': '127.0.0.1', 'method': 'POST', 'path': SIZE,
            'status': 200, 'server': 'a', 'retries': '0', 'termination': '--'})

    def test_request_has_the_name_that_the_service_gave_it(self):
        self.instance.behave = lambda handler, _: handler.answer(200, '{}', X_Request_ID='req_its')
        self.assertEqual(question(self.haproxy.port).headers.get_all('X-Request-ID'), ['req_its'])
        self.haproxy.line(requestId='req_its')

    def test_line_is_json_whatever_clients_send(self):
        odd = [chr(code) for code in range(1, 256) if chr(code) not in '\r\n']
        for character in odd:
            say(self.haproxy.port, request_line(f'GET /a{character}b HTTP/1.1', f'X-Request-ID: a{character}b'))
            say(self.haproxy.port, request_line('GET /health HTTP/1.1', f'X-Request-ID: a{character}b'))
        say(self.haproxy.port, request_line('GET /' + '"' * 3000 + ' HTTP/1.1', 'X-Request-ID: ' + '\\' * 3000))
        say(self.haproxy.port, request_line('GE"T / HTTP/1.1'))
        say(self.haproxy.port, request_line('X' * 3000 + ' / HTTP/1.1'))
        say(self.haproxy.port, request_line('GET /last HTTP/1.1'))
        eventually(lambda: len(self.haproxy.lines()) >= 2 * len(odd) + 4, 'a line for each')
        lines = self.haproxy.lines()
        self.assertEqual(len(lines), 2 * len(odd) + 4)
        self.assertIn('/a"b', [line.get('path') for line in lines])
        self.assertEqual([line for line in lines if 'requestId' in line and set(line['requestId']) & set('"\\<>')], [])
        self.assertLess(max(map(len, self.haproxy.log.read_text().splitlines())), 4096)

    def test_nothing_secret_is_written_down(self):
        secret = 'tWhisperedSecret'
        ask(self.haproxy.port, f'{SIZE}?key={secret}', 'POST', secret.encode(), [
            ('Cookie', secret), ('X-API-Key', secret), ('Authorization', secret), ('Referer', f'https://x/{secret}')])
        self.assertEqual(self.haproxy.line(path=SIZE)['status'], 200)
        self.assertNotIn(secret, self.haproxy.log.read_text())


class Draining(unittest.TestCase):
    def test_drained_instance_ends_what_it_has_and_gets_nothing_new(self):
        leaving, staying = stand_ins(self, 'leaving', 'staying')
        haproxy = enter(self, HAProxy(leaving, staying))
        released = threading.Event()
        self.addCleanup(released.set)

        def wait(handler, _):
            released.wait()
            handler.answer(200, '{"server":"leaving"}')

        leaving.behave = wait
        answers = []
        while not leaving.requests:
            client = threading.Thread(target=lambda: answers.append(question(haproxy.port)))
            client.start()
            eventually(lambda: leaving.requests or not client.is_alive(), 'the question is on its way, or answered')
        self.assertEqual(haproxy.command('set server ytsize/leaving state drain').strip(), '')
        self.assertEqual({question(haproxy.port).json['server'] for _ in range(20)}, {'staying'})
        self.assertEqual(haproxy.statistics()['leaving']['scur'], '1')
        released.set()
        client.join()
        self.assertEqual(answers[-1].json, {'server': 'leaving'})
        eventually(lambda: haproxy.statistics()['leaving']['scur'] == '0', 'nothing is in flight')
        leaving.stop()
        eventually(lambda: haproxy.statistics()['leaving']['check_status'] == 'L4CON', 'its end is seen')
        leaving.start()
        eventually(lambda: haproxy.statistics()['leaving']['check_status'] == 'L7OK', 'it is ready, and still drained')
        self.assertEqual({question(haproxy.port).json['server'] for _ in range(20)}, {'staying'})
        haproxy.command('set server ytsize/leaving state ready')
        eventually(lambda: question(haproxy.port).json['server'] == 'leaving', 'it is asked again')

    def test_socket_is_for_its_owner_and_group(self):
        haproxy = enter(self, HAProxy(*stand_ins(self, 'a')))
        self.assertEqual(os.stat(haproxy.socket).st_mode & 0o777, 0o660)


class Reload(unittest.TestCase):
    def test_loses_no_request(self):
        haproxy = enter(self, HAProxy(*stand_ins(self, 'a', 'b')))
        ended, statuses, failures = threading.Event(), [], []

        def keep_asking(new_connections):
            connection = None
            while not ended.is_set():
                try:
                    connection = connection or http.client.HTTPConnection('127.0.0.1', haproxy.port, timeout=60)
                    answer = ask_on(connection, SIZE, 'POST', QUESTION)
                    statuses.append(answer.status)
                    if new_connections or answer.headers['Connection'] == 'close':
                        connection.close()
                        connection = None
                except (OSError, http.client.HTTPException) as failure:
                    failures.append(failure)
                    connection = None
                ended.wait(0.005)
            if connection:
                connection.close()

        clients = [threading.Thread(target=keep_asking, args=(index % 2,)) for index in range(4)]
        for client in clients:
            client.start()
        try:
            for _ in range(3):
                haproxy.reload()
                asked = len(statuses)
                eventually(lambda: len(statuses) > asked + 40 or failures, 'the new process answers')
        finally:
            ended.set()
            for client in clients:
                client.join()
        self.assertEqual((failures, set(statuses)), ([], {200}))

    def test_forgets_nobody_who_is_down_or_drained(self):
        drained, down, there = stand_ins(self, 'drained', 'down', 'there')
        with tempfile.NamedTemporaryFile('w') as state:
            def remember(text):
                state.truncate(0)
                state.seek(0)
                state.write(text)
                state.flush()

            remember('1\n')
            haproxy = enter(self, HAProxy(drained, down, there, HAPROXY_STATE=state.name))
            down.health = (503, '{}')
            haproxy.wait_until('down', 'DOWN')
            haproxy.command('set server ytsize/drained state drain')
            for _ in range(2):
                remember(haproxy.command('show servers state'))
                haproxy.reload()
                statuses = {name: row['status'] for name, row in haproxy.statistics().items() if name != 'BACKEND'}
                self.assertEqual(statuses, {'drained': 'DRAIN', 'down': 'DOWN', 'there': 'UP'})
                self.assertEqual({question(haproxy.port).json['server'] for _ in range(9)}, {'there'})
            down.recover()
            haproxy.wait_until('down', 'UP')

    def test_idle_connection_is_told_before_it_ends(self):
        haproxy = enter(self, HAProxy(*stand_ins(self, 'a')))
        connection = http.client.HTTPConnection('127.0.0.1', haproxy.port, timeout=60)
        self.addCleanup(connection.close)
        self.assertIsNone(ask_on(connection, '/health').headers['Connection'])
        haproxy.reload()

        def told():
            answer = ask_on(connection, '/health')
            self.assertEqual(answer.status, 200)
            return answer.headers['Connection']

        self.assertEqual(eventually(told, 'the old process says that it ends'), 'close')


class Statistics(unittest.TestCase):
    def ask_with(self, port, path, password):
        token = base64.b64encode(f'operator:{password}'.encode()).decode()
        return ask(port, path, headers=[('Authorization', f'Basic {token}')])

    def test_want_the_password(self):
        port, password = free_port(), 'of, "all") \\kinds #$1'
        enter(self, HAProxy(
            *stand_ins(self, 'a'), HAPROXY_STATS_BIND=f'127.0.0.1:{port}', HAPROXY_STATS_PASSWORD=password))
        for path in '/', '/metrics', '/;csv', '/other':
            self.assertEqual(ask(port, path).status, 401)
            statuses = [self.ask_with(port, path, word).status for word in ('', 'other', password)]
            self.assertEqual(statuses, [401, 401, 200])
        metrics = self.ask_with(port, '/metrics', password).text
        self.assertIn('haproxy_server_status{proxy="ytsize",server="a",state="UP"} 1', metrics)

    def test_are_not_there_without_one(self):
        for settings in {}, {'HAPROXY_STATS_PASSWORD': ''}:
            port = free_port()
            enter(self, HAProxy(*stand_ins(self, 'a'), HAPROXY_STATS_BIND=f'127.0.0.1:{port}', **settings))
            self.assertRaises(ConnectionRefusedError, ask, port, '/')

    def test_are_not_on_the_public_port(self):
        instance, = stand_ins(self, 'a')
        haproxy = enter(self, HAProxy(
            instance, HAPROXY_STATS_BIND=f'127.0.0.1:{free_port()}', HAPROXY_STATS_PASSWORD='secret'))
        self.assertEqual(self.ask_with(haproxy.port, '/metrics', 'secret').json['server'], 'a')


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix='ytsize-tls.')
        cls.addClassCleanup(cls.directory.cleanup)
        cls.certificate = f'{cls.directory.name}/both.pem'
        make_certificate(cls.certificate)

    def setUp(self):
        self.bad, self.good = stand_ins(self, 'bad', 'good')
        self.haproxy = enter(self, HAProxy(self.bad, self.good, HAPROXY_CERT=self.certificate))

    def curl(self, path, *options):
        run = subprocess.run([
            'curl', '-s', '--http2', '--path-as-is', '--cacert', self.certificate,
            '-w', r'\n%{http_version} %{http_code}', '--resolve', f'localhost:{self.haproxy.port}:127.0.0.1',
            *options, f'https://localhost:{self.haproxy.port}{path}',
        ], stdout=subprocess.PIPE, check=True)
        text, _, about = run.stdout.decode().rpartition('\n')
        return text, about

    def test_client_and_balancer_agree_on_the_newest_http(self):
        for offered, chosen in (['h2', 'http/1.1'], 'h2'), (['http/1.1'], 'http/1.1'):
            context = ssl.create_default_context(cafile=self.certificate)
            context.set_alpn_protocols(offered)
            connection = socket.create_connection(('127.0.0.1', self.haproxy.port))
            with context.wrap_socket(connection, server_hostname='localhost') as connection:
                self.assertEqual(connection.selected_alpn_protocol(), chosen)
                self.assertIn(connection.version(), ['TLSv1.2', 'TLSv1.3'])

    def test_instance_is_told_of_it(self):
        self.assertEqual(self.curl('/health')[1].split()[1], '200')
        request, = self.bad.requests + self.good.requests
        self.assertEqual(values(request, 'X-Forwarded-Proto'), ['https'])

    def test_http_2_is_guarded_and_sent_again_like_http_1(self):
        if ' HTTP2' not in subprocess.run(['curl', '-V'], stdout=subprocess.PIPE, check=True).stdout.decode():
            self.skipTest('this curl does not speak HTTP/2')
        self.bad.behave = lambda handler, _: handler.hang_up()
        for _ in range(2):
            text, about = self.curl(
                SIZE, '-H', 'X-Unique-ID: mine', '-H', 'X-Forwarded-For: 192.0.2.1', '--data-binary', 'x' * 65536)
            self.assertEqual((json.loads(text)['server'], about), ('good', '2 200'))
        self.assertTrue(self.bad.requests)
        for request in self.bad.requests + self.good.requests:
            self.assertEqual(len(request.body), 65536)
            self.assertNotIn('mine', values(request, 'X-Unique-ID'))
            self.assertEqual(values(request, 'X-Forwarded-For'), ['127.0.0.1'])
        self.bad.requests.clear()
        self.good.requests.clear()
        for path in [*SHUT, '//ops', '/./ops', '/%6fps', '/OPS', '/ops;x', '/x/../ops', '/\\ops', '/ops%00']:
            text, about = self.curl(path)
            self.assertEqual((json.loads(text), about), (NOT_FOUND, '2 404'))
        self.assertEqual(self.bad.requests + self.good.requests, [])

    def test_plain_http_gets_no_answer(self):
        self.assertEqual(say(self.haproxy.port, request_line('GET /health HTTP/1.1')), '')
        self.assertNotEqual(self.haproxy.line(client='127.0.0.1')['connection'], 'Success')
