"""What the tests of ytdlp-update have in common: the script as a module, a home for its releases, and who answers it."""
import hashlib
import http.server
import importlib.machinery
import importlib.util
import io
import pathlib
import tempfile
import threading
import unittest
import zipfile

SCRIPT = pathlib.Path(__file__).parents[3] / 'server-config/systemd/ytdlp-update'


def module():
    loader = importlib.machinery.SourceFileLoader('ytdlp_update', str(SCRIPT))
    made = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(made)
    return made


def zipapp(version, name='yt_dlp/version.py'):
    bytes_ = io.BytesIO(b'#!/usr/bin/env python3\n')
    bytes_.seek(0, io.SEEK_END)
    with zipfile.ZipFile(bytes_, 'a') as archive:
        archive.writestr(name, f"# made\n__version__ = '{version}'\n")
        archive.writestr('__main__.py', 'print()\n')
    return bytes_.getvalue()


class Served:
    """Answers by that handler, at a port of loopback."""

    def __init__(self, handler):
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Mirror(Served):
    """What it has is by path; of a file, all bytes are announced and so many are sent."""

    def __init__(self):
        self.files, self.sent = {}, None
        mirror = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                content = mirror.files.get(self.path)
                self.send_response(200 if content is not None else 404)
                self.send_header('Content-Length', str(len(content or b'')))
                self.end_headers()
                self.wfile.write((content or b'')[:mirror.sent if self.path == '/yt-dlp' else None])

            def log_message(self, *_):
                pass

        super().__init__(Handler)
        self.url = f'http://127.0.0.1:{self.port}'

    def has(self, file, sha256=None):
        self.files = {'/yt-dlp': file, '/SHA2-256SUMS':
                      f'{"0" * 64}  yt-dlp.exe\n{sha256 or hashlib.sha256(file).hexdigest()}  yt-dlp\n'.encode()}


class HomeTest(unittest.TestCase):
    def setUp(self):
        self.update = module()
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)
        self.releases = self.update.Releases(str(self.home))

    def put(self, content):
        file = self.home / 'file'
        file.write_bytes(content)
        return self.releases.put(str(file), hashlib.sha256(content).hexdigest())
