"""Drives fork_server.py through its real pipes, with a real yt-dlp whose YouTube extractor misbehaves on demand.

    YTDLP_PATH=.../yt-dlp python3 -m unittest discover -s src/test/python

YTDLP_PATH defaults to the yt-dlp on PATH, and TEST_PYTHON, the interpreter, to the one which that script names. There
is no network: YouTube is canned replies, or a stub of it on loopback. Nothing waits a fixed time, and nothing is left
behind: this process is a subreaper, so that whatever a server loses turns up here.
"""
import contextlib
import ctypes
import inspect
import itertools
import json
import os
import re
import resource
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zipfile
from pathlib import Path

SERVER = Path(__file__).resolve().parents[2] / 'main/resources/org/ytsize/extract/fork_server.py'
LOADER = ('import os, sys\n'
          'source = b""\n'
          'while len(source) < int(sys.argv[1]): source += os.read(0, int(sys.argv[1]) - len(source)) or sys.exit(9)\n'
          'exec(compile(source, "fork_server.py", "exec"))')
PATIENCE = 60  # seconds until a condition that should come true at once counts as a failure
MIB = 1 << 20
SECRET = 'tWhisperedSecret0123456789'
COOKIES = ('# Netscape HTTP Cookie File\n'
           f'.youtube.com\tTRUE\t/\tTRUE\t2147483647\tSAPISID\t{SECRET}\n'
           f'.youtube.com\tTRUE\t/\tTRUE\t2147483647\tLOGIN_INFO\t{SECRET}x\n')


class Deeds:
    """What the doctored extractor does for a video whose id is a deed's name, a number and `_` up to 11 characters.
    A deed that returns something returns it for the extractor. Copied out of this file into the doctored yt-dlp."""

    @staticmethod
    def quick(ie, n, video):
        return {'id': video, 'title': 'quick', 'formats': [{
            'format_id': '140', 'url': 'https://size.invalid/', 'ext': 'm4a', 'vcodec': 'none', 'filesize': 7}]}

    @staticmethod
    def large(ie, n, video):
        return {**Deeds.quick(ie, n, video), 'title': 'x' * (n << 10)}

    @staticmethod
    def canned(ie, n, video):
        """Serves pages from a file, and tells of each request."""
        import io
        from yt_dlp.networking import Response
        with open(f'{HERE}/{video}.json') as file:
            canned = json.load(file)

        def urlopen(request, **_):
            url = request if isinstance(request, str) else request.url
            ie.report_warning(f'request {url}')
            body = canned['player'] if '/player' in url else canned['page']
            return Response(io.BytesIO(body.encode()), url, {})
        ie._downloader.urlopen = urlopen

    @staticmethod
    def knock(ie, n, video):
        """Tells the test that it is running, and does what the test answers."""
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(f'{HERE}/door')
            door.sendall(f'{os.getpid()} {video}'.encode())
            answer = door.recv(99)
        if answer == b'fail':
            raise KeyError('as told')
        return Deeds.quick(ie, n, video)

    @staticmethod
    def answers():
        return next(fd for fd in range(3, 1000) if os.path.exists(f'/proc/self/fd/{fd}')
                    and fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY)

    @staticmethod
    def say(data):
        while data:
            data = data[os.write(Deeds.answers(), data):]

    @staticmethod
    def flood(ie, n, video):
        while True:
            Deeds.say((b'x' * 65536, b'{"log":["WARNING","x"]}\n' * 1000)[n])

    @staticmethod
    def garbage(ie, n, video):
        Deeds.say(GARBAGE[n] + b'\n')
        Deeds.hang(ie, n, video)

    @staticmethod
    def partial(ie, n, video):
        Deeds.say(b'{"info":{"id"')
        os._exit(0)

    @staticmethod
    def mute(ie, n, video):
        os.close(Deeds.answers())
        Deeds.hang(ie, n, video)

    @staticmethod
    def hang(ie, n, video):
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
        while True:
            time.sleep(1)

    @staticmethod
    def warn(ie, n, video):
        ie.report_warning('HTTP Error 429: Too Many Requests')
        Deeds.hang(ie, n, video)

    @staticmethod
    def babble(ie, n, video):
        for i in range(5000):
            ie.report_warning('a warning ' * 1000)
        raise KeyError('the error after them')

    @staticmethod
    def burn(ie, n, video):
        while True:
            pass

    @staticmethod
    def hoard(ie, n, video):
        hoard = []
        while True:
            hoard.append(bytearray(1 << 20))

    @staticmethod
    def suicide(ie, n, video):
        os.kill(os.getpid(), n)

    @staticmethod
    def sysexit(ie, n, video):
        sys.exit(n)

    @staticmethod
    def osexit(ie, n, video):
        os._exit(n)

    @staticmethod
    def forbidden(ie, n, video):
        FORBIDDEN[n]()

    @staticmethod
    def type(ie, n, video):
        """An exception that quotes the cookies, as http.client does with a header that it refuses."""
        header = ie._downloader.cookiejar.get_cookie_header('https://www.youtube.com/')
        raise TypeError(f'Invalid header value {header!r}')

    @staticmethod
    def state(ie, n, video):
        """Tells what its process looks like."""
        fds = {fd: os.readlink(f'/proc/self/fd/{fd}') for fd in os.listdir('/proc/self/fd')
               if os.path.exists(f'/proc/self/fd/{fd}')}
        names = ('CPU', 'AS', 'FSIZE', 'NOFILE', 'CORE')
        ie.report_warning(json.dumps({
            'limits': {name: resource.getrlimit(getattr(resource, f'RLIMIT_{name}')) for name in names}, 'fds': fds,
            'pid': os.getpid(), 'group': os.getpgid(0), 'parent': os.getppid(), 'random': random.random(),
            'size': int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize(),
            'signals': [str(signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)],
            'proxies': ie._downloader.proxies,
            'extractors': [name for name in sys.modules if re.match(r'yt_dlp\.extractor\.[a-z]+$', name)],
            'arguments': ie._downloader.params['extractor_args'], 'extractor': type(ie).__name__}))
        return Deeds.quick(ie, n, video)

    @staticmethod
    def cost(ie, n, video):
        """After a canned extraction of another video: what it cost, in seconds and KiB."""
        another, told = f'canned{n}'.ljust(11, '_'), ie.report_warning
        ie.report_warning = lambda *args, **kwargs: None
        try:
            info = ie._downloader.extract_info(
                f'https://www.youtube.com/watch?v={another}', ie_key='Youtube', download=False)
        except Exception as early:  # how an ordinary extraction ends
            info = early.info
        with open('/proc/self/smaps_rollup') as rollup:
            private = sum(int(line.split()[1]) for line in rollup if line.startswith('Private'))
        used = resource.getrusage(resource.RUSAGE_SELF)
        ie.report_warning = told
        ie.report_warning(json.dumps({'cpu': used.ru_utime + used.ru_stime, 'private': private,
                                      'formats': len(info['formats'])}))
        return Deeds.quick(ie, n, video)

    @staticmethod
    def offspring(ie, n, video):
        """Processes behind the audit hook's back: one in the group, one in a session of its own, one orphaned too."""
        libc, (reader, writer) = ctypes.CDLL(None), os.pipe()
        for deeper in ((), (os.setsid,), (os.setsid, lambda: libc.fork() and os._exit(0))):
            if libc.fork() == 0:
                for step in deeper:
                    step()
                os.write(writer, b'%d ' % os.getpid())
                signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
                while True:
                    time.sleep(1)
        pids = b''
        while pids.count(b' ') < 3:
            pids += os.read(reader, 99)
        ie.report_warning(f'offspring {pids.decode()}')
        return (Deeds.quick, Deeds.hang, Deeds.osexit)[n](ie, n, video)


DOCTORED = '''
import ctypes, fcntl, json, os, random, re, resource, signal, socket, subprocess, sys, time
HERE = {here!r}
GARBAGE = {garbage!r}
FORBIDDEN = [lambda: subprocess.run(['true']), lambda: os.system('true'), os.fork, os.forkpty,
             lambda: os.execv('/bin/true', ['true']), lambda: os.posix_spawn('/bin/true', ['true'], {{}}),
             lambda: open(HERE + '/written', 'w'), lambda: os.open(HERE + '/written', os.O_WRONLY | os.O_CREAT),
             lambda: open(HERE + '/door.txt', 'a'), lambda: os.open(HERE + '/door.txt', os.O_RDWR)]
{deeds}

class YoutubeIE(YoutubeIE):
    def _real_extract(self, url):
        name, number = re.fullmatch('([a-z]*)([0-9]*).*', url[-11:]).groups()
        deed = getattr(Deeds, name, None)
        result = deed and deed(self, int(number or 0), url[-11:])
        return result or super()._real_extract(url)
'''
GARBAGE = [b'garbage', b'\xff\xfe', b'[]', b'{}', b'{"info":5}', b'{"info":{"a":NaN}}', b'{"info":{"a":1e999}}', b'',
           b'{"log":["SHOUT","x"]}', b'{"log":["ERROR",5]}', b'{"log":5}', b'{"info":' + b'[' * 5000, b'7']


class Doctored:
    """A copy of the real yt-dlp, of symbolic links but for its YouTube extractor, and the place for all that tests
    need."""

    def __init__(self):
        self.script = os.path.realpath(os.environ.get('YTDLP_PATH') or shutil.which('yt-dlp') or '')
        if not os.path.isfile(self.script):
            raise unittest.SkipTest('no yt-dlp: set YTDLP_PATH')
        self.here = Path(tempfile.mkdtemp(prefix='fork-server-test-'))
        self.interpreter = (os.environ.get('TEST_PYTHON') or self.shebang(self.script)).split()
        self.package = Path(subprocess.run(
            [*self.interpreter, '-c', 'import sys; sys.path[0] = sys.argv[1]; import yt_dlp; print(yt_dlp.__path__[0])',
             os.path.dirname(self.script)], stdout=subprocess.PIPE, check=True, text=True).stdout.strip())
        deeds = inspect.getsource(Deeds)
        self.doctor = {'extractor/youtube/__init__.py': lambda text: text + DOCTORED.format(
            here=str(self.here), garbage=GARBAGE, deeds=deeds)}
        self.doctored = self.copy('doctored', self.doctor)
        (self.here / 'door.txt').write_text('not to be written to\n')
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(self.here / 'door'))
        self.door.listen(64)
        self.door.settimeout(PATIENCE)

    @staticmethod
    def shebang(script):
        with open(script, 'rb') as file:
            words = file.readline()[2:].decode().split()
        return ' '.join([shutil.which(words[1]), *words[2:]] if words[0].endswith('/env') else words)

    def copy(self, name, changes):
        """A yt-dlp whose files are the real ones, except for those that `changes` rewrites; the path of its script."""
        root = self.here / name
        touched = {Path(path).parts[:depth] for path in changes for depth in range(len(Path(path).parts) + 1)}

        def link(parts):
            for entry in (self.package / Path(*parts)).iterdir():
                target, inner = root / 'yt_dlp' / Path(*parts, entry.name), (*parts, entry.name)
                if inner not in touched:
                    target.symlink_to(entry)
                elif entry.is_dir():
                    target.mkdir()
                    link(inner)
                else:
                    target.write_text(changes['/'.join(inner)](entry.read_text()))
        (root / 'yt_dlp').mkdir(parents=True)
        link(())
        shutil.copy(self.script, root / 'yt-dlp')
        return str(root / 'yt-dlp')

    def can(self, number, page=None, **reply):
        """Cans the watch page of a video, around the player's reply for it; its id."""
        video = f'canned{number}'.ljust(11, '_')
        reply = player_reply(video, **reply)
        (self.here / f'{video}.json').write_text(json.dumps({
            'page': watch_page(reply) if page is None else page, 'player': json.dumps(reply)}))
        return video

    def answer_the_door(self):
        """The next child that runs `knock`: its connection, pid and video."""
        visitor, _ = self.door.accept()
        visitor.settimeout(PATIENCE)
        pid, video = visitor.recv(99).decode().split()
        return visitor, int(pid), video

    def close(self):
        self.door.close()
        shutil.rmtree(self.here)


def player_reply(video, formats=(), status='OK', details=None, streaming=None, microformat=None, **playability):
    return {'playabilityStatus': {'status': status, **playability},
            'videoDetails': {'videoId': video, 'title': 'A title', 'lengthSeconds': '212', **(details or {})},
            'microformat': {'playerMicroformatRenderer': {
                'uploadDate': '2020-02-02T02:02:02-08:00', **(microformat or {})}},
            'streamingData': {'adaptiveFormats': list(formats), **(streaming or {})}}


def watch_page(reply, padding=0):
    return ('<html><script>ytcfg.set({"INNERTUBE_API_KEY":"k","INNERTUBE_CONTEXT":{"client":{"clientName":"WEB",'
            '"clientVersion":"2.2"}},"PLAYER_JS_URL":"/s/player/0123abcd/player_ias.vflset/en_US/base.js"});</script>'
            f'<script>var ytInitialPlayerResponse = {json.dumps(reply)};</script>'
            f'<script>var ytInitialData = {{"contents":{{"a":"{"x" * padding}"}}}};</script></html>')


def picture(itag, size, label='1080p', **more):
    return {'itag': itag, 'mimeType': 'video/mp4; codecs="av01.0.09M.08"', 'bitrate': 1234567, 'fps': 60,
            'averageBitrate': 1000000, 'contentLength': str(size), 'width': 1920, 'height': 1080, 'quality': 'hd1080',
            'qualityLabel': label, 'approxDurationMs': '212040', **more}


def sound(itag, size, **more):
    return {'itag': itag, 'mimeType': 'audio/webm; codecs="opus"', 'bitrate': 130000, 'contentLength': str(size),
            'quality': 'tiny', 'audioQuality': 'AUDIO_QUALITY_MEDIUM', 'approxDurationMs': '212040', 'audioChannels': 2,
            **more}


def eventually(condition, what):
    limit = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError(f'never happened: {what}')
        time.sleep(0.005)


def alive(pid):
    try:
        with open(f'/proc/{pid}/stat') as stat:
            return stat.read().rpartition(')')[2].split()[0] not in 'ZX'
    except OSError:
        return False


def children(pid):
    try:
        with open(f'/proc/{pid}/task/{pid}/children') as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


class ForkServer:
    """A running server. Leaving it checks that it ends well, says nothing, and leaves no process."""

    def __init__(self, script=None, interpreter=None, errors=False, environment=None, **settings):
        self.errors, self.received, self.last_id = errors, bytearray(), 0
        self.script, self.stderr = script or doctored.doctored, tempfile.TemporaryFile()
        self.settings = {'min': 1, 'max': 3, 'maxOutput': MIB, 'memory': 256 * MIB, 'proxies': [None], 'caCerts': None,
                         'extractorArgs': None, **settings}
        self.interpreter, self.environment = interpreter or doctored.interpreter, environment or {}

    def __enter__(self):
        source = SERVER.read_bytes()
        self.process = subprocess.Popen(
            [*self.interpreter, '-c', LOADER, str(len(source))], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.stderr, cwd='/', bufsize=0, env={
                'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'HOME': '/nonexistent',
                'XDG_CACHE_HOME': '/nonexistent', 'PYTHONPYCACHEPREFIX': str(doctored.here / 'pycache'),
                **self.environment})
        self.pid = self.process.pid
        os.set_blocking(self.process.stdout.fileno(), False)
        self.write(source)
        self.send(op='start', script=self.script, **self.settings)
        self.greeting = self.receive()
        return self

    def __exit__(self, kind, *_):
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()
            self.stderr.seek(0)
            complaint = self.stderr.read().decode()
            self.stderr.close()
        if kind is None:
            eventually(lambda: not reap_orphans(), f'the end of {reap_orphans()}')
            if not self.errors and 'deprecated' not in complaint:
                assert complaint == '', complaint

    def write(self, data):
        with contextlib.suppress(BrokenPipeError):
            while data:
                data = data[self.process.stdin.write(data):]

    def send(self, **message):
        body = json.dumps(message).encode()
        self.write(len(body).to_bytes(4, 'big') + body)

    def job(self, video, timeout=PATIENCE, clients='sizes', cookies=None, id=None, **more):
        """Sends a job; its id. `video` may be short of its padding; the first proxy is meant where none is told."""
        self.last_id = id or self.last_id + 1
        self.send(op='job', id=self.last_id, video=video.ljust(11, '_'), timeout=int(timeout * 1000), cookies=cookies,
                  clients=clients, **{'proxy': self.settings['proxies'][0], **more})
        return self.last_id

    def cancel(self, id):
        self.send(op='cancel', id=id)

    def read(self):
        """Whatever there is to read, waiting for it; empty at the end of it."""
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            raise AssertionError('the server says nothing')
        return self.process.stdout.read(65536)

    def receive(self):
        """The next message, or None at the end of them."""
        while len(self.received) < 4 or len(self.received) < 4 + int.from_bytes(self.received[:4], 'big'):
            data = self.read()
            if not data:
                assert not self.received, self.received
                return None
            self.received += data
        end = 4 + int.from_bytes(self.received[:4], 'big')
        message = json.loads(self.received[4:end].decode())
        del self.received[:end]
        return message

    def result(self, *args, **kwargs):
        """The result of one job that is alone."""
        id = self.job(*args, **kwargs)
        result = self.receive()
        assert result['op'] == 'result' and result['id'] == id, result
        return result

    def results(self, count):
        found = [self.receive() for _ in range(count)]
        return {result['id']: result for result in found}

    def children(self):
        return children(self.pid)


def state_of(result):
    """What `state` or `cost` tell in their one line of the log."""
    return json.loads(result['log'][0][1].split(' ', 1)[1])


def reap_orphans():
    """What is left of all servers, less what is dead."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return children(os.getpid())


def setUpModule():
    global doctored
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    doctored = Doctored()


def tearDownModule():
    doctored.close()
    assert not reap_orphans(), reap_orphans()


class SharedServer(unittest.TestCase):
    """Cases that one server has to survive, one after the other."""
    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.server = ForkServer(**cls.settings).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None)

    def tearDown(self):
        """Whatever was done to it, the server has no job left, and takes the next."""
        self.assertEqual(self.server.result('quick')['outcome'], 'done')
        waiting = self.server.settings['min']
        eventually(lambda: len(self.server.children()) == waiting, 'nothing but the children that wait for a job')


class Start(unittest.TestCase):
    def test_says_what_it_runs(self):
        with ForkServer() as server:
            self.assertEqual(server.greeting['op'], 'ready')
            self.assertRegex(server.greeting['version'], r'\d{4}\.\d\d\.\d\d')
            self.assertRegex(server.greeting['python'], r'3\.\d+\.\d+')
            self.assertIs(server.greeting['sizesOnly'], True)
            self.assertIsNone(server.greeting['why'])
            self.assertIn(server.script, server.greeting['files'])
            self.assertTrue(any(path.endswith('version.py') for path in server.greeting['files']))
            self.assertEqual([path for path in server.greeting['files'] if not os.path.isfile(path)], [])

    def test_the_unaltered_yt_dlp(self):
        with ForkServer(script=doctored.script) as server:
            self.assertIs(server.greeting['sizesOnly'], True, server.greeting)

    def test_a_yt_dlp_in_one_file(self):
        zipapp = doctored.here / 'zipapp'
        with open(zipapp, 'wb') as file:
            file.write(f'#!{doctored.interpreter[0]}\n'.encode())
            with zipfile.ZipFile(file, 'w') as archive:
                root = Path(doctored.doctored).parent
                for folder, _, names in os.walk(root, followlinks=True):
                    for name in names:
                        # of the extractors, those that the rest of the package imports, to be done sooner
                        if name.endswith('.py') and (
                                not folder.endswith('/extractor') or name < 'b' or name[0] == '_'
                                or name in ('common.py', 'commonmistakes.py', 'openload.py')):
                            path = Path(folder, name)
                            archive.write(path, path.relative_to(root))
        with ForkServer(script=str(zipapp)) as server:
            self.assertIs(server.greeting['sizesOnly'], True, server.greeting)
            self.assertEqual(server.greeting['files'], [str(zipapp)])
            self.assertEqual(server.result('quick')['outcome'], 'done')

    def test_a_link_to_the_script_elsewhere(self):
        link = doctored.here / 'elsewhere'
        link.symlink_to(doctored.doctored)
        with ForkServer(script=str(link)) as server:
            self.assertEqual(server.greeting['op'], 'ready')
            self.assertIn(str(link), server.greeting['files'])

    def refusal(self, **settings):
        with ForkServer(**settings) as server:
            self.assertEqual(server.greeting['op'], 'refused', server.greeting)
            self.assertIsNone(server.receive())
            self.assertEqual(server.process.wait(PATIENCE), 3)
        return server.greeting['reason']

    def test_refuses_what_it_cannot_import(self):
        broken = doctored.copy('broken', {'extractor/youtube/__init__.py': lambda text: 'raise ImportError("torn")'})

        self.assertRegex(self.refusal(script=broken), r'cannot be imported: ImportError: torn')

    def test_refuses_a_script_that_exits(self):
        leaving = doctored.copy('leaving', {'version.py': lambda text: 'raise SystemExit("not today")'})

        self.assertRegex(self.refusal(script=leaving), r'SystemExit: not today')

    def test_falls_back_when_private_names_have_moved(self):
        moved = doctored.copy('moved', {**doctored.doctor, 'extractor/youtube/_video.py': lambda text: text.replace(
            '_extract_player_responses', '_get_player_responses')})
        video = doctored.can(300, formats=[picture(399, 4001), sound(140, 4002, url='https://size.invalid/')])

        with ForkServer(script=moved) as server:
            self.assertEqual(server.greeting['op'], 'ready', server.greeting)
            self.assertIs(server.greeting['sizesOnly'], False)
            self.assertRegex(server.greeting['why'], r'did not find .*137')
            info = server.result(video, clients='sizes')['info']
            self.assertEqual([fmt['filesize'] for fmt in info['formats']], [4002])
            state = state_of(server.result('state'))
            self.assertEqual(state['extractor'], 'YoutubeIE')
            self.assertNotIn('player_client', state['arguments']['youtube'])

    def test_refuses_when_the_stock_extractor_fails_too(self):
        lost = doctored.copy('lost', {'extractor/youtube/_video.py': lambda text: text.replace(
            "'contentLength'", "'contentLengths'").replace('_list_formats', '_formats_listed')})

        self.assertRegex(self.refusal(script=lost), r'cannot even .*140')

    def test_refuses_certificates_that_are_none(self):
        for path in (doctored.here / 'no-such-file', doctored.here / 'door.txt'):
            self.assertRegex(self.refusal(caCerts=str(path)), rf'YTDLP_CA_CERTS: {path}')

    def test_refuses_extractor_arguments_that_are_none(self):
        self.assertRegex(self.refusal(extractorArgs='nonsense'), r'YTDLP_EXTRACTOR_ARGS: yt-dlp [\d.]+ does not take them$')

    def test_runs_nothing_of_plugins(self):
        plugin = doctored.here / 'doctored/yt_dlp_plugins/extractor/evil.py'
        plugin.parent.mkdir(parents=True)
        plugin.write_text(f'open({str(doctored.here / "plugged")!r}, "w")')
        self.addCleanup(shutil.rmtree, doctored.here / 'doctored/yt_dlp_plugins')

        with ForkServer() as server:
            self.assertEqual(server.result('quick')['outcome'], 'done')
        self.assertFalse((doctored.here / 'plugged').exists())


class Sizes(SharedServer):
    """What the size-only extraction recovers."""

    def extract(self, number, clients='sizes', **reply):
        result = self.server.result(doctored.can(number, **reply), clients=clients)
        self.assertEqual(result['outcome'], 'done', result)
        self.requests = [line[len('[youtube] request '):] for _, line in result['log'] if ' request ' in line]
        self.log = [[level, line] for level, line in result['log'] if ' request ' not in line]
        return result['info']

    def sizes(self, info):
        return {fmt['format_id']: fmt.get('filesize') for fmt in info['formats']}

    def test_of_formats_that_have_no_url(self):
        info = self.extract(1, formats=[picture(399, 4001), sound(251, 4002)],
                            streaming={'serverAbrStreamingUrl': 'https://sabr.invalid/'})

        self.assertEqual(self.sizes(info), {'399': 4001, '251': 4002})
        self.assertEqual(self.log, [])

    def test_of_formats_with_a_signature_or_a_challenge(self):
        info = self.extract(2, formats=[
            picture(137, 4003, signatureCipher='s=abc&sp=sig&url=https%3A%2F%2Fsize.invalid%2F%3Fn%3Dxyz'),
            picture(136, 4004, cipher='s=abc&url=https%3A%2F%2Fsize.invalid%2F'),
            picture(135, 4005, url='https://size.invalid/?n=xyz')])

        self.assertEqual(self.sizes(info), {'137': 4003, '136': 4004, '135': 4005})
        self.assertEqual(self.log, [])

    def test_of_otf_formats(self):
        info = self.extract(3, formats=[picture(299, 4006, url='https://size.invalid/', type='FORMAT_STREAM_TYPE_OTF')])

        self.assertEqual(self.sizes(info), {'299': 4006})

    def test_of_dubbed_and_compressed_sound(self):
        def track(id, name, **more):
            return {'audioTrack': {'id': id, 'displayName': name, **more}}
        info = self.extract(4, formats=[
            sound(251, 4007, **track('en.4', 'English original', audioIsDefault=True)),
            sound(251, 4008, **track('de.3', 'German')),
            sound(251, 4009, isDrc=True, **track('en.4', 'English original', audioIsDefault=True)),
            sound(251, 4010, xtags='CgcKAnZiEgEx', **track('en.4', 'English original', audioIsDefault=True))])

        self.assertEqual({(fmt['format_id'][:3], fmt.get('language'), fmt['filesize']) for fmt in info['formats']},
                         {('251', 'en', 4007), ('251', 'de', 4008), ('251', 'en', 4009)})
        self.assertEqual(sorted(fmt['format_id'] for fmt in info['formats']), ['251-0', '251-1', '251-drc'])
        self.assertEqual(sorted(fmt['language_preference'] for fmt in info['formats']), [-1, 10, 10])

    def test_ignores_a_voice_boosted_twin_that_comes_first(self):
        info = self.extract(5, formats=[sound(251, 4011, xtags='CgcKAnZiEgEx'), sound(251, 4012)])

        self.assertEqual(self.sizes(info), {'251': 4012})

    def test_tells_upscaled_formats_like_yt_dlp(self):
        info = self.extract(6, formats=[picture(399, 4013, url='https://size.invalid/?xtags=sr%3D1'),
                                        picture(401, 4014, xtags='CgcKAnNyEgEx')])

        ids = sorted(self.sizes(info))
        self.assertIn(ids, (['399-sr', '401-sr'], ['399', '401']))  # older releases do not tell them
        self.assertEqual('AI-upscaled' in info['formats'][0]['format_note'], ids[0] == '399-sr')

    def test_keeps_youtubes_label(self):
        info = self.extract(7, formats=[
            picture(299, 4015, '1080p60'), picture(337, 4016, '2160p60 HDR'), sound(251, 4017)])

        self.assertEqual({fmt['format_id']: fmt.get('quality_label') for fmt in info['formats']},
                         {'299': '1080p60', '337': '2160p60 HDR', '251': None})

    def test_tells_every_documented_field_and_no_other(self):
        info = self.extract(8, formats=[picture(399, 4018)], streaming={'formats': [{
            'itag': 18, 'mimeType': 'video/mp4; codecs="avc1.42001E, mp4a.40.2"', 'bitrate': 500000, 'width': 640,
            'height': 360, 'quality': 'medium', 'qualityLabel': '360p', 'approxDurationMs': '212040',
            'audioChannels': 2}]})

        self.assertEqual(set(info), {'id', 'title', 'duration', 'upload_date', 'timestamp', 'age_limit', 'formats'}
                         | {'live_status', 'is_live', 'availability'} & set(info))
        self.assertEqual((info['id'], info['title'], info['duration'], info['timestamp'], info['upload_date']),
                         ('canned8____', 'A title', 212, 1580637722, '20200202'))
        high, combined = sorted(info['formats'], key=lambda fmt: fmt['format_id'], reverse=True)
        self.assertEqual(high, {
            'format_id': '399', 'ext': 'mp4', 'filesize': 4018, 'filesize_approx': 26505000, 'tbr': 1000.0,
            'vcodec': 'av01.0.09M.08', 'acodec': 'none', 'width': 1920, 'height': 1080, 'fps': 60,
            'dynamic_range': 'SDR', 'language_preference': -1, 'format_note': high['format_note'],
            'quality_label': '1080p', 'has_drm': False, 'protocol': 'https', 'source_preference': -1})
        self.assertEqual([combined.get(name) for name in ('format_id', 'filesize', 'filesize_approx', 'acodec')],
                         ['18', None, 13252500, 'mp4a.40.2'])

    def test_asks_for_the_watch_page_alone(self):
        reply = {'formats': [picture(399, 4019)]}
        self.extract(9, **reply)
        self.assertEqual(len(self.requests), 1, self.requests)
        self.assertRegex(self.requests[0], r'^https://www\.youtube\.com/watch\?v=canned9____')

        page = watch_page(player_reply('canned10___', **reply))
        page = page.replace('PLAYER_JS_URL', 'X').replace('ytInitialData', 'X')
        self.extract(10, page=page, **reply)
        self.assertEqual(len(self.requests), 1, self.requests)

    def test_leaves_storyboards_out(self):
        reply = player_reply('canned11___', formats=[picture(399, 4020)])
        reply['storyboards'] = {'playerStoryboardSpecRenderer': {
            'spec': 'https://i.ytimg.com/sb/$L/$N.jpg|48#27#100#10#10#0#default#abc|80#45#108#10#10#2000#M$M#def'}}

        self.assertEqual(self.sizes(self.extract(11, page=watch_page(reply))), {'399': 4020})

    def test_finds_none_in_a_live_stream(self):
        for number, details in ((12, {'isLive': True}), (13, {'isPostLiveDvr': True}), (14, {'isUpcoming': True})):
            info = self.extract(number, details={'isLiveContent': True, **details}, formats=[
                picture(399, 4021, targetDurationSec=5, url='https://size.invalid/'),
                sound(251, 4022, targetDurationSec=5)])

            self.assertEqual(info['formats'], [])
            self.assertEqual(info['live_status'], ('is_live', 'post_live', 'is_upcoming')[number - 12])
            self.assertEqual(info['is_live'], number == 12)
            self.assertIn('No video formats found!', self.log[0][1])

    def test_leaves_protected_formats_to_yt_dlp(self):
        info = self.extract(15, formats=[picture(399, 4023, drmFamilies=['WIDEVINE']), picture(398, 4024)])

        self.assertEqual(self.sizes(info), {'398': 4024})
        self.assertIn('DRM protected', self.log[0][1])

    def test_an_answer_that_is_none_keeps_its_reason(self):
        for number, status, reason in (
                (16, 'LOGIN_REQUIRED', 'Private video'), (17, 'ERROR', 'Video unavailable'),
                (18, 'UNPLAYABLE', 'The uploader has not made this video available in your country'),
                (19, 'LOGIN_REQUIRED', 'Sign in to confirm you’re not a bot'),
                (20, 'LIVE_STREAM_OFFLINE', 'This live event will begin in 3 hours.')):
            info = self.extract(number, status=status, reason=reason)

            self.assertEqual(info['formats'], [])
            self.assertIn(reason.rstrip('.'), self.log[0][1])
            self.assertEqual(self.log[0][0], 'WARNING')

    def test_an_age_gate_keeps_its_reason(self):
        info = self.extract(21, status='LOGIN_REQUIRED', reason='Sign in to confirm your age',
                            microformat={'isFamilySafe': False})

        self.assertEqual((info['formats'], info['age_limit']), ([], 18))
        self.assertTrue(any('confirm your age' in line for _, line in self.log), self.log)

    def test_stock_clients_find_them_as_well(self):
        info = self.extract(22, clients='stock', formats=[picture(399, 4025), sound(251, 4026)])

        self.assertEqual(self.sizes(info), {'399': 4025, '251': 4026})
        self.assertEqual([line for line in self.log if 'JavaScript' in line[1]], [])

    def test_an_error_is_no_crash(self):
        result = self.server.result('type', cookies=COOKIES)

        self.assertEqual((result['outcome'], result['info']), ('done', None))
        [[level, line]] = result['log']
        self.assertEqual(level, 'ERROR')
        self.assertRegex(line, r'^TypeError: Invalid header value.*\nTraceback \(most recent call last\):\n')
        self.assertRegex(line, r'in type\n')
        self.assertNotIn(SECRET, line)

    def test_the_log_is_bounded_and_ends_with_the_error(self):
        log = self.server.result('babble')['log']

        self.assertEqual(len(log), 101)
        self.assertEqual({len(line) for _, line in log[:-1]}, {4000})
        self.assertEqual(log[-1][0], 'ERROR')
        self.assertIn('the error after them', log[-1][1])

    def test_random_numbers_differ_between_jobs(self):
        states = [state_of(self.server.result('state')) for _ in range(3)]

        self.assertEqual(len({state['random'] for state in states}), 3)

    def test_cookies_that_are_none(self):
        for text in ('hello', '[{"name": "SAPISID"}]', '', COOKIES.splitlines()[0], COOKIES.replace('\t', ' ')):
            result = self.server.result('quick', cookies=text)

            self.assertEqual((result['outcome'], result['info']), ('done', None))
            self.assertRegex(result['log'][0][1], 'does not look like a Netscape format cookies file')
            self.assertNotIn(SECRET, json.dumps(result))

    def test_cookies_in_lines_of_another_system(self):
        result = self.server.result('type', cookies=COOKIES.replace('\n', '\r\n'))

        for part in ('SAPISID=***; ', 'LOGIN_INFO=***; '):
            self.assertIn(part, result['log'][0][1])
        self.assertNotIn(SECRET, json.dumps(result))


class Faults(SharedServer):
    """A job may do what it likes: it gets one result, and its server the next job."""
    settings = {'min': 2, 'memory': 64 * MIB}

    def offspring(self, result):
        """The processes that a job told of are gone."""
        pids = [int(pid) for line in result['log'] for pid in line[1].split('offspring ')[1].split()]
        self.assertEqual(len(pids), 3)
        for pid in pids:
            eventually(lambda: not alive(pid), f'the end of {pid}')

    def test_too_much_output(self):
        for number in (0, 1):
            self.assertEqual(self.server.result(f'flood{number}')['outcome'], 'too_large')

    def test_a_job_that_ignores_every_signal(self):
        result = self.server.result('hang', timeout=0.3)
        self.assertEqual((result['outcome'], result['log']), ('timeout', []))

    def test_a_timeout_keeps_the_log(self):
        result = self.server.result('warn', timeout=0.5)
        self.assertEqual(result['outcome'], 'timeout')
        self.assertEqual(result['log'], [['WARNING', '[youtube] HTTP Error 429: Too Many Requests']])

    def test_burnt_cpu(self):
        self.assertEqual(self.server.result('burn', timeout=0.3)['outcome'], 'timeout')

    def test_garbage(self):
        for number, line in enumerate(GARBAGE):
            with self.subTest(line[:30]):
                self.assertEqual(self.server.result(f'garbage{number}')['outcome'], 'garbage')

    def test_half_an_answer(self):
        result = self.server.result('partial')
        self.assertEqual((result['outcome'], result['detail']), ('crashed', 'exit 0'))

    def test_a_job_that_closes_its_only_way_to_answer(self):
        result = self.server.result('mute')
        self.assertEqual((result['outcome'], result['detail']), ('crashed', 'signal 9'))

    def test_hoarded_memory(self):
        result = self.server.result('hoard')
        self.assertEqual((result['outcome'], result['detail']), ('crashed', 'out of memory'))

    def test_crashes(self):
        for video, detail in (('suicide9', 'signal 9'), ('suicide11', 'signal 11'), ('suicide15', 'signal 15'),
                              ('sysexit5', 'exit 5'), ('osexit7', 'exit 7'), ('osexit0', 'exit 0')):
            with self.subTest(video):
                result = self.server.result(video)
                self.assertEqual((result['outcome'], result['detail']), ('crashed', detail))

    def test_offspring_of_a_job_that_answers(self):
        result = self.server.result('offspring0')
        self.assertEqual(result['outcome'], 'done')
        self.offspring(result)

    def test_offspring_of_a_job_that_hangs(self):
        result = self.server.result('offspring1', timeout=1.5)
        self.assertEqual(result['outcome'], 'timeout')
        self.offspring(result)

    def test_offspring_of_a_job_that_dies(self):
        self.assertEqual(self.server.result('offspring2')['detail'], 'exit 2')

    def test_new_programs_and_written_files(self):
        for number in range(10):
            with self.subTest(number):
                result = self.server.result(f'forbidden{number}')
                self.assertEqual((result['outcome'], result['info']), ('done', None))
                self.assertRegex(result['log'][0][1], r'PermissionError: .*a job may not do this: (os|open|subprocess)')
        self.assertFalse((doctored.here / 'written').exists())
        self.assertEqual((doctored.here / 'door.txt').read_text(), 'not to be written to\n')

    def test_a_killed_child_that_runs(self):
        id = self.server.job('knock')
        visitor, pid, _ = doctored.answer_the_door()
        os.kill(pid, signal.SIGKILL)
        result = self.server.receive()
        visitor.close()

        self.assertEqual((result['id'], result['outcome'], result['detail']), (id, 'crashed', 'signal 9'))

    def test_a_killed_child_that_waits_is_replaced(self):
        before = self.server.children()
        for pid in before:
            os.kill(pid, signal.SIGKILL)

        eventually(lambda: len(set(self.server.children()) - set(before)) == 2, 'two new children')

    def test_a_stopped_child_blocks_nobody(self):
        stopped = self.server.children()
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        ids = [self.server.job('quick', timeout=0.3, cookies='x' * 300000) for _ in stopped]
        last = self.server.job('quick')
        results = self.server.results(3)

        self.assertEqual([results[id]['outcome'] for id in (*ids, last)], ['timeout', 'timeout', 'done'])

    def test_large_orders_and_answers_arrive_whole(self):
        result = self.server.result('quick', cookies=COOKIES + ''.join(
            f'.youtube.com\tTRUE\t/\tTRUE\t2147483647\tNAME{i}\t{"v" * 1000}\n' for i in range(2000)))

        self.assertEqual((result['outcome'], result['info']['title']), ('done', 'quick'))


class Confinement(SharedServer):
    settings = {'memory': 100 * MIB}

    def state(self, **job):
        return state_of(self.server.result('state', **job))

    def test_has_limits(self):
        state = self.state(timeout=7)
        limits = state['limits']

        self.assertEqual([limits[name] for name in ('CPU', 'FSIZE', 'CORE', 'NOFILE')],
                         [[9, 9], [0, 0], [0, 0], [64, 64]])
        self.assertEqual(*limits['AS'])
        self.assertLess(limits['AS'][0], state['size'] + 100 * MIB + 1)
        self.assertGreater(limits['AS'][0], state['size'] + 50 * MIB)

    def test_is_a_group_of_its_own_with_one_way_out(self):
        state = self.state()

        self.assertEqual(state['group'], state['pid'])
        self.assertEqual(state['parent'], self.server.pid)
        self.assertEqual([state['fds'][fd] for fd in ('0', '1', '2')], ['/dev/null'] * 3)
        self.assertEqual(len([path for fd, path in state['fds'].items() if fd not in ('0', '1', '2')]), 1, state['fds'])
        self.assertEqual(state['signals'], ['Handlers.SIG_DFL'] * 3 if '.' in state['signals'][0] else ['0'] * 3)

    def test_knows_no_proxy_but_the_configured_one(self):
        self.assertEqual(self.state()['proxies'], {'all': '__noproxy__'})

    def test_imports_no_other_extractor(self):
        self.assertLess(len(self.state()['extractors']), 15)

    def test_asks_the_web_client_first_and_yt_dlps_own_choice_then(self):
        self.assertEqual(self.state()['arguments']['youtube']['player_client'], ['web'])
        self.assertNotIn('player_client', self.state(clients='stock')['arguments']['youtube'])

    def test_cookies_appear_nowhere_but_in_memory(self):
        self.server.job('knock', cookies=COOKIES)
        visitor, pid, _ = doctored.answer_the_door()
        with visitor:
            for process in (pid, self.server.pid):
                for name in ('cmdline', 'environ'):
                    self.assertNotIn(SECRET.encode(), Path(f'/proc/{process}/{name}').read_bytes())
                files = [os.readlink(f'/proc/{process}/fd/{fd}') for fd in os.listdir(f'/proc/{process}/fd')]
                self.assertEqual([path for path in files if os.path.isfile(path) and not path.startswith('/proc/')], [])
            self.assertEqual([path for path in doctored.here.rglob('*') if path.is_file() and not path.is_symlink()
                              and '/pycache/' not in str(path) and SECRET.encode() in path.read_bytes()], [])
            visitor.sendall(b'go')
            self.assertNotIn(SECRET, json.dumps(self.server.receive()))


class Settings(unittest.TestCase):
    def test_extractor_arguments_replace_the_built_in_ones(self):
        with ForkServer(extractorArgs='YouTube:player-client=tv,ios;po_token=a\\,b') as server:
            for clients in ('sizes', 'stock'):
                self.assertEqual(state_of(server.result('state', clients=clients))['arguments'], {
                    'youtube': {'player_client': ['tv', 'ios'], 'po_token': ['a,b']}})
        with ForkServer(extractorArgs='generic:impersonate') as server:
            self.assertEqual(state_of(server.result('state'))['arguments']['youtube']['player_client'], ['web'])

    def test_the_environments_proxy_is_not_ours(self):
        with ForkServer(environment={'https_proxy': 'http://127.0.0.1:9'}) as server:
            self.assertEqual(state_of(server.result('state'))['proxies'], {'all': '__noproxy__'})
        with ForkServer(proxies=['http://127.0.0.1:8']) as server:
            # The configured one, which no log shows.
            self.assertEqual(state_of(server.result('state'))['proxies'], {'all': '***'})

    def test_each_job_takes_the_proxy_that_it_is_told(self):
        first, second = 'http://127.0.0.1:7', 'http://me:s3cr3t@127.0.0.1:8'
        with ForkServer(proxies=[first, None, second]) as server:
            for proxy, clients, cookies in itertools.product(
                    (None, first, second), ('sizes', 'stock'), (None, COOKIES)):
                told = state_of(server.result('state', clients=clients, cookies=cookies, proxy=proxy))['proxies']
                self.assertEqual(told, {'all': '__noproxy__' if proxy is None else '***'})

    def test_no_children_wait_where_none_should(self):
        with ForkServer(min=0, max=2) as server:
            self.assertEqual(server.children(), [])
            self.assertEqual(server.result('quick')['ready'], 0)
            eventually(lambda: server.children() == [], 'no child')

    def test_tells_how_many_wait(self):
        with ForkServer(min=2, max=3) as server:
            eventually(lambda: len(server.children()) == 2, 'two children')
            server.job('knock')
            visitor, _, _ = doctored.answer_the_door()
            eventually(lambda: len(server.children()) == 3, 'two children beside the one that works')
            visitor.sendall(b'go')
            self.assertEqual(server.receive()['ready'], 2)
            visitor.close()


class Jobs(SharedServer):
    settings = {'min': 1, 'max': 2}

    def occupy(self, count=2):
        """Keeps every worker busy; the connections to them, by the jobs' ids."""
        ids = [self.server.job(f'knock{i}') for i in range(count)]
        visitors = [doctored.answer_the_door() for _ in ids]
        return {ids[int(video[5])]: visitor for visitor, _, video in visitors}

    def test_jobs_beyond_the_maximum_wait_for_their_turn(self):
        visitors = self.occupy()
        waiting = [self.server.job(f'quick{i}') for i in range(5)]
        self.assertEqual(len(self.server.children()), 2)
        for visitor in visitors.values():
            visitor.sendall(b'go')
        results = self.server.results(7)

        self.assertEqual({result['outcome'] for result in results.values()}, {'done'})
        self.assertEqual(set(results), {*visitors, *waiting})
        for visitor in visitors.values():
            visitor.close()

    def test_the_deadline_of_a_job_that_waits_runs(self):
        visitors = self.occupy()
        waiting = self.server.job('quick', timeout=0.2)
        result = self.server.receive()
        self.assertEqual((result['id'], result['outcome'], result['log']), (waiting, 'timeout', []))
        for visitor in visitors.values():
            visitor.sendall(b'go')
            visitor.close()
        self.server.results(2)

    def test_cancelling_a_job_that_runs_kills_it(self):
        [(id, visitor)] = self.occupy(1).items()
        self.server.cancel(id)
        result = self.server.receive()

        self.assertEqual((result['id'], result['outcome']), (id, 'cancelled'))
        self.assertEqual(visitor.recv(1), b'', 'the child still holds its end')
        visitor.close()

    def test_cancelling_a_job_that_waits(self):
        visitors = self.occupy()
        waiting = self.server.job('quick')
        self.server.cancel(waiting)
        result = self.server.receive()
        self.assertEqual((result['id'], result['outcome']), (waiting, 'cancelled'))
        for id in visitors:
            self.server.cancel(id)
        self.assertEqual({result['outcome'] for result in self.server.results(2).values()}, {'cancelled'})
        for visitor in visitors.values():
            visitor.close()

    def test_cancelling_a_job_that_has_its_result_does_nothing(self):
        result = self.server.result('quick')
        self.server.cancel(result['id'])

        self.assertEqual(self.server.result('quick')['outcome'], 'done')

    def test_cancelling_at_the_very_moment_of_the_answer_gives_one_result(self):
        for _ in range(20):
            [(id, visitor)] = self.occupy(1).items()
            visitor.sendall(b'go')
            self.server.cancel(id)
            self.assertIn(self.server.receive()['outcome'], ('done', 'cancelled'))
            visitor.close()
        self.assertEqual(self.server.result('quick')['id'], self.server.last_id)

    def test_an_error_in_one_leaves_the_other_alone(self):
        visitors = self.occupy()
        (failing, first), (working, second) = visitors.items()
        first.sendall(b'fail')
        self.assertEqual(self.server.receive()['id'], failing)
        second.sendall(b'go')
        self.assertEqual(self.server.receive()['id'], working)
        first.close()
        second.close()


class End(unittest.TestCase):
    def busy(self, server):
        """Has jobs run: two that hang, and their descendants."""
        eventually(lambda: len(server.children()) == 1, 'a child that waits')
        server.job('knock')
        server.job('knock')
        visitors = [doctored.answer_the_door() for _ in range(2)]
        for visitor, _, _ in visitors:
            self.addCleanup(visitor.close)
        return [pid for _, pid, _ in visitors]

    def gone(self, server, pids):
        eventually(lambda: not any(map(alive, [*pids, server.pid])), 'the end of them all')

    def test_the_end_of_input_ends_everything(self):
        with ForkServer() as server:
            pids = self.busy(server)
            server.process.stdin.close()
            self.assertEqual(server.process.wait(PATIENCE), 0)
            self.gone(server, pids)

    def test_the_end_of_input_ends_what_left_its_group(self):
        with ForkServer() as server:
            server.job('offspring1')
            eventually(lambda: len(descendants(server.pid)) >= 5, 'all of its descendants')
            pids = descendants(server.pid)
            server.process.stdin.close()
            self.assertEqual(server.process.wait(PATIENCE), 0)
            self.gone(server, pids)

    def test_the_end_of_input_within_the_first_frame(self):
        source = SERVER.read_bytes()
        for start in (b'', b'\0\0\0\x09{"op"'):
            process = subprocess.run([*doctored.interpreter, '-c', LOADER, str(len(source))], input=source + start,
                                     stdout=subprocess.PIPE, timeout=PATIENCE)
            self.assertEqual((process.returncode, process.stdout), (0, b''))

    def test_sigterm_ends_everything(self):
        with ForkServer() as server:
            pids = self.busy(server)
            os.kill(server.pid, signal.SIGTERM)
            self.assertEqual(server.process.wait(PATIENCE), 0)
            self.gone(server, pids)

    def test_sigint_is_not_for_it(self):
        with ForkServer() as server:
            os.kill(server.pid, signal.SIGINT)
            self.assertEqual(server.result('quick')['outcome'], 'done')

    def test_nobody_reads_any_more(self):
        with ForkServer() as server:
            pids = self.busy(server)
            server.process.stdout.close()
            server.job('quick')
            self.assertEqual(server.process.wait(PATIENCE), 0)
            self.gone(server, pids)

    def test_a_kernel_without_a_list_of_children_is_searched(self):
        found = {}
        exec(compile(SERVER.read_text(), 'fork_server.py', 'exec'), found)

        with subprocess.Popen(['sleep', '60']) as process:
            self.assertEqual(found['scanned_children'](), [process.pid])
            self.assertEqual(found['own_children'](), [process.pid])
            process.kill()

    def test_a_killed_server_takes_its_children_along(self):
        with ForkServer(errors=True) as server:
            pids = self.busy(server)
            pids += [pid for pid in server.children() if pid not in pids]
            os.kill(server.pid, signal.SIGKILL)
            server.process.wait(PATIENCE)
            self.gone(server, pids)

    def test_what_is_no_frame_ends_everything(self):
        good = {'id': 9, 'video': 'quick______', 'timeout': 9000, 'cookies': None, 'clients': 'sizes'}
        for name, data in {
                'no JSON': b'\0\0\0\x05hello', 'no UTF-8': b'\0\0\0\x04\xff\xff\xff\xff', 'no object': b'\0\0\0\x02[]',
                'nothing': b'\0\0\0\0', 'no op': b'\0\0\0\x02{}', 'NaN': b'\0\0\0\x0a{"op":NaN}',
                'too long': b'\x04\0\0\x01',
                'depth': (5000).to_bytes(4, 'big') + b'[' * 5000, 'a second start': self.frame(op='start'),
                'an unknown op': self.frame(op='jab'), 'the same job twice': self.frame(op='job', **good) * 2,
                'no id': self.frame(op='job', **{**good, 'id': None, 'timeout': None})}.items():
            with self.subTest(name), ForkServer(errors=True) as server:
                pids = self.busy(server)
                server.write(data)
                self.assertEqual(server.process.wait(PATIENCE), 1)
                self.gone(server, pids)

    def test_another_frame_before_start(self):
        source, frame = SERVER.read_bytes(), self.frame(op='job')
        process = subprocess.run([*doctored.interpreter, '-c', LOADER, str(len(source))], input=source + frame,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE)
        self.assertEqual((process.returncode, process.stdout), (1, b''))
        self.assertIn(b"'job' before start", process.stderr)

    @staticmethod
    def frame(**message):
        body = json.dumps(message).encode()
        return len(body).to_bytes(4, 'big') + body


def descendants(pid):
    found = children(pid)
    for child in list(found):
        found += descendants(child)
    return found


class Endurance(unittest.TestCase):
    def test_two_hundred_jobs_leave_nothing_open(self):
        with ForkServer(min=2, max=3) as server:
            def open_files():
                return len(os.listdir(f'/proc/{server.pid}/fd'))
            eventually(lambda: len(server.children()) == 2, 'two children')
            before, sent, received = open_files(), 0, 0
            videos = ['quick'] * 7 + ['osexit3', 'garbage0', 'flood0']
            while received < 200:
                while sent < min(200, received + 3):
                    server.job(videos[sent % 10])
                    sent += 1
                self.assertEqual(server.receive()['op'], 'result')
                received += 1

            eventually(lambda: open_files() <= before, 'no more open files than before')
            eventually(lambda: len(server.children()) == 2 and all(map(alive, server.children())), 'no zombie')

    def test_a_reader_that_pauses_loses_nothing(self):
        with ForkServer(min=1, max=3) as server:
            eventually(lambda: listens(server), 'a server that listens')
            ids = [server.job('large200') for _ in range(30)]  # six times what it keeps before it stops reading
            eventually(lambda: not listens(server), 'a server that waits for its reader')
            ids += [server.job('quick') for _ in range(20)]
            eventually(lambda: len(server.children()) == 1, 'the end of all jobs that it has read')
            self.assertFalse(listens(server))
            results = server.results(50)

            self.assertEqual(set(results), set(ids))
            self.assertEqual({result['outcome'] for result in results.values()}, {'done'})


def listens(server):
    """Whether the server's selector has an eye on its standard input."""
    files = {}
    for fd in os.listdir(f'/proc/{server.pid}/fd'):
        with contextlib.suppress(FileNotFoundError):
            files[fd] = os.readlink(f'/proc/{server.pid}/fd/{fd}')
    pipe = os.readlink(f'/proc/self/fd/{server.process.stdin.fileno()}')
    [selector] = [fd for fd, file in files.items() if file == 'anon_inode:[eventpoll]']
    watched = re.findall(r'tfd:\s*(\d+)', Path(f'/proc/{server.pid}/fdinfo/{selector}').read_text())
    return pipe in [files.get(fd) for fd in watched]


class StubYouTube:
    """YouTube behind a proxy that opens TLS itself, on loopback. Serves one watch page and keeps what it was asked."""

    def __init__(self, page):
        self.key, self.certificate = doctored.here / 'stub.key', doctored.here / 'stub.pem'
        if not self.certificate.exists():
            subprocess.run([
                'openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=stub',
                '-addext', 'subjectAltName=DNS:www.youtube.com', '-keyout', self.key, '-out', self.certificate],
                check=True, stderr=subprocess.DEVNULL)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, self.key)
        self.page, self.requests, self.socket = page.encode(), [], socket.create_server(('127.0.0.1', 0))
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
                    tls.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n'
                                b'Content-Length: %d\r\n\r\n' % len(self.page) + self.page)

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


class Cost(unittest.TestCase):
    def test_a_job_is_cheap(self):
        # `-v` prints the figures; the limits are wide enough for a busy machine.
        formats = [picture(itag, itag) for itag in range(130, 152)] + [
            sound(itag, itag, audioTrack={'id': f'{language}.3', 'displayName': language})
            for itag in (139, 140, 249, 250, 251) for language in ('en', 'de', 'fr')]
        page = watch_page(player_reply(f'canned200__', formats=formats), 800000)
        doctored.can(200, page=page)
        with ForkServer() as server:
            costs = [state_of(server.result('cost200')) for _ in range(10)]
        cpu = sorted(cost['cpu'] for cost in costs)[5]
        private = sorted(cost['private'] for cost in costs)[5]
        if '-v' in sys.argv:
            print(f'{cpu:.3f} s of CPU, {private / 1024:.1f} MiB of private memory ... ', end='', file=sys.stderr)

        self.assertEqual(costs[0]['formats'], len(formats))
        self.assertLess(cpu, 0.25)
        self.assertLess(private, 24 * 1024)


if __name__ == '__main__':
    unittest.main()
