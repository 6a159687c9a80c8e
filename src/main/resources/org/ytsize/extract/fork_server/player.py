"""The formats that a player's reply tells, as yt-dlp would tell them."""
import collections
import contextlib
import datetime
import functools
import re
import time

NO_URL = 'https://size.invalid/'
# A day, or a time of it; Pythons differ in what else they take.
ISO_8601 = re.compile(r'\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d([.]\d{3})?(Z|[+-]\d\d:\d\d)?)?', re.ASCII)
UPSCALED_URL = f'{NO_URL}?xtags=sr%3D1'
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


def thousandths(value):
    """Of what a reply tells as a number or as a text; None for what is neither, or is no amount of anything."""
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        if 0 < float(value) < 1 << 63:
            return float(value) / 1000
    return None


def whole(value):
    """The number itself, without what comes after its point; None for less than one, and for a text that has a point."""
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        if 0 < int(value) < 1 << 63:
            return int(value)
    return None


def uploaded(text):
    """The UNIX time of an ISO 8601 text, None where it tells no zone, and its day: in UTC, or as it stands there."""
    if not text:
        return None, None
    if not ISO_8601.fullmatch(text):
        raise ValueError('a date of another kind')
    then = datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))
    if then.tzinfo:
        return int(then.timestamp()), time.strftime('%Y%m%d', time.gmtime(then.timestamp()))
    return None, then.strftime('%Y%m%d')


def availability(private, adult, unlisted):
    """yt-dlp's word for who may watch; and public, of which it is sure only where it has the rest of the page as well."""
    if private is True or adult:
        return 'private' if private is True else 'needs_auth'
    return {True: 'unlisted', False: 'public'}.get(unlisted) if private is False else None


def first(sources, name):
    """The first that tells it; None where none does."""
    return next((source[name] for source in sources if source.get(name) is not None), None)


def live_status(details, broadcasts):
    """yt-dlp's word for a video that is not live now; None where nothing is said of that, or of its past."""
    live = first(details, 'isLive')
    if live is None:
        live = first(broadcasts, 'isLiveNow')
    content = first(details, 'isLiveContent')
    return 'was_live' if content else 'not_live' if False in (live, content) else None


def language(track):
    """A track's language, and how much yt-dlp prefers it, by the rules of its _extract_formats_and_subtitles."""
    name, code = (track.get('displayName') or '').lower(), (track.get('id') or '').split('.')[0]
    if 'descriptive' in name:
        return f'{code}-desc', -10
    return code or None, 10 if 'original' in name else 5 if track.get('audioIsDefault') else -1


def spoken(replies):
    """The language of the automatic captions, which yt-dlp takes for that of sound that is of no track, though only where
    it could fetch or translate them; None without."""
    renderers = ((reply.get('captions') or {}).get('playerCaptionsTracklistRenderer') or {} for reply in replies)
    tracks = (track for renderer in renderers for track in renderer.get('captionTracks') or ())
    names = ((track.get('vssId') or '').removeprefix('.').replace('.', '-') or track.get('languageCode') or ''
             for track in tracks if track.get('kind') == 'asr' and track.get('baseUrl'))
    return next(filter(None, (name.removeprefix('a-') for name in names)), None)


def plain_format(fmt):
    """A format of a player's reply as yt-dlp would tell it, without what only playing it needs."""
    upscaled = fmt['url'] == UPSCALED_URL
    rate = thousandths(fmt.get('averageBitrate') or fmt.get('bitrate'))
    seconds = thousandths(fmt.get('approxDurationMs'))
    code, preference = language(fmt.get('audioTrack') or {})
    frames = whole(fmt.get('fps'))  # 1 is YouTube's word for none
    label = fmt.get('qualityLabel')
    note = [label, fmt.get('isDrc') and 'DRC', upscaled and 'AI-upscaled']
    return {
        'format_id': f'{fmt.get("itag")}{"-drc" if fmt.get("isDrc") else "-sr" if upscaled else ""}',
        'filesize': whole(fmt.get('contentLength')),
        'filesize_approx': int(rate * seconds * 125) if rate and seconds else None, 'tbr': rate,
        'width': whole(fmt.get('width')), 'height': whole(fmt.get('height')), 'fps': frames if frames != 1 else None,
        'language': code, 'language_preference': preference,
        'format_note': ', '.join(filter(None, note)), 'quality_label': label,
        **container(fmt.get('mimeType') or '')}


def as_sorted(fmt):
    """What yt-dlp sorts formats by that differ in their language alone."""
    return fmt['language_preference'], fmt['filesize'] or fmt['filesize_approx'] or 0, fmt['tbr'] or 0


def ordinary(video, details, microformats, formats, replies):
    """The metadata of a video that is neither live nor to come, from the player's replies alone. Raises an exception
    where yt-dlp would look for it elsewhere, or has more ways to read it."""
    kinds = {(fmt.get('itag'), (fmt.get('audioTrack') or {}).get('id'), fmt.get('isDrc')): fmt
             for fmt in reversed(formats)}  # of two clients' formats of one kind, the first one's
    if None in (fmt.get('itag') for fmt in formats):
        raise LookupError('a format without a number')
    plain = [plain_format(fmt) for fmt in reversed(kinds.values())]
    total, seen = collections.Counter(fmt['format_id'] for fmt in plain), collections.Counter()
    for fmt in sorted(plain, key=as_sorted):
        known = fmt['format_id']
        if total[known] > 1:  # several languages, which yt-dlp numbers once they are sorted
            fmt['format_id'] = f'{known}-{seen[known]}'
            seen[known] += 1
    heard = spoken(replies)
    for fmt in plain:
        if fmt.get('acodec') != 'none' and not fmt['language']:
            fmt['language'] = heard
    timestamp, day = uploaded(first(microformats, 'uploadDate'))
    title = first(details, 'title') or first(microformats, 'title')['simpleText']
    duration = whole(first(details, 'lengthSeconds')) or whole(first(microformats, 'lengthSeconds'))
    broadcasts = [broadcast for told in microformats if (broadcast := told.get('liveBroadcastDetails'))]
    if not title or (broadcasts and not duration):
        raise LookupError('no title, or no length of what was broadcast')
    return {
        'id': video, 'title': title,
        'duration': duration,
        'live_status': live_status(details, broadcasts),
        'timestamp': timestamp, 'upload_date': day,
        'availability': availability(first(details, 'isPrivate'), first(microformats, 'isFamilySafe') is False,
                                     first(microformats, 'isUnlisted')),
        'formats': plain}
