"""How a fork server goes to YouTube."""
import contextlib
import gzip
import random
import re
import shutil
import socket
import ssl
import subprocess
import threading
import unittest

from doctored import PATIENCE, doctored
from forkserver import COOKIES, ForkServer, SECRET, setUpModule, tearDownModule
from replies import picture, player_reply, sound, watch_page


class StubYouTube:
    """YouTube behind a proxy that opens TLS itself, on loopback. Serves one watch page and keeps what it was asked. Of the
    page it sends `sent` bytes and then waits until its caller has gone; with None for it, all of them."""

    def __init__(self, page, encoding='identity', sent=None):
        self.key, self.certificate = doctored.here / 'stub.key', doctored.here / 'stub.pem'
        if not self.certificate.exists():
            subprocess.run([
                'openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=stub',
                '-addext', 'subjectAltName=DNS:www.youtube.com', '-keyout', self.key, '-out', self.certificate],
                check=True, stderr=subprocess.DEVNULL)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, self.key)
        self.page, self.encoding, self.sent = page if isinstance(page, bytes) else page.encode(), encoding, sent
        self.lost, self.losses = 0, 1 << 30  # bytes that are promised besides, and how many times
        self.requests, self.socket = [], socket.create_server(('127.0.0.1', 0))
        self.url = 'http://127.0.0.1:%d' % self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(PATIENCE)
                self.requests.append(self.head(connection))
                connection.sendall(b'HTTP/1.1 200 Connected\r\n\r\n')
                with self.context.wrap_socket(connection, server_side=True) as tls:
                    self.requests.append(self.head(tls))
                    lost = self.lost if self.losses > 0 else 0
                    self.losses -= 1  # before its caller goes on, who may set it anew
                    tls.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n'
                                b'Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n'
                                % (self.encoding.encode(), len(self.page) + lost)
                                + self.page[:100 if lost else self.sent])
                    if self.sent is not None:
                        tls.recv(1)

    @staticmethod
    def head(connection):
        received = b''
        while b'\r\n\r\n' not in received:
            data = connection.recv(65536)
            if not data:
                break
            received += data
        return received.decode()


@unittest.skipUnless(shutil.which('openssl'), 'no openssl to make certificates with')
class Network(unittest.TestCase):
    def youtube(self):
        reply = player_reply('notadeed-__', formats=[picture(399, 4001), sound(251, 4002)])
        return StubYouTube(watch_page(reply, padding=800000))

    def test_trusts_the_given_authority_besides_the_usual(self):
        with self.youtube() as youtube:
            with ForkServer(proxies=[youtube.url], caCerts=str(youtube.certificate)) as server:
                self.assertIn(str(youtube.certificate), server.greeting['files'])
                result = server.result('notadeed-__', cookies=COOKIES)

        self.assertEqual(result['log'], [])
        self.assertEqual({fmt['filesize'] for fmt in result['info']['formats']}, {4001, 4002})
        self.assertEqual([re.split(' HTTP|&', request)[0] for request in youtube.requests],
                         ['CONNECT www.youtube.com:443', 'GET /watch?v=notadeed-__'])
        self.assertIn(f'SAPISID={SECRET}', youtube.requests[1])

    def test_goes_the_way_that_a_job_is_told(self):
        with self.youtube() as youtube, self.youtube() as other:
            with ForkServer(proxies=[youtube.url, other.url], caCerts=str(youtube.certificate)) as server:
                for way in (other.url, youtube.url, other.url):
                    self.assertEqual(server.result('notadeed-__', proxy=way)['log'], [])

        self.assertEqual([len(stub.requests) for stub in (youtube, other)], [2, 4])

    def page(self, before=0):
        reply = player_reply('notadeed-__', formats=[picture(399, 4001), sound(251, 4002)])
        return watch_page(reply, padding=800000).replace('<html>', f'<html><!--{"x" * before}-->').encode()

    def look(self, server, **job):
        """The sizes that a job finds, and what it complains of."""
        result = server.result('notadeed-__', **job)
        self.assertEqual(result['outcome'], 'done', result)
        return {fmt['filesize'] for fmt in (result['info'] or {'formats': ()})['formats']}, result['log']

    def test_a_page_is_read_no_further_than_it_tells_sizes(self):
        zipped = gzip.compress(self.page() + random.Random(1).randbytes(200000))
        with StubYouTube(zipped, 'gzip', sent=64 << 10) as youtube:
            with ForkServer(proxies=[youtube.url], caCerts=str(youtube.certificate)) as server:
                self.assertEqual(self.look(server), ({4001, 4002}, []))

    def test_a_page_is_read_whole_with_cookies(self):
        with StubYouTube(gzip.compress(self.page()), 'gzip') as youtube:
            with ForkServer(proxies=[youtube.url], caCerts=str(youtube.certificate)) as server:
                self.assertEqual(self.look(server, cookies=COOKIES), ({4001, 4002}, []))

    def test_wherever_in_its_pieces_the_marks_of_a_page_are(self):
        with self.youtube() as youtube, ForkServer(proxies=[youtube.url], caCerts=str(youtube.certificate)) as server:
            for before in (*range(15900, 16384, 40), *range(31600, 32768, 90)):
                with self.subTest(before=before):
                    youtube.page = self.page(before)
                    self.assertEqual(self.look(server), ({4001, 4002}, []))

    def test_a_page_that_breaks_off_is_an_error_of_the_network(self):
        with self.youtube() as youtube, ForkServer(proxies=[youtube.url], caCerts=str(youtube.certificate)) as server:
            for encoding, page in (('identity', self.page()), ('gzip', gzip.compress(self.page()))):
                with self.subTest(encoding=encoding):
                    youtube.encoding, youtube.page, youtube.lost = encoding, page, 5000
                    sizes, log = self.look(server)
                    self.assertEqual(sizes, set())
                    self.assertIn('bytes read', ' '.join(line for _, line in log))

    def test_a_page_that_breaks_off_once_is_asked_for_again(self):
        with self.youtube() as youtube, ForkServer(proxies=[youtube.url], caCerts=str(youtube.certificate)) as server:
            for encoding, page in (('identity', self.page()), ('gzip', gzip.compress(self.page()))):
                for cookies in (None, COOKIES):
                    with self.subTest(encoding=encoding, cookies=cookies is not None):
                        youtube.encoding, youtube.page, youtube.lost, youtube.losses = encoding, page, 5000, 1
                        sizes, log = self.look(server, cookies=cookies)
                        self.assertEqual(sizes, {4001, 4002})
                        self.assertIn('Retrying (1/1)', ' '.join(line for _, line in log))

    def test_a_zipped_page_that_ends_early_or_is_none_is_an_error(self):
        with self.youtube() as youtube, ForkServer(proxies=[youtube.url], caCerts=str(youtube.certificate)) as server:
            youtube.encoding, whole = 'gzip', gzip.compress(self.page())
            for broken in (whole[:200], whole[:2] + b'x' * 500, b''):
                with self.subTest(length=len(broken)):
                    youtube.page = broken
                    sizes, log = self.look(server)
                    self.assertEqual(sizes, set())
                    self.assertIn('ERROR', {level for level, _ in log})

    def test_trusts_nobody_else(self):
        with self.youtube() as youtube, ForkServer(proxies=[youtube.url]) as server:
            result = server.result('notadeed-__')

        self.assertIsNone(result['info'])
        self.assertTrue(any('CERTIFICATE_VERIFY_FAILED' in line for _, line in result['log']), result['log'])

    def test_says_so_where_it_cannot_add_an_authority(self):
        moved = doctored.copy('moved-tls', {
            'networking/_helper.py': lambda text: text.replace('ssl_load_certs', 'load_certs')})
        with self.youtube() as youtube, ForkServer(script=moved, caCerts=str(youtube.certificate)) as server:
            self.assertRegex(server.greeting['reason'], 'YTDLP_CA_CERTS')

    def test_cookies_of_one_job_are_not_sent_by_the_next(self):
        with self.youtube() as youtube:
            with ForkServer(proxies=[youtube.url], caCerts=str(youtube.certificate)) as server:
                server.result('notadeed-__', cookies=COOKIES)
                server.result('notadeed-__')

        self.assertIn(SECRET, youtube.requests[1])
        self.assertNotIn(SECRET, youtube.requests[3])
