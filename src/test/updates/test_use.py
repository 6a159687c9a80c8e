"""When ytdlp-update goes over to another yt-dlp, when it comes back, and what it does not try again, with a service that is none. With a
real one: ansible/lab/test."""
import http.server
import json
import os
import pathlib
import re
import unittest

from home import HomeTest, Mirror, Served, zipapp

FAILURES = pathlib.Path(__file__).parents[3] / 'src/main/java/org/ytsize/extract/FailureKind.java'
FOUND = (200, None, 0)
BROKEN = (502, 'EXTRACTOR_BROKEN', 0)


class Instance(Served):
    """A service that uses what is linked, once it was asked for that; or else what is said. An answer is a status, a code and after how
    many seconds to ask again; without a status the connection ends. What another instance uses it says one after another, and the last for
    ever."""

    def __init__(self, releases, answers, uses=None, another=('2026.11.01',)):
        left, linked_at_first, of_another = list(answers), [], list(another)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == '/api/v1/status':
                    version = of_another.pop(0) if len(of_another) > 1 else of_another[0]
                    self.tell(200, {'instances': [{'ytDlp': {'version': version}}, {}]})
                    return
                version = releases.current()
                linked_at_first.append(version)
                if uses and (version == linked_at_first[0] or uses != 'unknown'):
                    version = uses
                self.tell(200, {'dependencies': {'ytdlp': {'version': version}}})

            def do_POST(self):
                self.rfile.read(int(self.headers['Content-Length']))
                status, code, retry_after = left.pop(0) if len(left) > 1 else left[0]
                if status:
                    self.tell(status, {'ok': status == 200, **({'code': code} if code else {})}, retry_after)

            def tell(self, status, body, retry_after=0):
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header('Content-Length', str(len(content)))
                if retry_after:
                    self.send_header('Retry-After', str(retry_after))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        super().__init__(Handler)


class Time:
    """Passes while somebody sleeps."""

    def __init__(self):
        self.now, self.sleeps = 0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.sleeps.append(seconds)
        self.now += seconds


class UseTest(HomeTest):
    def use(self, version, *answers, uses=None):
        """With a service that answers questions for sizes so, and the last for ever; in a time that passes by its own."""
        instance = Instance(self.releases, answers, uses)
        self.addCleanup(instance.close)
        self.update.time = Time()
        service = self.update.Service({'port': instance.port, 'video': 'dQw4w9WgXcQ'})
        for known in ('2026.11.01', version):
            if not self.releases.has(known):
                self.put(zipapp(known))
        if not self.releases.current():
            self.releases.link('2026.11.01')
        self.update.use(version, service, self.releases)

    def comes_back(self, words, *answers, **options):
        with self.assertRaisesRegex(self.update.Refused, words):
            self.use('2026.11.20', *answers, **options)
        self.assertEqual('2026.11.01', self.releases.current())

    def test_stays_where_a_lookup_succeeds_after_two_that_failed(self):
        self.use('2026.11.20', BROKEN, BROKEN, FOUND)
        self.assertEqual('2026.11.20', self.releases.current())

    def test_comes_back_from_one_that_finds_nothing_and_never_tries_it_again(self):
        self.comes_back('finds no sizes', BROKEN)
        self.assertEqual(['2026.11.20'], self.releases.failed())

    def test_waits_while_the_breaker_is_open_as_long_as_it_says(self):
        self.use('2026.11.20', (503, 'CIRCUIT_OPEN', 29), (503, 'QUEUE_FULL', 3), FOUND)
        self.assertEqual('2026.11.20', self.releases.current())
        self.assertEqual([29, 3], self.update.time.sleeps)

    def test_comes_back_without_a_verdict_where_lookups_tell_nothing(self):
        for answer in ((503, 'CIRCUIT_OPEN', 30), (503, 'QUEUE_FULL', 0), (503, 'BOT_CHECK', 900), (504, 'TIMEOUT', 0),
                       (504, 'NETWORK_TIMEOUT', 0), (429, None, 60), (None, None, 0)):
            self.comes_back('nobody knows', answer)
            self.assertLessEqual(sum(self.update.time.sleeps), self.update.CHANGE_SECONDS)
        self.assertEqual([], self.releases.failed())

    def test_believes_the_one_lookup_that_was_made_before_the_breaker_opened(self):
        self.comes_back('finds no sizes', BROKEN, (503, 'CIRCUIT_OPEN', 30))
        self.assertEqual(['2026.11.20'], self.releases.failed())

    def test_believes_three_lookups_that_failed_for_whatever_reason_and_no_fewer(self):
        odd = (502, 'UPSTREAM_ERROR', 0)
        self.comes_back('nobody knows', odd, odd, (503, 'CIRCUIT_OPEN', 30))
        self.assertEqual([], self.releases.failed())
        self.comes_back('finds no sizes', odd)
        self.assertEqual(['2026.11.20'], self.releases.failed())

    def test_knows_failures_as_the_service_calls_them(self):
        codes = re.findall(r'^    ([A-Z_]+)\(\s*(?:"([A-Z_]+)",)?', FAILURES.read_text(encoding='utf-8'), re.MULTILINE)
        unknown = (self.update.TELLS_NOTHING | self.update.SPEAKS_OF_IT) - {code or name for name, code in codes}
        self.assertEqual({None}, unknown)

    def test_comes_back_where_the_service_does_not_take_it(self):
        self.comes_back('does not go over', FOUND, uses='2026.11.01')
        self.assertEqual(['2026.11.20'], self.releases.failed())

    def test_goes_over_where_the_service_cannot_work_with_the_one_that_it_has(self):
        self.use('2026.11.20', FOUND, uses='unknown')
        self.assertEqual('2026.11.20', self.releases.current())
        self.assertIn('2026.11.01', os.listdir(self.home / 'releases'))

    def test_comes_back_to_what_is_there_where_the_service_says_that_it_has_none(self):
        self.comes_back('finds no sizes', BROKEN, uses='unknown')

    def test_refuses_where_there_is_nothing_to_come_back_to(self):
        self.put(zipapp('2026.11.20'))
        self.releases.link('2026.10.01')
        with self.assertRaisesRegex(self.update.Refused, 'come back'):
            self.use('2026.11.20', FOUND, uses='unknown')
        self.assertEqual('2026.10.01', self.releases.current())

    def latest(self, *another):
        """What it says with a mirror that has a newer one, and another instance that uses those one after another."""
        mirror = Mirror()
        self.addCleanup(mirror.close)
        mirror.has(zipapp('2026.11.20'))
        self.put(zipapp('2026.11.01'))
        self.releases.link('2026.11.01')
        instance = Instance(self.releases, [FOUND], another=another)
        self.addCleanup(instance.close)
        self.update.time = Time()
        settings = {'port': instance.port, 'video': 'dQw4w9WgXcQ', 'mirror': mirror.url}
        return self.update.latest(settings, self.update.Service(settings), self.releases)

    def test_follows_another_that_keeps_it_for_longer_than_a_trial(self):
        self.assertEqual('yt-dlp 2026.11.20 instead of 2026.11.01', self.latest('2026.11.20'))
        self.assertEqual('2026.11.20', self.releases.current())
        self.assertGreaterEqual(self.update.time.now, self.update.TRIAL_SECONDS)

    def test_does_not_follow_another_that_only_tries_it(self):
        self.assertIn('waits until another instance keeps it', self.latest(*['2026.11.20'] * 30, '2026.11.01'))
        self.assertEqual('2026.11.01', self.releases.current())


if __name__ == '__main__':
    unittest.main()
