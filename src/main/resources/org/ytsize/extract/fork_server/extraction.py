"""yt-dlp, ready to extract one video."""
import contextlib
import functools
import io
import os
import ssl
import sys
import traceback
import urllib.response
import zipfile

from fork_server.extractor import SIZES, size_only
from fork_server.messages import Refused
from fork_server.page import Arriving
from fork_server.player import MIME_TYPES, Told, container
from fork_server.rehearsal import FORMATS, REHEARSED, playable, private, told_of, unreachable

INFO_FIELDS = ('id', 'title', 'duration', 'live_status', 'is_live', 'release_timestamp', 'timestamp', 'upload_date',
               'availability')
FORMAT_FIELDS = ('format_id', 'ext', 'filesize', 'filesize_approx', 'tbr', 'vcodec', 'acodec', 'width', 'height', 'fps',
                 'dynamic_range', 'language', 'language_preference', 'format_note', 'quality_label')
STOCK = {'formats': ['missing_pot']}
# Complaints about what was arranged here: an old Python, no JavaScript, no tokens. They say nothing about a video.
OWN_DOING = ('Deprecated Feature', 'No supported JavaScript runtime could be found', 'No GVS PO Token provided')


class Log:
    """yt-dlp's logger for one extraction. It tells each WARNING and ERROR at once, so that they are known even of a job
    that never ends; not too many, not too long, and without what must not be shown."""

    LINES, LENGTH, SECRET = 100, 4000, 6  # lines of each level, characters of a line, and of a value worth hiding

    def __init__(self, tell):
        self.tell = tell
        self.left = {'WARNING': self.LINES, 'ERROR': self.LINES}
        self.secrets = []

    def hide(self, values):
        values = {value for value in values if len(value or '') >= self.SECRET}
        self.secrets = sorted({*self.secrets, *values, *(repr(value)[1:-1] for value in values)}, key=len, reverse=True)

    def debug(self, line):
        """Progress, which nobody reads."""

    info = debug

    def warning(self, line):
        self.keep('WARNING', str(line))

    def error(self, line):
        self.keep('ERROR', str(line))

    def keep(self, level, line):
        if self.left[level] == 0 or any(noise in line for noise in OWN_DOING):
            return
        self.left[level] -= 1
        for secret in self.secrets:
            line = line.replace(secret, '***')
        line = line[len('ERROR: '):] if line.startswith('ERROR: ') else line
        self.tell({'log': [level, line[:self.LENGTH]]})


class Extraction:
    """yt-dlp, made so ready in the server that a child has nothing left to do but one video."""

    def __init__(self, script, proxies, ca_certs, extractor_args):
        real = os.path.realpath(script)
        sys.path[:] = [real if zipfile.is_zipfile(real) else os.path.dirname(real), *filter(None, sys.path)]
        os.environ['YTDLP_NO_PLUGINS'] = '1'
        try:
            import yt_dlp
            from yt_dlp.cookies import YoutubeDLCookieJar
            from yt_dlp.extractor.youtube import YoutubeIE
        except (Exception, SystemExit) as e:
            raise Refused(f'yt-dlp of {script} cannot be imported: {type(e).__name__}: {e}') from e
        self.yt_dlp, self.cookie_jar = yt_dlp, YoutubeDLCookieJar
        self.version = yt_dlp.version.__version__
        self.files = [path for path in (script, yt_dlp.version.__file__, ca_certs) if path and os.path.isfile(path)]
        self.configured = {}  # extractor arguments; not for the rehearsal, which tells what yt-dlp can do
        self.prepared = {}  # by proxy
        self.read_as_it_arrives()
        trusted = self.trust(ca_certs)
        self.rehearse(YoutubeIE)
        if ca_certs is not None and not trusted:
            raise Refused(f'YTDLP_CA_CERTS: it is not known here how to make yt-dlp {self.version} trust them')
        if extractor_args is not None:
            self.configured = self.parsed(extractor_args)
        self.prepared = {proxy: self.downloader('sizes', None, proxy) for proxy in proxies}
        for ydl in self.prepared.values():
            with contextlib.suppress(Exception):
                ydl.urlopen('data:,').close()  # makes what goes by network, as a first request does, and asks nobody

    def parsed(self, extractor_args):
        try:
            return self.yt_dlp.parse_options([f'--extractor-args={extractor_args}']).options.extractor_args
        except (Exception, SystemExit):  # never mind why: the reason quotes them, and they may hold a token
            raise Refused(f'YTDLP_EXTRACTOR_ARGS: yt-dlp {self.version} does not take them') from None

    def read_as_it_arrives(self):
        """Has yt-dlp's urllib handler read and inflate no more of a reply than is read of it. Others of its do so already."""
        handler = getattr(getattr(self.yt_dlp.networking, '_urllib', None), 'HTTPHandler', None)
        stock = getattr(handler, 'https_response', None)

        def https_response(self, request, reply):
            if reply.headers.get('Content-Encoding', 'identity') not in ('identity', 'gzip'):
                return stock(self, request, reply)
            arriving = urllib.response.addinfourl(Arriving(reply), reply.headers, reply.url, reply.code)
            arriving.msg, arriving.reason = reply.msg, reply.reason
            return arriving

        if stock is not None:
            handler.https_response = https_response

    def trust(self, ca_certs):
        """Trusts `ca_certs` besides the usual authorities. The list that it returns is filled when they are loaded:
        once, by the rehearsal, because to load any costs as much as half a job."""
        helper, user = (getattr(self.yt_dlp.networking, name, None) for name in ('_helper', 'common'))
        stock, trusted = getattr(helper, 'ssl_load_certs', None), []

        def ssl_load_certs(context, *args, **kwargs):
            stock(context, *args, **kwargs)
            context.load_verify_locations(cafile=ca_certs)
            trusted.append(ca_certs)

        if ca_certs is not None:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=ca_certs)
            except OSError as e:
                raise Refused(f'YTDLP_CA_CERTS: {ca_certs} holds no certificates that could be trusted: {e}') from e
        if ca_certs is not None and stock is not None:
            helper.ssl_load_certs = ssl_load_certs
        if hasattr(user, 'make_ssl_context'):
            user.make_ssl_context = functools.lru_cache(maxsize=None)(user.make_ssl_context)
        return trusted

    def rehearse(self, youtube_ie):
        """Takes the size-only extractor if it recovers every size from canned replies, else the stock one."""
        self.why_not = None
        self.why_not = self.shortfall(size_only(youtube_ie), 'sizes', FORMATS)
        if self.why_not is not None:
            why_not_stock = self.shortfall(youtube_ie, 'stock', FORMATS[-1:])
            if why_not_stock is not None:
                raise Refused(f'yt-dlp {self.version} cannot even extract like yt-dlp: {why_not_stock}')
        for trouble in (private, unreachable):  # whose course nobody checks, but whose imports the children need
            self.run(REHEARSED, 'sizes', None, None, Log(lambda line: None), trouble)
        for mime_type in MIME_TYPES:
            container(mime_type)

    def shortfall(self, extractor, clients, expected):
        """What a rehearsal of `extractor` lacks of `expected`; None if nothing."""
        self.extractor, lines = extractor, []
        info = self.run(REHEARSED, clients, None, None, Log(lambda line: lines.append(line['log'][1])), playable) or {}
        found = {(fmt['format_id'].split('-')[0], fmt.get('filesize'), fmt.get('quality_label'))
                 for fmt in info.get('formats', ())}
        lost = [told_of(fmt) for fmt in expected if told_of(fmt) not in found]
        return f'the rehearsal did not find {lost}; {" | ".join(lines)[:2000]}' if lost else None

    def run(self, video, clients, proxy, cookies, log, rehearsed=None):
        """The metadata of `video`, or None where `log` was told an error. `rehearsed` stands in for the network."""
        if proxy is not None:
            log.hide((proxy, proxy.rpartition('@')[0].rpartition(':')[2]))  # it, and its password
        try:
            file = None if cookies is None else self.cookie_file(cookies, log)
            if file is None and cookies is not None:
                return None
            ready = self.prepared.get(proxy) if clients == 'sizes' and cookies is None else None
            with ready or self.downloader(clients, file, proxy) as ydl:
                ydl.params['logger'] = log
                if rehearsed is not None:
                    ydl.urlopen = functools.partial(rehearsed, ydl.urlopen)
                info = ydl.extract_info(f'https://www.youtube.com/watch?v={video}', download=False, ie_key='Youtube')
            return info and tidy(info)
        except MemoryError:
            raise
        except Told as told:
            return tidy(told.info)
        except self.yt_dlp.utils.DownloadError:
            return None  # yt-dlp has told the log
        except Exception as e:
            frames = ''.join(traceback.format_tb(e.__traceback__, limit=-4))
            log.error(f'{type(e).__name__}: {e}\nTraceback (most recent call last):\n{frames}'.rstrip())
        return None

    def downloader(self, clients, cookie_file, proxy):
        """A YoutubeDL for one job. Children inherit one that is made in the server: it has seen no job yet, and a child
        has but one."""
        ydl = self.yt_dlp.YoutubeDL({
            'quiet': True, 'logger': Log(lambda line: None), 'color': 'never', 'skip_download': True,
            'noplaylist': True, 'ignore_no_formats_error': True, 'cachedir': False, 'js_runtimes': {},
            'cookiefile': cookie_file, 'socket_timeout': 8, 'retries': 1, 'extractor_retries': 1,
            'proxy': proxy or '',  # None would be yt-dlp's word for the environment's
            'format': any_stream, 'extractor_args': {
                'youtube': SIZES if clients == 'sizes' and self.why_not is None else STOCK, **self.configured}},
            auto_init=False)
        ydl._forceprint = lambda *_: None  # tables of the formats: a third of a job, for nobody to read
        extractor = self.extractor()
        ydl.add_info_extractor(extractor)
        extractor.initialize()
        for made_late in ('_request_director', 'cookiejar'):
            getattr(ydl, made_late, None)
        return ydl

    def cookie_file(self, cookies, log):
        """The cookies as a file in memory; None, with an error in `log`, where they are no such file, or no cookies."""
        file = io.StringIO(cookies, newline=None)
        jar = self.cookie_jar(file)
        try:
            jar.load()
        except Exception:
            jar.clear()  # never mind why: the reason quotes them
        if not len(jar):
            log.error('the cookies given: this does not look like a Netscape format cookies file')
            return None
        log.hide(cookie.value for cookie in jar)
        file.seek(0)
        return file


def is_storyboard(fmt):
    return fmt.get('vcodec') == fmt.get('acodec') == 'none'


def any_stream(context):
    """A format selector which, unlike the default one, does not look for ffmpeg."""
    return [fmt for fmt in context['formats'] if not is_storyboard(fmt)][-1:]


def tidy(info):
    def pick(source, names):
        return {name: source[name] for name in names if source.get(name) is not None}
    formats = [pick(fmt, FORMAT_FIELDS) for fmt in info.get('formats') or () if not is_storyboard(fmt)]
    return {**pick(info, INFO_FIELDS), 'formats': formats}
