"""A yt-dlp whose YouTube extractor misbehaves on demand."""
import ctypes
import inspect
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from replies import player_reply, watch_page

PATIENCE = 60  # seconds until somebody who should come at once counts as missing


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
            'oom': open('/proc/self/oom_score_adj').read().strip(),
            'size': int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize(),
            'signals': [str(signal.getsignal(number)) for number in (
                signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)],
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
        """Processes behind the audit hook's back: one in the group, one in a session of its own, one orphaned too. The
        test is told of them at its door, since nobody hears the log of a job that dies."""
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
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(f'{HERE}/door')
            door.sendall(pids)
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

    def open(self):
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

    def offspring_at_the_door(self):
        """The processes that the next child which runs `offspring` tells of."""
        visitor, _ = self.door.accept()
        with visitor:
            visitor.settimeout(PATIENCE)
            return [int(pid) for pid in b''.join(iter(lambda: visitor.recv(99), b'')).split()]

    def close(self):
        self.door.close()
        shutil.rmtree(self.here)


doctored = Doctored()
