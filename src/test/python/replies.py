"""What YouTube answers, as far as the fork server looks at it."""
import base64
import json
import urllib.parse


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


def tagged(**tags):
    """What YouTube adds to a format that is one of several renditions: its tags as a protobuf, and in its URL."""
    def field(number, value):
        return bytes([number << 3 | 2, len(value)]) + value
    packed = b''.join(field(1, field(1, name.encode()) + field(2, tags[name].encode())) for name in sorted(tags))
    plain = ':'.join(f'{name}={tags[name]}' for name in sorted(tags))
    return {'xtags': base64.urlsafe_b64encode(packed).decode().rstrip('='),
            'url': 'https://size.invalid/?' + urllib.parse.urlencode({'itag': 251, 'xtags': plain, 'mime': 'x'})}
