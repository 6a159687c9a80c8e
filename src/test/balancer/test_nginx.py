"""nginx: the same promises as HAProxy's, as far as it can keep them."""
import http.client
import itertools
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from clients import (LARGEST, NOT_FOUND, SECURITY, SIZE, TIMED_OUT, TOO_MANY, UNAVAILABLE, ask, ask_on, body_of,
                     make_certificate, problem, question, request_line, say, status_of, too_large)
from nginx import Nginx
from standin import enter, eventually, stand_ins, values
from tricks import FORGED, FORWARDED, HARMLESS, OPEN, SHUT, TRICKS, UPGRADE


class Requests(unittest.TestCase):
    def setUp(self):
        self.instance, = stand_ins(self, 'a')
        self.nginx = enter(self, Nginx(self.instance))

    def seen(self, name, *headers):
        question(self.nginx.port, headers=headers)
        return values(self.instance.requests[-1], name)

    def test_unique_id_is_new_and_not_the_client_s(self):
        seen = set()
        for forged in [[], [('X-Unique-ID', 'mine')], [('x-unique-id', 'mine'), ('X-UNIQUE-ID', 'mine')],
                       [('X_Unique_ID', 'mine')]]:
            id, = self.seen('X-Unique-ID', *forged)
            self.assertRegex(id, '^[0-9a-f]{32}$')
            seen.add(id)
        self.assertEqual(len(seen), 4)
        self.assertNotIn('mine', str(self.instance.requests))

    def test_request_id_of_the_client_arrives_as_it_was_sent(self):
        self.assertEqual(self.seen('X-Request-ID', ('X-Request-ID', 'as it <is>')), ['as it <is>'])
        self.assertEqual(self.seen('X-Request-ID'), [])

    def test_client_cannot_ask_for_the_status_that_only_haproxy_understands(self):
        self.assertEqual(self.seen('X-Send-Again', ('X-Send-Again', '425')), [])

    def test_forwarded_for_is_the_peer_whatever_the_client_says(self):
        for forged in FORGED[:-1]:  # nginx refuses the last one
            with self.subTest(forged):
                self.assertEqual(self.seen('X-Forwarded-For', *forged), ['127.0.0.1'])
                self.assertNotIn('192.0.2', str(self.instance.requests[-1].headers))
        self.assertEqual(self.seen('X-Forwarded-Proto', ('X-Forwarded-Proto', 'https')), ['http'])

    def test_every_path_of_the_api_goes_through(self):
        for path in OPEN:
            with self.subTest(path):
                self.assertEqual(ask(self.nginx.port, path).status, 200)
                self.assertEqual(self.instance.requests[-1].target, path)

    def test_what_is_for_operators_is_not_found(self):
        for method, path in itertools.product(['GET', 'POST', 'OPTIONS'], SHUT):
            with self.subTest(path, method=method):
                answer = ask(self.nginx.port, path, method)
                self.assertEqual((answer.status, answer.json), (404, NOT_FOUND))
        self.assertEqual(self.instance.requests, [])

    def test_no_other_spelling_of_it_gets_there(self):
        for target in [*TRICKS, '/error', '/error/', '/error/v1', '/error/v2']:
            with self.subTest(target):
                answer = say(self.nginx.port, request_line(f'GET {target} HTTP/1.1'))
                if target in [*HARMLESS, '/error']:
                    self.instance.requests.clear()
                elif answer:
                    self.assertIn(status_of(answer), (404, 400, 405))
                    self.assertFalse(body_of(answer)['ok'])
                self.assertEqual(self.instance.requests, [])

    def test_connection_cannot_be_made_one_that_no_rule_sees(self):
        for method in 'GET', 'POST':
            ask(self.nginx.port, '/health', method, headers=UPGRADE)
            names = {name.lower() for name, _ in self.instance.requests[-1].headers}
            self.assertNotIn('upgrade', names)

    def test_largest_body_arrives_whole_and_a_larger_one_is_refused(self):
        self.assertEqual(question(self.nginx.port, LARGEST).status, 200)
        self.assertEqual(self.instance.requests[-1].body, LARGEST)
        answer = say(self.nginx.port, request_line(f'POST {SIZE} HTTP/1.1', 'Content-Length: 65537'))
        self.assertEqual((status_of(answer), body_of(answer)), (413, too_large(65536)))
        chunked = request_line(f'POST {SIZE} HTTP/1.1', 'Transfer-Encoding: chunked')
        self.assertEqual(status_of(say(self.nginx.port, chunked + '1\r\nx\r\n' * 65536 + '0\r\n\r\n')), 200)
        self.assertEqual(self.instance.requests[-1].body, b'x' * 65536)
        self.assertEqual(status_of(say(self.nginx.port, chunked + '1\r\nx\r\n' * 65537 + '0\r\n\r\n')), 413)
        self.assertEqual([*self.nginx.here.glob('nginx-body/*')], [])

    def test_status_is_on_a_port_of_its_own(self):
        self.assertIn('Active connections', ask(self.nginx.status_port, '/').text)

    def test_log_is_json_whatever_clients_send(self):
        odd = [chr(code) for code in range(1, 256) if chr(code) not in '\r\n']
        for character in odd:
            say(self.nginx.port, request_line(f'GET /a{character}b HTTP/1.1', f'X-Request-ID: a{character}b'))
        say(self.nginx.port, request_line('GE"T / HTTP/1.1'))
        question(self.nginx.port, headers=[('Cookie', 'tWhispered'), ('X-API-Key', 'tWhispered')])
        ask(self.nginx.port, '/health?key=tWhispered', 'POST', headers=[('X-Request-ID', 'mine')])
        self.assertEqual(self.nginx.line(path='/health')['method'], 'POST')
        self.nginx.line(path=SIZE, status=200, uniqueId=values(self.instance.requests[-2], 'X-Unique-ID')[0])
        self.assertGreaterEqual(len(self.nginx.lines()), len(odd) + 3)
        self.assertNotIn('tWhispered', self.nginx.log.read_text())


class Failures(unittest.TestCase):
    def setUp(self):
        self.bad, self.good = stand_ins(self, 'bad', 'good')

    def asked(self):
        return len(self.bad.requests) + len(self.good.requests)

    def test_dead_instance_costs_nobody_an_answer(self):
        nginx = enter(self, Nginx(self.bad, self.good))
        self.bad.stop()
        self.assertEqual({question(nginx.port, LARGEST).json['server'] for _ in range(10)}, {'good'})

    def test_what_an_instance_dies_over_goes_to_another_with_the_same_id(self):
        nginx = enter(self, Nginx(self.bad, self.good))
        self.bad.behave = lambda handler, _: handler.hang_up()
        self.assertEqual({question(nginx.port, LARGEST).json['server'] for _ in range(4)}, {'good'})
        self.assertTrue(self.bad.requests)
        again = {values(request, 'X-Unique-ID')[0]: request for request in self.good.requests}
        for first in self.bad.requests:
            self.assertEqual(again[values(first, 'X-Unique-ID')[0]], first)
            self.assertEqual(first.body, LARGEST)

    def test_error_is_not_asked_again(self):
        nginx = enter(self, Nginx(self.bad, self.good))
        for status in 500, 502, 503, 504, 429, 404:
            self.bad.behave = self.good.behave = lambda handler, _: handler.answer(status, '{}', X_Request_ID='its')
            answer = question(nginx.port)
            self.assertEqual((answer.status, answer.text, answer.headers['X-Request-ID']), (status, '{}', 'its'))
            self.assertNotIn('Retry-After', answer.headers)
        self.assertEqual(self.asked(), 6)

    def test_slow_question_is_not_asked_again(self):
        nginx = enter(self, Nginx(
            self.bad, self.good, changes=[('proxy_read_timeout 34s', 'proxy_read_timeout 300ms')]))
        released = Event()
        self.addCleanup(released.set)
        self.bad.behave = self.good.behave = lambda handler, _: released.wait()
        answer = question(nginx.port)
        self.assertEqual((answer.status, answer.json), (504, TIMED_OUT))
        eventually(self.asked, 'somebody is asked')
        self.assertEqual(self.asked(), 1)

    def test_those_who_wait_for_a_lookup_keep_nobody_from_an_answer_that_is_known(self):
        nginx = enter(self, Nginx(self.good))
        released = Event()
        self.addCleanup(released.set)

        def behave(handler, request):
            if request.target == SIZE:
                released.wait()
            handler.answer(200, '{}')

        self.good.behave = behave
        with ThreadPoolExecutor(400) as callers:
            waiting = [callers.submit(question, nginx.port) for _ in range(400)]
            eventually(lambda: self.asked() == 400, 'all of them wait at the instance')
            self.assertEqual(ask(nginx.port, '/health').status, 200)
            released.set()
            self.assertEqual({caller.result().status for caller in waiting}, {200})

    def test_nothing_left_is_said_in_the_contract_s_words(self):
        for options, any_origin in ((), None), (['any-origin.error.conf'], '*'):
            nginx = enter(self, Nginx(self.bad, self.good, options=options))
            self.bad.stop()
            self.good.stop()
            for headers in [('X-Request-ID', 'abc')], [('X-Correlation-ID', 'abc')]:
                answer = ask(nginx.port, SIZE, 'POST', b'{}', headers)
                self.assertEqual((answer.status, answer.json, answer.headers['Retry-After']), (503, UNAVAILABLE, '5'))
                self.assertEqual(answer.headers['X-Request-ID'], 'abc')
                self.assertEqual(answer.headers['Access-Control-Allow-Origin'], any_origin)
                self.assertEqual({name: answer.headers[name] for name in SECURITY}, SECURITY)
            name = ask(nginx.port, '/health', headers=[('X-Request-ID', '<>')]).headers['X-Request-ID']
            self.assertEqual('req_' + nginx.line(requestId=name)['uniqueId'], name)

    def test_v2_is_told_problem_details(self):
        nginx = enter(self, Nginx(self.bad, self.good))
        mine = [('X-Request-ID', 'mine')]
        self.assertEqual(ask(nginx.port, '/api/v2/%41', headers=mine).json,
                         problem(404, 'Not Found', 'ENDPOINT_NOT_FOUND', 'Endpoint not found', 'mine'))
        self.bad.behave = self.good.behave = lambda handler, _: handler.answer(404, '{}')
        self.assertEqual(ask(nginx.port, '/api/v2/videos').headers['Content-Type'], SECURITY['Content-Type'])
        self.bad.stop()
        self.good.stop()
        away = ask(nginx.port, '/api/v2?x', headers=mine)
        self.assertEqual(away.json, problem(503, 'Service Unavailable', 'UNAVAILABLE', UNAVAILABLE['error'], 'mine',
                                            retryAfter=5))
        self.assertEqual((away.status, away.headers['Retry-After']), (503, '5'))
        self.assertEqual({name: away.headers[name] for name in SECURITY},
                         {**SECURITY, 'Content-Type': 'application/problem+json'})
        self.assertEqual(ask(nginx.port, '/api/v20').json, UNAVAILABLE)

    def test_broken_request_is_answered_in_json(self):
        nginx = enter(self, Nginx(self.bad, self.good))
        for line in ('GET /a b c HTTP/1.1', 'GET /' + 'x' * 20_000 + ' HTTP/1.1', 'GET / HTTP/1.1\r\nX: ' + 'x' * 20_000,
                     'GET / HTTP/3.0', 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip'):
            answer = say(nginx.port, request_line(line))
            self.assertEqual((status_of(answer), body_of(answer)), (400, {'ok': False, 'error': 'Bad Request'}))

    def test_slow_head_and_slow_body_are_cut(self):
        nginx = enter(self, Nginx(self.bad, self.good, changes=[
            ('client_header_timeout 10s', 'client_header_timeout 300ms'),
            ('client_body_timeout 5s', 'client_body_timeout 300ms')]))
        self.assertEqual(say(nginx.port, 'GET / HTTP/1.1\r\nHost: x\r\n'), '')
        self.assertEqual(say(nginx.port, request_line(f'POST {SIZE} HTTP/1.1', 'Content-Length: 10') + 'x'), '')
        self.assertEqual(self.asked(), 0)

    def test_edge_limit_counts_size_questions_alone(self):
        nginx = enter(self, Nginx(self.good, options=['edge-limit.http.conf']))
        self.assertEqual({ask(nginx.port, '/health').status for _ in range(50)}, {200})
        statuses = [question(nginx.port).status for _ in range(50)]
        self.assertEqual(statuses[:30], [200] * 30)
        refused = eventually(lambda: (answer := question(nginx.port)).status != 200 and answer, 'a refusal')
        self.assertEqual((refused.status, refused.json, refused.headers['Retry-After']), (429, TOO_MANY, '10'))

    def test_client_is_whom_a_trusted_proxy_has_seen(self):
        trusting = enter(self, Nginx(self.good, options=['trusted-proxies.http.conf'], proxies='127.0.0.0/8'))
        connection = http.client.HTTPConnection('127.0.0.1', trusting.port, timeout=60)
        self.addCleanup(connection.close)
        for number, (headers, client) in enumerate(FORWARDED):
            with self.subTest(headers):
                ask_on(connection, f'/{number}', headers=headers)
                self.assertEqual(values(self.good.requests[-1], 'X-Forwarded-For'), [client])
                trusting.line(path=f'/{number}', client=client)
        wary = enter(self, Nginx(self.good, options=['trusted-proxies.http.conf'], proxies='192.0.2.0/24'))
        for headers, _ in FORWARDED:
            ask(wary.port, '/health', headers=headers)
            self.assertEqual(values(self.good.requests[-1], 'X-Forwarded-For'), ['127.0.0.1'])

    def test_edge_limit_is_for_each_client_of_a_trusted_proxy(self):
        nginx = enter(self, Nginx(
            self.good, options=['trusted-proxies.http.conf', 'edge-limit.http.conf'], proxies='127.0.0.1'))
        statuses = [question(nginx.port, headers=[('X-Forwarded-For', f'192.0.2.{client}')]).status
                    for client in (1, 2) for _ in range(30)]
        self.assertEqual(statuses, [200] * 60)
        self.assertIn(429, [question(nginx.port, headers=[('X-Forwarded-For', '192.0.2.1')]).status for _ in range(50)])

    def test_speaks_tls(self):
        with tempfile.NamedTemporaryFile(suffix='.pem') as both:
            make_certificate(both.name)
            nginx = enter(self, Nginx(self.good, options=['tls.http.conf'], tls=both.name))
            said = subprocess.check_output(['curl', '-sk', f'https://127.0.0.1:{nginx.port}/health'])
            plain = say(nginx.port, request_line('GET /health HTTP/1.1'))
        self.assertEqual((status_of(plain), body_of(plain)), (400, {'ok': False, 'error': 'Bad Request'}))
        self.assertIn(b'good', said)
        self.assertEqual(values(self.good.requests[-1], 'X-Forwarded-Proto'), ['https'])
