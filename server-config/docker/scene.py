"""A container of the image and a made-up YouTube that it asks; for `test` and measures.py beside this file."""
import http.client
import json
import shutil
import sys

import container
import limits
from container import IMAGE, ROOT

sys.path.insert(0, str(ROOT / 'bench'))
from service import Stub, wait_until  # noqa: E402

USUAL = limits.every()[0]


def ask(port, video=None, path='/api/v1/size', **headers):
    """Status and body."""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
    try:
        if video:
            connection.request('POST', path, json.dumps({'url': f'https://youtu.be/{video}'}), {'Content-Type': 'application/json', **headers})
        else:
            connection.request('GET', path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def is_ready(port):
    status, body = ask(port, path='/mphealth/ready')
    return status == 200 and 'ytsize-ready' in body


def check(promise, kept, told=''):
    if not kept:
        raise SystemExit(f'NOT KEPT: {promise}\n{told}')
    print(f'kept: {promise}', flush=True)


class Scene:
    """A mounted image and a stub of YouTube to ask."""

    def __init__(self, directory):
        self.directory = directory
        self.stub = Stub(directory)
        self.mounted = container.Mounted(IMAGE)

    def settings(self, **more):
        return dict(YTDLP_PROXY=f'http://127.0.0.1:{self.stub.port}', RATE_LIMIT_MAX_REQUESTS='1000000', LOG_LEVEL='warn', **more)

    def start(self, port, secrets, within=USUAL, **more):
        """With the stub's authority among the secrets, which is a directory that the container has."""
        secrets.mkdir(exist_ok=True)
        shutil.copy(self.stub.ca_file, secrets / 'stub.pem')
        for file in secrets.rglob('*'):
            file.chmod(0o755 if file.is_dir() else 0o444)
        settings = self.settings(YTDLP_CA_CERTS='/run/secrets/stub.pem', **more)
        if within.workers:
            settings['MAX_WORKERS'] = within.workers
        return container.Container(self.mounted, port, within, secrets, **settings).start()

    def close(self):
        self.mounted.close()
        self.stub.close()


def await_ready(running, port):
    def ready_or_over():
        if running.process.poll() is not None:
            raise SystemExit(f'it ended with {running.process.returncode}:\n{running.said()}')
        return is_ready(port)
    wait_until(ready_or_over, 300)
