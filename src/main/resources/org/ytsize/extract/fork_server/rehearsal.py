"""Canned replies, by which the server finds out what its yt-dlp can do."""
import io
import json
import socket

from fork_server.page import NOTHING_MORE

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
