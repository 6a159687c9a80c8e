"""Clients: one that speaks HTTP, and one that says exactly what it is told."""
import http.client
import json
import socket
import subprocess
from collections import namedtuple

SIZE = '/api/v1/size'
QUESTION = b'{"url":"https://youtu.be/dQw4w9WgXcQ"}'
LARGEST = b'{"url":"https://youtu.be/dQw4w9WgXcQ","ignored":"%s"}'
LARGEST %= b'x' * (65536 + 2 - len(LARGEST))

SECURITY = {
    'X-Content-Type-Options': 'nosniff', 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'X-Frame-Options': 'DENY', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Resource-Policy': 'cross-origin',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'", 'Vary': 'Accept-Encoding',
    'Cache-Control': 'no-store', 'Content-Type': 'application/json; charset=utf-8'}
UNAVAILABLE = {'ok': False, 'error': 'Service temporarily unavailable, please try again later.', 'code': 'UNAVAILABLE'}
TOO_MANY = {'ok': False, 'error': 'Too many requests, please try again later.'}
NOT_FOUND = {'ok': False, 'error': 'Endpoint not found'}
TIMED_OUT = {'ok': False, 'error': 'The request timed out.', 'code': 'TIMEOUT'}


def too_large(limit):
    return {'ok': False, 'error': f'Request body too large: the limit is {limit} bytes'}


def problem(status, title, code, detail, name, **more):
    """What v2 is told, as the service's own problems are."""
    return {'type': 'about:blank', 'title': title, 'status': status, 'code': code, 'detail': detail,
            'instance': f'urn:ytsize:request:{name}', 'requestId': name, **more}


class Response(namedtuple('Response', 'status headers text')):
    @property
    def json(self):
        return json.loads(self.text)


def ask(port, path, method='GET', body=None, headers=()):
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
    try:
        return ask_on(connection, path, method, body, headers)
    finally:
        connection.close()


def ask_on(connection, path, method='GET', body=None, headers=()):
    connection.putrequest(method, path, skip_accept_encoding=True)
    if body is not None:
        connection.putheader('Content-Length', str(len(body)))
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    return Response(response.status, response.headers, response.read().decode())


def question(port, body=QUESTION, headers=()):
    return ask(port, SIZE, 'POST', body, [('Content-Type', 'application/json'), *headers])


def say(port, text, address='127.0.0.1'):
    """Sends that on a connection of its own and returns all that comes back until it is closed."""
    with socket.create_connection((address, port), timeout=60) as connection:
        connection.sendall(text.encode('latin-1'))
        return read_to_end(connection)


def read_to_end(connection):
    received = b''
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received.decode('latin-1')


def status_of(raw):
    """Of an answer as it was received; None where the connection was closed without one."""
    return int(raw.split(' ', 2)[1]) if raw else None


def body_of(raw):
    return json.loads(raw.partition('\r\n\r\n')[2])


def request_line(line, *headers):
    return '\r\n'.join([line, 'Host: localhost', *headers, 'Connection: close', '', ''])


def make_certificate(path):
    """For localhost, with its key in the same file."""
    with open(path, 'wb') as file:
        subprocess.run([
            'openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
            '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
            '-keyout', '-', '-out', '-',
        ], stdout=file, stderr=subprocess.DEVNULL, check=True)
