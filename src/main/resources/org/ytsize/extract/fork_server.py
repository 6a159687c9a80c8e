"""The fork server: imports yt-dlp once, rehearses one extraction, then forks a process for each job.

docs/fork-server.md is the protocol. What this side promises: exactly one result for each job, whatever the job does; no
job outlives its deadline, its result or this process; no job learns another's cookies; and the server waits neither for
a job nor for the reader of its results. One thread and one loop, because threads do not survive a fork.

From top to bottom: messages, the extraction, its rehearsal, the life of a job's process, the server.
"""
import base64
import collections
import contextlib
import ctypes
import datetime
import errno
import functools
import gc
import http.client
import io
import json
import math
import os
import re
import resource
import selectors
import signal
import socket
import ssl
import sys
import time
import traceback
import urllib.parse
import urllib.response
import zipfile
import zlib

MAX_FRAME = 64 << 20
CHUNK = 64 << 10


class ProtocolFailure(Exception):
    """What Java sent is not what the protocol allows, so nothing after it can be trusted."""


class Refused(Exception):
    """This yt-dlp cannot be worked with, or not with these settings. The text is for the operator."""


def parse(data):
    """The JSON object that `data` is; ValueError for anything else, NaN included, which is JSON to Python alone."""
    def refuse(constant):
        raise ValueError(constant)
    try:
        message = json.loads(data.decode('utf-8'), parse_constant=refuse)
    except RecursionError:
        raise ValueError('nested too deeply') from None
    if not isinstance(message, dict):
        raise ValueError('not an object')
    return message


def frame(message):
    body = json.dumps(message, allow_nan=False).encode()
    if len(body) > MAX_FRAME:
        raise ValueError('too long for a frame')
    return len(body).to_bytes(4, 'big') + body


class Frames:
    """Cuts what Java sends into messages."""

    def __init__(self):
        self.pending = bytearray()

    def take(self):
        """The next whole message, or None until more has arrived."""
        end = 4 + int.from_bytes(self.pending[:4], 'big')
        if end > 4 + MAX_FRAME:
            raise ProtocolFailure(f'a frame of {end - 4} bytes')
        if len(self.pending) < end:
            return None
        body = bytes(self.pending[4:end])
        del self.pending[:end]
        try:
            return parse(body)
        except ValueError:
            raise ProtocolFailure('a frame that holds no JSON object') from None


# --------------------------------------------------------------------------------------------------- The extraction

INFO_FIELDS = ('id', 'title', 'duration', 'live_status', 'is_live', 'release_timestamp', 'timestamp', 'upload_date',
               'availability', 'age_limit')
FORMAT_FIELDS = ('format_id', 'ext', 'filesize', 'filesize_approx', 'tbr', 'vcodec', 'acodec', 'width', 'height', 'fps',
                 'dynamic_range', 'language', 'language_preference', 'format_note', 'quality_label', 'has_drm',
                 'protocol', 'source_preference', 'audio_channels')
# The fewest requests that tell sizes: the watch page, and nothing instead of what it may lack.
SIZES = {'player_client': ['web'], 'player_skip': ['configs', 'js', 'initial_data'], 'webpage_skip': ['initial_data'],
         'formats': ['missing_pot'], 'skip': ['hls', 'dash', 'translated_subs']}
STOCK = {'formats': ['missing_pot']}
# Complaints about what was arranged here: an old Python, no JavaScript, no tokens. They say nothing about a video.
OWN_DOING = ('Deprecated Feature', 'No supported JavaScript runtime could be found', 'No GVS PO Token provided')
NO_URL = 'https://size.invalid/'
UPSCALED_URL = f'{NO_URL}?xtags=sr%3D1'
# For an older yt-dlp, which would ask YouTube for what the page lacks.
NOTHING_MORE = b'<script>var ytInitialData = {"contents":{"twoColumnWatchNextResults":{}}};</script>'
# What of a watch page tells sizes, in its order: the scripts that begin so.
TELLING = (re.compile(rb'ytcfg\.set\s*\(\s*{'), re.compile(rb'ytInitialPlayerResponse\s*=\s*{'))
END_OF_SCRIPT = re.compile(b'</script>')
MARK_LENGTH = 64  # bytes; a mark may lie across two pieces
PIECE = 16 << 10  # bytes of a page, as they come over the network: a TLS record
# Marks of a rendition in the `xtags` of a reply without URLs, a little protobuf of names and values.
UPSCALED, VOICE_BOOSTED = b'\x02sr\x12\x011', b'\x02vb\x12\x011'


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


class Told(Exception):
    """Ends an extraction that has nothing more to tell about sizes. Not an error: it carries the metadata."""

    def __init__(self, info):
        super().__init__()
        self.info = info


@functools.lru_cache(maxsize=None)
def container(mime_type):
    """The extension and codecs that yt-dlp reads from a MIME type. Remembered, since the same few come all the time."""
    from yt_dlp.utils import mimetype2ext, parse_codecs
    kind, _, codecs = mime_type.partition(';')
    read = parse_codecs(codecs.partition('="')[2].rstrip('"'))
    seen = read.get('vcodec') not in (None, 'none')
    return {'ext': mimetype2ext(kind), **read, 'dynamic_range': read.get('dynamic_range') or ('SDR' if seen else None)}


def number(value, scale=1):
    """What a reply tells as a number or as a text; None for what is neither, or is no amount of anything."""
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        if 0 < float(value) < 1 << 63:
            return float(value) / scale
    return None


def moment(text):
    """The UNIX time of an ISO 8601 text that tells its zone; None for any other."""
    with contextlib.suppress(TypeError, ValueError):
        then = datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))
        return int(then.timestamp()) if then.tzinfo else None
    return None


def language(track):
    """A track's language, and how much yt-dlp prefers it, by the rules of its _extract_formats_and_subtitles."""
    name, code = (track.get('displayName') or '').lower(), (track.get('id') or '').split('.')[0]
    if 'descriptive' in name:
        return f'{code}-desc', -10
    return code or None, 10 if 'original' in name else 5 if track.get('audioIsDefault') else -1


def plain_format(fmt):
    """A format of a player's reply as yt-dlp would tell it, without what only playing it needs."""
    upscaled = fmt['url'] == UPSCALED_URL
    rate = number(fmt.get('averageBitrate') or fmt.get('bitrate'), 1000)
    seconds = number(fmt.get('approxDurationMs'), 1000)
    code, preference = language(fmt.get('audioTrack') or {})
    label = fmt.get('qualityLabel')
    note = [label, fmt.get('isDrc') and 'DRC', upscaled and 'AI-upscaled']
    return {
        'format_id': f'{fmt.get("itag")}{"-drc" if fmt.get("isDrc") else "-sr" if upscaled else ""}',
        'filesize': number(fmt.get('contentLength')) and int(number(fmt.get('contentLength'))),
        'filesize_approx': int(rate * seconds * 125) if rate and seconds else None, 'tbr': rate, 'protocol': 'https',
        'width': fmt.get('width'), 'height': fmt.get('height'), 'fps': fmt.get('fps'),
        'language': code, 'language_preference': preference, 'audio_channels': fmt.get('audioChannels'),
        'format_note': ', '.join(filter(None, note)), 'quality_label': label, 'has_drm': False,
        'source_preference': (-5 if fmt.get('itag') == 22 else -1) + (100 if 'Premium' in (label or '') else 0),
        **container(fmt.get('mimeType') or '')}


def ordinary(video, details, microformats, formats):
    """The metadata of a video that is neither live nor to come, from the player's replies alone."""
    def first(sources, name):
        return next((source[name] for source in sources if source.get(name) is not None), None)
    kinds = {(fmt.get('itag'), (fmt.get('audioTrack') or {}).get('id'), fmt.get('isDrc')): fmt
             for fmt in reversed(formats)}  # of two clients' formats of one kind, the first one's
    plain = [plain_format(fmt) for fmt in reversed(kinds.values())]
    total, seen = collections.Counter(fmt['format_id'] for fmt in plain), collections.Counter()
    for fmt in plain:
        known = fmt['format_id']
        if total[known] > 1:  # several languages
            fmt['format_id'] = f'{known}-{seen[known]}'
            seen[known] += 1
    private, unlisted = first(details, 'isPrivate'), first(microformats, 'isUnlisted')
    uploaded = moment(first(microformats, 'uploadDate'))
    return {
        'id': video, 'title': first(details, 'title'),
        'duration': number(first([*details, *microformats], 'lengthSeconds')),
        'live_status': 'was_live' if first(details, 'isLiveContent') else 'not_live',
        'timestamp': uploaded, 'upload_date': uploaded and time.strftime('%Y%m%d', time.gmtime(uploaded)),
        'availability': 'private' if private else {True: 'unlisted', False: 'public'}.get(unlisted),
        'age_limit': 0 if first(microformats, 'isFamilySafe') is not False else 18, 'formats': plain}


class Arriving:
    """A reply as it arrives, inflated no further than it is read. yt-dlp's own handler takes and inflates all of it first.
    Where it breaks off it raises what http.client does, which says nothing of that to whoever reads piece by piece."""

    def __init__(self, reply):
        self.reply, self.begun = reply, False
        zipped = reply.headers.get('Content-Encoding') == 'gzip'
        self.inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if zipped else None

    def read(self, amount=None):
        """What the next `amount` bytes of the reply hold; all that is left by default. Empty at the end and only there."""
        if amount is None:
            return b''.join(iter(functools.partial(self.read, PIECE), b''))
        plain = b''
        while not plain and not (self.inflater and self.inflater.eof):
            data = self.reply.read(amount)
            if not data and (self.reply.length or self.inflater and self.begun):
                raise http.client.IncompleteRead(b'', self.reply.length)
            if not data:
                break
            self.begun, plain = True, self.inflater.decompress(data) if self.inflater else data
        return plain

    def close(self):
        self.reply.close()


def gist(read):
    """The scripts of a watch page that tell sizes, a tenth of it; all of it where it lacks one. Reads no further than the
    last of them: to inflate, decode and search the rest would take more memory and time than all else that a job does."""
    page, kept, begin = bytearray(), [], 0

    def find(what):
        at = begin
        while (found := what.search(page, at)) is None:
            at = max(at, len(page) - MARK_LENGTH)
            piece = read(PIECE)
            if not piece:
                return None
            page.extend(piece)
        return found.start()

    for mark in TELLING:
        begin = find(mark)
        end = None if begin is None else find(END_OF_SCRIPT)
        if end is None:
            return bytes(page)
        kept.append(b'<script>%b</script>' % page[begin:end])
        begin = end
    return b'<html>%b</html>' % b''.join((*kept, NOTHING_MORE))


def size_only(youtube_ie):
    """A YoutubeIE that keeps every format that has a size, whether or not it could be played."""
    from yt_dlp.utils import ExtractorError

    class SizeOnlyIE(youtube_ie):
        @classmethod
        def ie_key(cls):
            return youtube_ie.ie_key()

        def _real_extract(self, url):
            self.quality_labels = {}
            info = super()._real_extract(url)
            if info.get('_type') == 'url':  # the trailer of a video that is to be paid for
                raise ExtractorError('This video requires payment', expected=True)
            for fmt in info.get('formats') or ():
                fmt['quality_label'] = self.quality_labels.get(fmt['format_id'].split('-')[0])
            return info

        def _webpage_read_content(self, urlh, *args, **kwargs):
            if self.get_param('extractor_args').get('youtube') is SIZES and self.get_param('cookiefile') is None:
                urlh.read = functools.partial(gist, urlh.read)
            return super()._webpage_read_content(urlh, *args, **kwargs)

        @property
        def _has_auth_cookies(self):
            """Nobody is signed in without cookies; yt-dlp goes through its empty jar sixteen times to find that out."""
            return self.get_param('cookiefile') is not None and super()._has_auth_cookies

        def _list_formats(self, video_id, microformats, video_details, player_responses, *args, **kwargs):
            """Ends the extraction of an ordinary video here, after a third of it: its sizes are known."""
            replies = [reply.get('streamingData') or {} for reply in player_responses]
            formats = [fmt for reply in replies for kind in ('adaptiveFormats', 'formats')
                       for fmt in reply.get(kind) or ()]
            special = self.get_param('cookiefile') or any(fmt.get('drmFamilies') for fmt in formats) or any(
                details.get(mark) for details in video_details for mark in ('isLive', 'isUpcoming', 'isPostLiveDvr'))
            if special or not formats:
                return super()._list_formats(video_id, microformats, video_details, player_responses, *args, **kwargs)
            raise Told(ordinary(video_id, video_details, microformats, formats))

        def _extract_player_responses(self, *args, **kwargs):
            result = super()._extract_player_responses(*args, **kwargs)
            for streaming in (reply.get('streamingData') or {} for reply in result[0]):
                for kind in {'formats', 'adaptiveFormats'}.intersection(streaming):
                    streaming[kind] = [fmt for fmt in streaming[kind] or () if self.keep(fmt)]
            return result

        def keep(self, fmt):
            """Whether `fmt` has a size of its own, after making it such that yt-dlp does not drop it either."""
            marks = b''
            with contextlib.suppress(LookupError, TypeError, ValueError):
                marks = base64.urlsafe_b64decode(fmt['xtags'] + '==')
            # A piece of a live stream has no size yet; a voice-boosted twin passes for the track it was made from.
            if fmt.get('targetDurationSec') or VOICE_BOOSTED in marks:
                return False
            if fmt.get('type') == 'FORMAT_STREAM_TYPE_OTF':
                del fmt['type']
            # A URL means neither signature nor challenge; one tag in the real one, where tracks have tags too, tells
            # yt-dlp of an upscaled format.
            cipher = urllib.parse.parse_qs(fmt.get('signatureCipher') or '')
            real = urllib.parse.urlsplit(fmt.get('url') or cipher.get('url', [''])[0])
            tags = map(urllib.parse.parse_qs, urllib.parse.parse_qs(real.query).get('xtags', ()))
            upscaled = UPSCALED in marks or any('1' in tag.get('sr', ()) for tag in tags)
            fmt['url'] = UPSCALED_URL if upscaled else NO_URL
            self.quality_labels.setdefault(str(fmt.get('itag')), fmt.get('qualityLabel'))
            return True

        def _fetch_po_token(self, client, **kwargs):
            """Only plugins could, and there are none; to ask for each format anew is a fifth of a job."""

    return SizeOnlyIE


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


# ---------------------------------------------------------------------------------------------------- The rehearsal

REHEARSED = 'rehearsal00'


PICTURE = {'mimeType': 'video/mp4; codecs="av01.0.09M.08"', 'bitrate': 999999, 'approxDurationMs': '212040',
           'quality': 'hd1080', 'width': 1920, 'height': 1080, 'fps': 60}
SOUND = {'mimeType': 'audio/webm; codecs="opus"', 'bitrate': 99999, 'approxDurationMs': '212040', 'audioChannels': 2,
         'quality': 'tiny', 'audioQuality': 'AUDIO_QUALITY_MEDIUM', 'audioSampleRate': '48000'}
# Of every kind that the stock extractor drops: enciphered, segmented, without a URL; and at last one that it keeps.
FORMATS = [
    {'itag': 137, 'contentLength': '7001', 'qualityLabel': '1080p', **PICTURE,
     'signatureCipher': 's=xyz&sp=sig&url=https%3A%2F%2Fsize.invalid%2F%3Fn%3Dxyz'},
    {'itag': 299, 'contentLength': '7002', 'qualityLabel': '1080p60', **PICTURE,
     'type': 'FORMAT_STREAM_TYPE_OTF', 'url': 'https://size.invalid/'},
    {'itag': 399, 'contentLength': '7003', 'qualityLabel': '1080p60 HDR', **PICTURE},
    {'itag': 251, 'contentLength': '7004', **SOUND,
     'audioTrack': {'id': 'en.4', 'displayName': 'English original', 'audioIsDefault': True}},
    {'itag': 251, 'contentLength': '7005', **SOUND, 'audioTrack': {'id': 'de.3', 'displayName': 'German'}},
    {'itag': 250, 'contentLength': '7006', **SOUND, 'isDrc': True},
    {'itag': 140, 'contentLength': '7007', **SOUND, 'url': 'https://size.invalid/'}]


# What YouTube's formats are, so that no child has to read it out of these texts once more.
HDR = '10.01.09.16.09.00'
MIME_TYPES = [f'{kind}; codecs="{codec}"' for kind, codecs in (
    ('video/mp4', [f'avc1.{profile}' for profile in (
        '4d400c', '4d4015', '4d401e', '4d401f', '64001f', '640020', '640028', '64002a', '640032', '640033')]),
    ('video/mp4', [f'av01.0.{level:02}M.{depth}' for level in (0, 1, 4, 5, 8, 9, 12, 13, 16)
                   for depth in ('08', '10.0.110.09.16.09.0')]),
    ('video/webm', ['vp9', *(f'vp09.{kind}.{level}.{depth}' for kind, depth in (('00', '08'), ('02', HDR))
                             for level in (10, 11, 20, 21, 30, 31, 40, 41, 50, 51, 60, 61))]),
    ('video/mp4', ['avc1.42001E, mp4a.40.2', 'avc1.64001F, mp4a.40.2']),
    ('audio/mp4', ['mp4a.40.2', 'mp4a.40.5', 'ac-3', 'ec-3']), ('audio/webm', ['opus'])) for codec in codecs]


def told_of(fmt):
    return str(fmt['itag']), int(fmt['contentLength']), fmt.get('qualityLabel')


def replay(request, status, formats=()):
    """A watch page, or the player's reply alone to whoever asks for that."""
    from yt_dlp.networking import Response
    url = request if isinstance(request, str) else request.url
    reply = json.dumps({
        'playabilityStatus': status, 'streamingData': {'adaptiveFormats': formats},
        'videoDetails': {'videoId': REHEARSED, 'title': 'A rehearsal', 'lengthSeconds': '212'},
        'microformat': {'playerMicroformatRenderer': {'uploadDate': '2020-02-02'}}})
    page = ('<html><script>ytcfg.set({"INNERTUBE_CONTEXT":{"client":{"clientName":"WEB","clientVersion":"2.2"}},'
            '"PLAYER_JS_URL":"/s/player/0123abcd/player_ias.vflset/en_US/base.js"});</script>'
            f'<script>var ytInitialPlayerResponse = {reply};</script>'
            f'{NOTHING_MORE.decode()}</html>')
    return Response(io.BytesIO((reply if '/player' in url else page).encode()), url, {})


def playable(urlopen, request):
    return replay(request, {'status': 'OK'}, FORMATS)


def private(urlopen, request):
    return replay(request, {'status': 'LOGIN_REQUIRED', 'reason': 'Private video'})


def unreachable(urlopen, request):
    """Goes through yt-dlp's real network code, as far as a port of our own where nobody listens."""
    from yt_dlp.networking import Request
    with socket.socket() as closed:
        closed.bind(('127.0.0.1', 0))
        return urlopen(Request(f'https://127.0.0.1:{closed.getsockname()[1]}/', proxies={'all': None}))


# ------------------------------------------------------------------------------------------------ A job's own process

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
LIBC = ctypes.CDLL(None, use_errno=True)
SIGNALS = {signal.SIGCHLD, signal.SIGTERM}
TERMINALS = (signal.SIGINT, signal.SIGHUP)  # Ctrl-C in a terminal, and its end, are for Java to decide on
NEW_PROCESS = {'os.exec', 'os.fork', 'os.forkpty', 'os.posix_spawn', 'os.system', 'pty.spawn', 'subprocess.Popen'}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def prctl(option, value):
    if LIBC.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), 'prctl')


def go_first():
    """Has the kernel end this process, which one job may lack, where memory is short, and not Java, which is the largest."""
    with contextlib.suppress(OSError), open('/proc/self/oom_score_adj', 'w', encoding='ascii') as score:
        score.write('1000')


def isolate(server, *pipes):
    """Cuts a new child off from everything of the server's but its own two pipes."""
    os.setpgid(0, 0)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)  # it died before the line above, which therefore will never fire
    signal.set_wakeup_fd(-1)
    for number in (*SIGNALS, *TERMINALS):  # not SIGPIPE: a torn connection is to be an error, not a death
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in range(3):
        os.dup2(null, fd)
    for fd in map(int, os.listdir('/proc/self/fd')):
        if fd > 2 and fd not in pipes:
            with contextlib.suppress(OSError):  # the listing's own is closed already
                os.close(fd)


def forbid(event, args):
    """The audit hook of a job: it starts no program, and opens no file for writing."""
    if event in NEW_PROCESS or event == 'open' and not isinstance(args[0], int) and args[2] & WRITING:
        raise PermissionError(errno.EPERM, f'a job may not do this: {event}')


def address_space():
    with open('/proc/self/statm', encoding='ascii') as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()


def confine(seconds, memory):
    for limit, amount in ((resource.RLIMIT_CPU, math.ceil(seconds) + 2), (resource.RLIMIT_AS, memory),
                          (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, 64), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(limit, (amount, amount))
    sys.addaudithook(forbid)


def work(server, orders, answers, extraction, memory):
    """The whole life of a child: waits for its one order, and answers in lines. Never returns."""
    def tell(message):
        rest = memoryview(json.dumps(message).encode() + b'\n')
        while rest:
            rest = rest[os.write(answers, rest):]
    try:
        gc.disable()  # it would look at all that is inherited, for a process that soon gives everything back
        go_first()
        isolate(server, orders, answers)
        job = json.loads(b''.join(iter(lambda: os.read(orders, CHUNK), b'')))
        os.close(orders)
        confine(job['timeout'] / 1000, memory)
        tell({'info': extraction.run(*(job[k] for k in ('video', 'clients', 'proxy', 'cookies')), Log(tell))})
        os._exit(0)
    except MemoryError:
        os._exit(errno.ENOMEM)
    except SystemExit as e:
        os._exit(e.code if isinstance(e.code, int) else 1)
    finally:
        os._exit(1)


# --------------------------------------------------------------------------------------------------------- The server

UNREAD = 1 << 20  # bytes that wait for Java to read them; with more, none of its frames is read
OUT_OF_MEMORY = f'exit {errno.ENOMEM}'
PAUSE = 1.0  # seconds without a fork after a fork failed, or a child died before it had a job
clock = time.monotonic


class Job:
    """An order of Java's that still lacks its result."""

    def __init__(self, message):
        self.id, self.deadline = message['id'], clock() + message['timeout'] / 1000
        self.order = json.dumps(message).encode()
        self.child, self.log, self.finished = None, [], False


class Child:
    """A process of ours, from its fork until it is reaped."""

    def __init__(self, pid, orders, answers):
        self.pid, self.orders, self.answers = pid, orders, answers
        self.job, self.order, self.said, self.heard, self.born = None, b'', bytearray(), 0, clock()


def own_children():
    """Every process whose parent we are, the orphans among the jobs' descendants included."""
    with contextlib.suppress(FileNotFoundError), open(f'/proc/self/task/{os.getpid()}/children') as children:
        return [int(pid) for pid in children.read().split()]
    return scanned_children()


def scanned_children():
    """The same, for a kernel that keeps no such list."""
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        with contextlib.suppress(OSError), open(f'/proc/{pid}/stat', 'rb') as stat:
            if int(stat.read().rpartition(b')')[2].split()[1]) == os.getpid():
                found.append(int(pid))
    return found


class Server:
    """The loop: hands jobs to children, and what comes of them to Java."""

    def __init__(self, source, sink, frames, start, extraction):
        self.source, self.sink, self.frames, self.extraction = source, sink, frames, extraction
        self.min, self.max, self.max_output = (start[k] for k in ('min', 'max', 'maxOutput'))
        self.memory = address_space() + start['memory']
        self.children, self.idle, self.jobs = {}, [], {}  # by pid; the oldest first; by id
        self.outgoing, self.ending, self.no_fork_until, self.trouble = bytearray(), False, clock(), ''
        self.selector = selectors.DefaultSelector()
        self.alarm, wakeup = os.pipe()
        for fd in (source, sink, self.alarm, wakeup):
            os.set_blocking(fd, False)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self.end)
        self.watch(self.alarm, selectors.EVENT_READ, self.reap)

    def run(self):
        """Until the end of Java's frames, or SIGTERM."""
        known = self.extraction
        self.send(frame({'op': 'ready', 'version': known.version, 'python': sys.version.split()[0],
                         'sizesOnly': known.why_not is None, 'why': known.why_not, 'files': known.files}))
        self.read_frames()
        while not self.ending:
            self.dispatch()
            for key, _ in self.selector.select(self.patience()):
                if self.selector.get_map().get(key.fd) is key:  # or else an event before this one has closed it
                    key.data()
            for job in [job for job in self.jobs.values() if job.deadline <= clock()]:
                self.expire(job)

    def end(self, *_):
        self.ending = True

    def patience(self):
        times = [job.deadline for job in self.jobs.values()]
        if self.no_fork_until > clock():
            times.append(self.no_fork_until)
        return max(0, min(times) - clock()) if times else None

    def watch(self, fd, event, callback):
        """Calls `callback` at each `event` of `fd`; with None for it, no more."""
        watched = fd in self.selector.get_map()
        if callback is None and watched:
            self.selector.unregister(fd)
        elif callback is not None and not watched:
            self.selector.register(fd, event, callback)

    # From and to Java

    def receive(self):
        data = os.read(self.source, CHUNK)
        if not data:
            self.end()
        self.frames.pending += data
        self.read_frames()

    def read_frames(self):
        for message in iter(self.frames.take, None):
            self.obey(message)

    def obey(self, message):
        if message.get('op') == 'job':
            if message['id'] in self.jobs:
                raise ProtocolFailure(f'a second job {message["id"]}')
            self.jobs[message['id']] = Job(message)
        elif message.get('op') == 'cancel':
            if message['id'] in self.jobs:  # or else its result is on its way already
                self.finish(self.jobs[message['id']], 'cancelled')
        else:
            raise ProtocolFailure(f'{message.get("op")!r} is not for a server that runs')

    def send(self, data):
        self.outgoing += data
        self.flush()

    def flush(self):
        try:
            while self.outgoing:
                del self.outgoing[:os.write(self.sink, self.outgoing[:CHUNK])]
        except BlockingIOError:
            pass
        except OSError:
            self.end()  # nobody will ever read it
        self.watch(self.sink, selectors.EVENT_WRITE, self.flush if self.outgoing else None)
        self.watch(self.source, selectors.EVENT_READ, self.receive if len(self.outgoing) < UNREAD else None)

    # Jobs

    def dispatch(self):
        """Gives waiting jobs to children, then sees to it that enough children wait."""
        for job in [job for job in self.jobs.values() if job.child is None]:
            child = self.idle.pop(0) if self.idle else self.fork()
            if child is None:
                break
            job.child, child.job, child.order, job.order = child, job, job.order, None
            if child.born >= self.no_fork_until:
                self.tell_of('')
            self.hand_over(child)
        while len(self.idle) < self.min:
            child = self.fork()
            if child is None:
                break
            self.idle.append(child)

    def hand_over(self, child):
        try:
            child.order = child.order[os.write(child.orders, child.order):]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            child.order = b''  # it died while it waited; its end is noticed like any other
        if child.order:
            self.watch(child.orders, selectors.EVENT_WRITE, functools.partial(self.hand_over, child))
        else:
            self.close(child, 'orders')

    def hear(self, child):
        """Takes a piece of what `child` says. Whether there may be more."""
        try:
            data = os.read(child.answers, CHUNK)
        except BlockingIOError:
            return False
        child.heard += len(data)
        if not data or child.job is None:
            self.kill(child)  # it is dying, or closed its only way to answer, or speaks unasked; `reap` does the rest
        elif child.heard > self.max_output:
            self.finish(child.job, 'too_large')
        else:
            head, newline, tail = data.rpartition(b'\n')
            if newline:
                lines, child.said = (child.said + head).split(b'\n'), bytearray()
                for line in lines:
                    self.note(child.job, line)
            child.said += tail
        return child.answers is not None

    def note(self, job, line):
        if job.finished:
            return  # more lines after the last one
        try:
            message = parse(line)
            if 'log' in message:
                level, words = message['log']
                if level not in ('WARNING', 'ERROR') or not isinstance(words, str):
                    raise ValueError('not a line of a log')
                job.log.append([level, words])
            else:
                if not isinstance(message['info'], (dict, type(None))):
                    raise ValueError('not metadata')
                self.finish(job, 'done', info=message['info'], log=job.log)
        except (ValueError, TypeError, KeyError, RecursionError):
            self.finish(job, 'garbage')

    def expire(self, job):
        if job.child is not None:
            self.hear_out(job.child)
            if job.finished:
                return
            self.finish(job, 'timeout', log=job.log)
        else:
            self.finish(job, 'timeout', log=[], detail=self.trouble or 'no process was free for it')

    def hear_out(self, child):
        while child.answers is not None and self.hear(child):
            pass

    def finish(self, job, outcome, **fields):
        result = frame({'op': 'result', 'id': job.id, 'outcome': outcome, 'ready': len(self.idle), **fields})
        del self.jobs[job.id]
        job.finished = True
        if job.child is not None:
            self.kill(job.child)
        self.send(result)

    # Processes

    def fork(self):
        """A child that waits for its order; None while there are enough of them, or the system has no room."""
        if len(self.children) >= self.max or clock() < self.no_fork_until:
            return None
        fds, server = [], os.getpid()
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # a signal for the child must not reach our alarm through it
        try:
            fds += os.pipe()
            fds += os.pipe()
            pid = os.fork()
            if pid == 0:
                work(server, fds[0], fds[3], self.extraction, self.memory)
        except OSError as e:
            for fd in fds:
                os.close(fd)
            self.pause(f'no process can be made for a job: {e.strerror}')
            return None
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        with contextlib.suppress(OSError):  # here and in the child: whoever needs the group first must find it
            os.setpgid(pid, pid)
        os.close(fds[0])
        os.close(fds[3])
        child = self.children[pid] = Child(pid, orders=fds[1], answers=fds[2])
        os.set_blocking(child.orders, False)
        os.set_blocking(child.answers, False)
        self.watch(child.answers, selectors.EVENT_READ, functools.partial(self.hear, child))
        return child

    def pause(self, trouble):
        self.no_fork_until = clock() + PAUSE
        self.tell_of(trouble)

    def tell_of(self, trouble):
        """A line for Java's log, when there is another trouble than before, or none any more."""
        if trouble != self.trouble:
            self.trouble = trouble
            with contextlib.suppress(OSError):
                print(trouble or 'jobs get processes again', file=sys.stderr, flush=True)

    def kill(self, child):
        """The end of a whole group. Its number is nobody else's before `reap` has had the leader."""
        with contextlib.suppress(OSError):
            os.killpg(child.pid, signal.SIGKILL)
        if child in self.idle:
            self.idle.remove(child)
            self.pause('processes that wait for a job are killed')
        self.close(child, 'orders')
        self.close(child, 'answers')

    def close(self, child, pipe):
        fd = getattr(child, pipe)
        if fd is not None:
            self.watch(fd, None, None)
            os.close(fd)
            setattr(child, pipe, None)

    def reap(self):
        """At a SIGCHLD, which may stand for several deaths."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self.alarm, CHUNK):
                pass
        with contextlib.suppress(ChildProcessError):
            for dead in iter(lambda: os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT), None):
                child = self.children.pop(dead.si_pid, None)
                if child is not None:
                    self.bury(child, dead)
                os.waitpid(dead.si_pid, 0)
        self.kill_strays()

    def bury(self, child, dead):
        if child.job is not None and not child.job.finished:
            self.hear_out(child)  # its last words may still be in the pipe
        if child.job is not None and not child.job.finished:
            kind = 'exit' if dead.si_code == os.CLD_EXITED else 'signal'
            detail = f'{kind} {dead.si_status}'
            self.finish(child.job, 'crashed', detail='out of memory' if detail == OUT_OF_MEMORY else detail)
        self.kill(child)

    def kill_strays(self):
        """What left its group comes to us when its parent dies, because we are a subreaper."""
        for pid in own_children():
            if pid not in self.children:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)

    def shut(self):
        """Kills and reaps whatever is left, orphans that appear meanwhile included."""
        self.idle.clear()
        for child in self.children.values():
            self.kill(child)
        self.children.clear()
        with contextlib.suppress(ChildProcessError):
            while True:
                self.kill_strays()
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    time.sleep(0.002)


def main():
    for number in TERMINALS:
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(AttributeError):  # glibc keeps what is freed, as a job takes and frees pages all the time
        LIBC.mallopt(M_TRIM_THRESHOLD, 64 << 20)
        LIBC.mallopt(M_MMAP_THRESHOLD, 32 << 20)
    source, sink = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # lest whatever prints should print into the frames
    frames = Frames()
    start = frames.take()
    while start is None:
        data = os.read(source, CHUNK)
        if not data:
            return 0
        frames.pending += data
        start = frames.take()
    if start.get('op') != 'start':
        raise ProtocolFailure(f'{start.get("op")!r} before start')
    try:
        extraction = Extraction(start['script'], start['proxies'], start['caCerts'], start['extractorArgs'])
    except Exception as e:
        reason = str(e) if isinstance(e, Refused) else f'{type(e).__name__}: {e}'
        os.write(sink, frame({'op': 'refused', 'reason': reason}))
        return 3
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    gc.collect()
    gc.freeze()
    server = Server(source, sink, frames, start, extraction)
    try:
        server.run()
    finally:
        server.shut()
    return 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except ProtocolFailure as failure:
        sys.exit(f'fork server: {failure}')
