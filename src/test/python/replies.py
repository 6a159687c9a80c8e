"""What YouTube answers, as far as the fork server looks at it."""
import json


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
