"""HAProxy: what a client notices when instances die, hang or refuse."""
import itertools
import unittest
from concurrent.futures import ThreadPoolExecutor
from http.client import IncompleteRead
from threading import Event

from clients import LARGEST, SECURITY, SIZE, TIMED_OUT, UNAVAILABLE, ask, question
from haproxy import HAProxy
from standin import enter, eventually, stand_ins, values


def hang_up(handler, _):
    handler.hang_up()


def shut_out(handler, request):
    status = 425 if values(request, 'X-Send-Again') == ['425'] else 503
    handler.answer(status, '{"ok":false,"code":"CIRCUIT_OPEN"}', Retry_After='29', X_Request_ID='its')


class Resending(unittest.TestCase):
    """Two instances take turns, so that of two questions one meets the bad one."""

    def setUp(self):
        self.bad, self.good = stand_ins(self, 'bad', 'good')

    def test_dead_instance_costs_nobody_an_answer(self):
        haproxy = enter(self, HAProxy(self.bad, self.good))
        self.bad.stop()
        for _ in range(10):
            self.assertEqual(question(haproxy.port, LARGEST).json['server'], 'good')
        self.assertEqual(haproxy.statistics()['bad']['status'], 'DOWN')
        self.assertEqual({request.body for request in self.good.requests}, {LARGEST})

    def test_what_an_instance_dies_over_goes_once_more_to_another_with_the_same_id(self):
        haproxy = enter(self, HAProxy(self.bad, self.good))
        self.bad.behave = hang_up
        headers = [('X-Request-ID', 'mine'), ('Cookie', 'c' * 20_000)]
        for _ in range(4):
            haproxy.rest()
            self.assertEqual(question(haproxy.port, LARGEST, headers).json['server'], 'good')
        self.assertEqual(len(self.good.requests), 4)
        self.assertIn(len(self.bad.requests), range(2, 5))
        again = {id: request for request in self.good.requests for id in values(request, 'X-Unique-ID')}
        for first in self.bad.requests:
            second = again[values(first, 'X-Unique-ID')[0]]
            self.assertEqual(second, first)
            self.assertEqual(second.body, LARGEST)
        haproxy.line(status=200, server='good', retries='+1')

    def test_what_everybody_dies_over_is_not_tried_for_ever(self):
        haproxy = enter(self, HAProxy(self.bad, self.good))
        self.bad.behave = self.good.behave = hang_up
        answer = question(haproxy.port)
        self.assertEqual((answer.status, answer.json), (502, UNAVAILABLE))
        self.assertEqual(len(self.bad.requests) + len(self.good.requests), 3)

    def test_error_of_the_service_is_an_answer(self):
        haproxy = enter(self, HAProxy(self.bad, self.good))
        refusal = '{"ok":false,"error":"Too many lookups are waiting","code":"QUEUE_FULL"}'
        for status in 500, 502, 503, 504, 429:
            self.bad.behave = self.good.behave = lambda handler, _: handler.answer(
                status, refusal, Retry_After='7', X_Request_ID='its', Cache_Control='private')
            answer = question(haproxy.port)
            self.assertEqual((answer.status, answer.text), (status, refusal))
            self.assertEqual((answer.headers['Retry-After'], answer.headers['X-Request-ID']), ('7', 'its'))
            self.assertEqual(answer.headers.get_all('Cache-Control'), ['private'])
        self.assertEqual(len(self.bad.requests) + len(self.good.requests), 5)

    def test_whoever_is_shut_out_by_youtube_keeps_no_question_from_another(self):
        haproxy = enter(self, HAProxy(self.bad, self.good))
        self.bad.behave = shut_out
        for _ in range(10):
            answer = question(haproxy.port, LARGEST, [('X-Send-Again', 'not the client\'s word')])
            self.assertEqual((answer.status, answer.json['server']), (200, 'good'))
        self.assertEqual(len(self.good.requests), 10)
        self.assertTrue(self.bad.requests)
        again = {values(request, 'X-Unique-ID')[0]: request for request in self.good.requests}
        for first in self.bad.requests:
            self.assertEqual(again[values(first, 'X-Unique-ID')[0]], first)
        haproxy.line(status=200, server='good', retries='+1')
        self.assertEqual(haproxy.statistics()['bad']['status'], 'UP')

    def test_where_all_are_shut_out_the_last_one_s_refusal_is_told(self):
        for instances in [self.bad, self.good], [self.bad]:
            haproxy = enter(self, HAProxy(*instances))
            self.bad.behave = self.good.behave = shut_out
            self.bad.requests.clear()
            self.good.requests.clear()
            answer = question(haproxy.port)
            self.assertEqual((answer.status, answer.json['code']), (503, 'CIRCUIT_OPEN'))
            self.assertEqual((answer.headers['Retry-After'], answer.headers['X-Request-ID']), ('29', 'its'))
            self.assertEqual(len(self.bad.requests) + len(self.good.requests), 3)
            haproxy.line(status=503, termination='--')

    def test_errors_of_the_service_take_no_instance_out(self):
        haproxy = enter(self, HAProxy(self.bad, self.good))
        self.bad.behave = lambda handler, _: handler.answer(503, '{}')
        statuses = []
        for _ in range(100):
            haproxy.rest()
            statuses.append(question(haproxy.port).status)
        self.assertEqual(statuses.count(503), 50)
        self.assertEqual(haproxy.statistics()['bad']['status'], 'UP')

    def test_slow_question_is_not_asked_again(self):
        haproxy = enter(self, HAProxy(self.bad, self.good, changes=[('timeout server 34s', 'timeout server 300ms')]))
        released = Event()
        self.addCleanup(released.set)
        self.bad.behave = self.good.behave = lambda handler, _: released.wait()
        answer = question(haproxy.port)
        self.assertEqual((answer.status, answer.json), (504, TIMED_OUT))
        eventually(lambda: self.bad.requests + self.good.requests, 'somebody is asked')
        self.assertEqual(len(self.bad.requests) + len(self.good.requests), 1)

    def test_answer_that_has_begun_is_not_asked_for_again(self):
        haproxy = enter(self, HAProxy(self.bad, self.good))

        def half(handler, _):
            handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok":')
            handler.hang_up()

        self.bad.behave = self.good.behave = half
        with self.assertRaises(IncompleteRead):
            question(haproxy.port)
        self.assertEqual(len(self.bad.requests) + len(self.good.requests), 1)


class NothingLeft(unittest.TestCase):
    def setUp(self):
        self.instance, = stand_ins(self, 'a')
        self.instance.stop()

    def test_is_said_in_the_contract_s_words(self):
        haproxy = enter(self, HAProxy(self.instance))
        named = [('X-Request-ID', 'a<b"c>'), ('X-Correlation-ID', 'abc')]
        for path, header in itertools.product(['/health', SIZE], named):
            answer = ask(haproxy.port, path, headers=[header])
            self.assertEqual((answer.status, answer.json), (503, UNAVAILABLE))
            self.assertEqual(dict(answer.headers.items()), {
                **{name.lower(): value for name, value in SECURITY.items()},
                'retry-after': '5', 'content-length': str(len(answer.text)), 'x-request-id': 'abc'})

    def test_request_that_has_no_name_gets_one(self):
        haproxy = enter(self, HAProxy(self.instance))
        for headers in [], [('X-Request-ID', '"<>"')], [('X-Request-ID', ''), ('X-Correlation-ID', '')]:
            name = ask(haproxy.port, '/health', headers=headers).headers['X-Request-ID']
            self.assertRegex(name, '^req_[0-9a-f-]{36}$')
            self.assertEqual(haproxy.line(requestId=name)['uniqueId'], name[4:])
        name = ask(haproxy.port, '/health', headers=[('X-Request-ID', 'x' * 100)]).headers['X-Request-ID']
        self.assertEqual(name, 'x' * 64)

    def test_every_page_may_read_it_where_every_page_may_read_the_rest(self):
        for origins, allowed in ('*', '*'), ('https://a.example,https://b.example', None), ('', None):
            haproxy = enter(self, HAProxy(self.instance, ALLOWED_ORIGINS=origins))
            answer = ask(haproxy.port, '/health', headers=[('Origin', 'https://c.example')])
            self.assertEqual(answer.headers['Access-Control-Allow-Origin'], allowed)
            self.assertEqual('X-Request-ID' in answer.headers.get('Access-Control-Expose-Headers', ''), bool(allowed))

    def test_backup_serves_only_then(self):
        reserve, = stand_ins(self, 'reserve')
        self.instance.start()
        haproxy = enter(self, HAProxy(self.instance, HAPROXY_BACKUP=f'127.0.0.1:{reserve.port}'))
        self.assertEqual({question(haproxy.port).json['server'] for _ in range(5)}, {'a'})
        self.instance.stop()
        haproxy.wait_until('a', 'DOWN')
        self.assertEqual({question(haproxy.port).json['server'] for _ in range(5)}, {'reserve'})


class Readiness(unittest.TestCase):
    def test_is_told_by_the_named_check(self):
        names = ['unready', 'unnamed', 'empty', 'down', 'good', 'pretty']
        instances = dict(zip(names, stand_ins(self, *names)))
        ready, other = '{"name":"ytsize-ready","status":"UP","data":{}}', '{"name":"other","status":"UP","data":{}}'
        instances['unready'].health = (503, f'{{"status":"DOWN","checks":[{ready}]}}')
        instances['unnamed'].health = (200, f'{{"status":"UP","checks":[{other}]}}')
        instances['empty'].health = (200, '{"status":"UP","checks":[]}')
        instances['down'].health = (200, f'{{"status":"UP","checks":[{ready.replace("UP", "DOWN")},{other}]}}')
        instances['pretty'].health = (200, '{"checks": [\n{"name" : "ytsize-ready",\n"status" : "UP"}]}')
        haproxy = enter(self, HAProxy(*instances.values()))
        for name in names[:4]:
            haproxy.wait_until(name, 'DOWN')
        for name in names[4:]:
            eventually(lambda: haproxy.statistics()[name]['check_status'] == 'L7OK', f'{name} was found to be ready')
        self.assertEqual({question(haproxy.port).json['server'] for _ in range(10)}, {'good', 'pretty'})
        instances['empty'].recover()
        haproxy.wait_until('empty', 'UP')
        self.assertLess(int(haproxy.statistics()['empty']['weight']), 100, 'it gets its share bit by bit')


class Crowds(unittest.TestCase):
    """One instance, which is in no hurry."""

    def setUp(self):
        self.instance, = stand_ins(self, 'a')
        self.released = Event()
        self.clients = ThreadPoolExecutor(4)
        self.addCleanup(self.clients.shutdown)
        self.addCleanup(self.released.set)

        def wait(handler, _):
            self.released.wait()
            handler.answer(200, '{}')

        self.instance.behave = wait

    def asked(self, haproxy):
        return self.clients.submit(question, haproxy.port)

    def test_those_who_wait_for_a_lookup_keep_nobody_from_an_answer_that_is_known(self):
        lookup = self.instance.behave
        self.instance.behave = lambda handler, request: (
            lookup(handler, request) if request.target == SIZE else handler.answer(200, '{}'))
        haproxy = enter(self, HAProxy(self.instance))
        with ThreadPoolExecutor(400) as callers:
            waiting = [callers.submit(question, haproxy.port) for _ in range(400)]
            eventually(lambda: haproxy.statistics()['a']['scur'] == '400', 'all of them wait at the instance')
            self.assertEqual(ask(haproxy.port, '/health').status, 200)
            self.released.set()
            self.assertEqual({caller.result().status for caller in waiting}, {200})

    def test_who_finds_no_place_waits_for_a_while(self):
        haproxy = enter(self, HAProxy(self.instance, changes=[
            ('maxconn 1000', 'maxconn 1'), ('timeout queue 3s', 'timeout queue 300ms')]))
        served = self.asked(haproxy)
        eventually(lambda: self.instance.requests, 'the first one is served')
        answer = question(haproxy.port)
        self.assertEqual((answer.status, answer.json), (503, UNAVAILABLE))
        haproxy.line(status=503, termination='sQ')
        self.released.set()
        self.assertEqual(served.result().status, 200)

    def test_when_many_wait_the_next_is_told_at_once(self):
        haproxy = enter(self, HAProxy(self.instance, changes=[
            ('maxconn 1000', 'maxconn 1'), ('timeout queue 3s', 'timeout queue 60s'),
            ('queue(ytsize) ge 500', 'queue(ytsize) ge 2')]))
        served = [self.asked(haproxy)]
        eventually(lambda: self.instance.requests, 'the first one is served')
        served += [self.asked(haproxy), self.asked(haproxy)]
        eventually(lambda: haproxy.statistics()['BACKEND']['qcur'] == '2', 'two are waiting')
        answer = question(haproxy.port)
        self.assertEqual((answer.status, answer.json), (503, UNAVAILABLE))
        self.released.set()
        self.assertEqual([client.result().status for client in served], [200] * 3)
