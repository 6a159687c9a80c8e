"""HAProxy: what goes through to an instance, and what the instance gets to know of it."""
import http.client
import itertools
import socket
import tempfile
import unittest
import uuid

from clients import (LARGEST, NOT_FOUND, QUESTION, SECURITY, SIZE, TOO_MANY, UNAVAILABLE, ask, ask_on, body_of,
                     problem, question, request_line, say, status_of, too_large)
from haproxy import HAProxy
from standin import enter, stand_ins, values
from tricks import FORGED, FORWARDED, HARMLESS, OPEN, SHUT, TRICKS, UPGRADE


class Names(unittest.TestCase):
    def setUp(self):
        self.instance, = stand_ins(self, 'a')
        self.haproxy = enter(self, HAProxy(self.instance))

    def seen(self, name, *headers):
        question(self.haproxy.port, headers=headers)
        return values(self.instance.requests[-1], name)

    def test_each_request_has_a_unique_id_of_its_own(self):
        connection = http.client.HTTPConnection('127.0.0.1', self.haproxy.port, timeout=60)
        for _ in range(3):
            ask_on(connection, '/health')
        connection.close()
        ids = [id for request in self.instance.requests for id in values(request, 'X-Unique-ID')]
        self.assertEqual(len({uuid.UUID(id) for id in ids}), 3)

    def test_unique_id_cannot_be_chosen_by_the_client(self):
        for forged in [[('X-Unique-ID', 'mine')], [('x-unique-id', 'mine'), ('X-UNIQUE-ID', 'mine')],
                       [('X_Unique_ID', 'mine')]]:
            id, = self.seen('X-Unique-ID', *forged)
            self.assertTrue(uuid.UUID(id))
            self.assertNotIn('mine', str(self.instance.requests[-1].headers))

    def test_request_id_of_the_client_arrives_as_it_was_sent(self):
        self.assertEqual(self.seen('X-Request-ID', ('X-Request-ID', 'as it <is>')), ['as it <is>'])
        self.assertEqual(self.seen('X-Request-ID'), [])
        self.assertEqual(self.seen('X-Correlation-ID', ('X-Correlation-ID', 'other')), ['other'])

    def test_forwarded_for_is_the_peer_whatever_the_client_says(self):
        for forged in FORGED:
            with self.subTest(forged):
                self.assertEqual(self.seen('X-Forwarded-For', *forged), ['127.0.0.1'])
                self.assertNotIn('192.0.2', str(self.instance.requests[-1].headers))

    def test_nothing_forwarded_is_believed(self):
        self.assertEqual(self.seen('X-Forwarded-Proto', ('X-Forwarded-Proto', 'https')), ['http'])
        self.assertEqual(self.seen('X-Forwarded-Host', ('X-Forwarded-Host', 'elsewhere')), [])


class Paths(unittest.TestCase):
    def setUp(self):
        self.instance, = stand_ins(self, 'a')
        self.haproxy = enter(self, HAProxy(self.instance))

    def test_every_path_of_the_api_goes_through(self):
        for path in OPEN:
            with self.subTest(path):
                self.assertEqual(ask(self.haproxy.port, path).status, 200)
                self.assertEqual(self.instance.requests[-1].target, path)

    def test_what_is_for_operators_is_not_found(self):
        for method, path in itertools.product(['GET', 'POST', 'OPTIONS', 'HEAD'], SHUT):
            with self.subTest(path, method=method):
                answer = ask(self.haproxy.port, path, method)
                self.assertEqual(answer.status, 404)
                self.assertEqual(answer.text and answer.json, '' if method == 'HEAD' else NOT_FOUND)
        self.assertEqual(self.instance.requests, [])

    def test_no_other_spelling_of_it_gets_there(self):
        for target in TRICKS:
            with self.subTest(target):
                answer = say(self.haproxy.port, request_line(f'GET {target} HTTP/1.1'))
                if target in HARMLESS:
                    self.instance.requests.clear()
                elif answer:
                    self.assertEqual((status_of(answer), body_of(answer)), (404, NOT_FOUND))
                self.assertEqual(self.instance.requests, [])

    def test_what_is_no_path_gets_nowhere(self):
        for line in ['OPTIONS * HTTP/1.1', 'CONNECT localhost:80 HTTP/1.1', 'CONNECT /ops HTTP/1.1',
                     'GET / ops HTTP/1.1', 'GET /ops', 'GET /ops HTTP/1.0', 'GET /ops HTTP/0.9', 'PRI * HTTP/2.0']:
            with self.subTest(line):
                say(self.haproxy.port, request_line(line))
                self.assertEqual(self.instance.requests, [])


    def test_connection_cannot_be_made_one_that_no_rule_sees(self):
        for name in 'Upgrade', 'upgrade', 'UPGRADE':
            for protocol in 'h2c', 'TLS/1.0':
                forged = [*UPGRADE, (name, protocol)]
                self.assertEqual(ask(self.haproxy.port, '/health', headers=forged).status, 200)
                self.assertEqual(question(self.haproxy.port, headers=forged).status, 200)
        seen = {name.lower() for request in self.instance.requests for name, _ in request.headers}
        self.assertEqual(len(self.instance.requests), 12)
        self.assertEqual(seen & {'upgrade', 'http2-settings'}, set())

    def test_unknown_encoding_is_no_way_to_a_page_in_html(self):
        for encoding in 'gzip', 'gzip, chunked', 'chunked, gzip', 'identity':
            answer = say(self.haproxy.port, request_line(f'POST {SIZE} HTTP/1.1', f'Transfer-Encoding: {encoding}'))
            self.assertNotIn('<html', answer)
        self.assertEqual(self.instance.requests, [])


class Bodies(unittest.TestCase):
    def test_largest_body_arrives_whole(self):
        instance, = stand_ins(self, 'a')
        haproxy = enter(self, HAProxy(instance))
        self.assertEqual(len(LARGEST), 65536)
        self.assertEqual(question(haproxy.port, LARGEST).status, 200)
        self.assertEqual(instance.requests[-1].body, LARGEST)

    def test_larger_body_is_refused_before_it_is_sent(self):
        instance, = stand_ins(self, 'a')
        haproxy = enter(self, HAProxy(instance))
        for length in 65537, 5_000_000_000:
            answer = say(haproxy.port, request_line(f'POST {SIZE} HTTP/1.1', f'Content-Length: {length}'))
            self.assertEqual(status_of(answer), 413)
            self.assertEqual(body_of(answer), too_large(65536))
        self.assertEqual(instance.requests, [])

    def test_limit_follows_the_setting_of_the_service(self):
        instance, = stand_ins(self, 'a')
        haproxy = enter(self, HAProxy(instance, MAX_BODY_BYTES=100))
        self.assertEqual(question(haproxy.port, b'x' * 100).status, 200)
        self.assertEqual(question(haproxy.port, b'x' * 101).json, too_large(100))

    def test_body_that_does_not_tell_its_length_is_the_service_s_to_measure(self):
        instance, = stand_ins(self, 'a')
        haproxy = enter(self, HAProxy(instance))
        head = request_line(f'POST {SIZE} HTTP/1.1', 'Transfer-Encoding: chunked')
        answer = say(haproxy.port, f'{head}{200_000:x}\r\n' + 'x' * 200_000 + '\r\n0\r\n\r\n')
        self.assertEqual(status_of(answer), 200)
        self.assertEqual(len(instance.requests[-1].body), 200_000)


class Problems(unittest.TestCase):
    def setUp(self):
        self.instance, = stand_ins(self, 'a')
        self.haproxy = enter(self, HAProxy(self.instance, HAPROXY_EDGE_LIMIT=1))

    def told(self, path, method='GET', headers=()):
        """What v2 is told, under the name that the answer has."""
        answer = ask(self.haproxy.port, path, method, headers=headers)
        self.assertEqual(answer.headers['Content-Type'], 'application/problem+json')
        self.assertEqual({name: answer.headers[name] for name in SECURITY if name != 'Content-Type'},
                         {name: value for name, value in SECURITY.items() if name != 'Content-Type'})
        self.assertEqual(answer.json['requestId'], answer.headers['X-Request-ID'])
        self.assertEqual(answer.json['status'], answer.status)
        return answer

    def test_v2_is_told_problem_details(self):
        mine = [('X-Request-ID', 'mine')]
        self.assertEqual(self.told('/api/v2/%41', headers=mine).json,
                         problem(404, 'Not Found', 'ENDPOINT_NOT_FOUND', 'Endpoint not found', 'mine'))
        length = [*mine, ('Content-Length', '65537')]
        self.assertEqual(self.told('/api/v2/videos:batch', 'POST', length).json,
                         problem(413, 'Request Entity Too Large', 'BODY_TOO_LARGE', too_large(65536)['error'], 'mine'))
        self.assertEqual(self.instance.requests, [])
        ask(self.haproxy.port, '/api/v2/videos')
        refused = self.told('/api/v2/videos', headers=mine)
        self.assertEqual(refused.json, problem(429, 'Too Many Requests', 'RATE_LIMITED', TOO_MANY['error'], 'mine',
                                               retryAfter=10))
        self.assertEqual(refused.headers['Retry-After'], '10')
        self.instance.stop()
        away = self.told('/api/v2')
        self.assertEqual(away.json, problem(503, 'Service Unavailable', 'UNAVAILABLE', UNAVAILABLE['error'],
                                            away.headers['X-Request-ID'], retryAfter=5))
        self.assertEqual(ask(self.haproxy.port, '/api/v20').json, UNAVAILABLE)

    def test_service_s_own_words_are_left_alone(self):
        self.instance.behave = lambda handler, _: handler.answer(503, '{}')
        answer = ask(self.haproxy.port, '/api/v2/videos')
        self.assertEqual((answer.text, answer.headers['Content-Type']), ('{}', SECURITY['Content-Type']))


class Slowness(unittest.TestCase):
    def setUp(self):
        self.instance, = stand_ins(self, 'a')
        self.haproxy = enter(self, HAProxy(
            self.instance, changes=[('timeout http-request 10s', 'timeout http-request 300ms')]))

    def cut(self, beginning, *drops):
        """What comes back to a client that goes on saying those drops until it is cut."""
        with socket.create_connection(('127.0.0.1', self.haproxy.port), timeout=60) as connection:
            connection.sendall(beginning.encode())
            connection.settimeout(0.02)
            for drop in drops:
                try:
                    connection.sendall(drop.encode())
                    return connection.recv(65536).decode()
                except socket.timeout:
                    pass
                except OSError:
                    return ''
        self.fail('it could have gone on for ever')

    def test_head_that_trickles_in_is_cut(self):
        self.assertEqual(self.cut('GET /health HTTP/1.1\r\nHost: localhost\r\n', *['X: y\r\n'] * 1000), '')
        self.haproxy.line(status=408)

    def test_body_that_trickles_in_is_told_so(self):
        answer = self.cut(f'POST {SIZE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n', *['x'] * 1000)
        self.assertEqual((status_of(answer), body_of(answer)), (408, {'ok': False, 'error': 'Request Timeout'}))
        self.assertEqual(self.instance.requests, [])

    def test_what_is_refused_anyway_is_not_waited_for(self):
        answer = self.cut('POST /ops HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n', *['x'] * 1000)
        self.assertEqual(status_of(answer), 404)


class EdgeLimit(unittest.TestCase):
    def test_is_off_unless_it_is_asked_for(self):
        instance, = stand_ins(self, 'a')
        haproxy = enter(self, HAProxy(instance))
        self.assertEqual({question(haproxy.port).status for _ in range(100)}, {200})

    def test_counts_size_questions_of_a_client_and_nothing_else(self):
        instance, = stand_ins(self, 'a')
        haproxy = enter(self, HAProxy(instance, HAPROXY_EDGE_LIMIT=3, HAPROXY_BIND6='::1'))
        for _ in range(10):
            self.assertEqual(ask(haproxy.port, SIZE, 'OPTIONS').status, 200)
            self.assertEqual(ask(haproxy.port, '/health').status, 200)
        self.assertEqual([question(haproxy.port).status for _ in range(5)], [200, 200, 200, 429, 429])
        refused = ask(haproxy.port, '/api/v1/SIZE/', 'POST', QUESTION, [('X-Request-ID', 'mine')])
        self.assertEqual((refused.status, refused.json), (429, TOO_MANY))
        del refused.headers['Connection']  # which depends on whether the body was there already
        self.assertEqual(dict(refused.headers.items()), {
            **{name.lower(): value for name, value in SECURITY.items()},
            'retry-after': '10', 'content-length': str(len(refused.text)), 'x-request-id': 'mine'})
        self.assertEqual(ask(haproxy.port, '/health').status, 200)
        asked = request_line(f'POST {SIZE} HTTP/1.1', 'Content-Length: 0')
        self.assertEqual([status_of(say(haproxy.port, asked, '::1')) for _ in range(4)], [200, 200, 200, 429])
        self.assertEqual(values(instance.requests[-1], 'X-Forwarded-For'), ['::1'])


class BehindProxies(unittest.TestCase):
    def behind(self, network, **variables):
        self.instance, = stand_ins(self, 'a')
        proxies = enter(self, tempfile.NamedTemporaryFile('w', suffix='.proxies'))
        print(network, '2001:db8::/32', sep='\n', file=proxies, flush=True)
        return enter(self, HAProxy(self.instance, HAPROXY_TRUSTED_PROXIES=proxies.name, **variables))

    def test_client_is_whom_a_trusted_proxy_has_seen(self):
        haproxy = self.behind('127.0.0.0/8')
        connection = http.client.HTTPConnection('127.0.0.1', haproxy.port, timeout=60)
        self.addCleanup(connection.close)
        for number, (headers, client) in enumerate(FORWARDED):
            with self.subTest(headers):
                ask_on(connection, f'/{number}', headers=headers)
                self.assertEqual(values(self.instance.requests[-1], 'X-Forwarded-For'), [client])
                haproxy.line(path=f'/{number}', client=client)

    def test_others_are_not_believed(self):
        haproxy = self.behind('192.0.2.0/24')
        for headers, _ in FORWARDED:
            ask(haproxy.port, '/health', headers=headers)
            self.assertEqual(values(self.instance.requests[-1], 'X-Forwarded-For'), ['127.0.0.1'])

    def test_edge_limit_is_for_each_client(self):
        haproxy = self.behind('127.0.0.1', HAPROXY_EDGE_LIMIT=2)
        statuses = [question(haproxy.port, headers=[('X-Forwarded-For', client)]).status
                    for client in ('192.0.2.1', '192.0.2.2') for _ in range(3)]
        self.assertEqual(statuses, [200, 200, 429] * 2)
