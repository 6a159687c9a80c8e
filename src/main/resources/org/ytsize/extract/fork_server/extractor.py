"""yt-dlp's extractor of YouTube, made to tell sizes."""
import base64
import contextlib
import functools
import urllib.parse

from fork_server.page import gist
from fork_server.player import NO_URL, Told, UPSCALED_URL, ordinary

# The fewest requests that tell sizes: the watch page, and nothing instead of what it may lack.
SIZES = {'player_client': ['web'], 'player_skip': ['configs', 'js', 'initial_data'], 'webpage_skip': ['initial_data'],
         'formats': ['missing_pot'], 'skip': ['hls', 'dash', 'translated_subs']}
# Marks of a rendition in the `xtags` of a reply without URLs, a little protobuf of names and values.
UPSCALED, VOICE_BOOSTED = b'\x02sr\x12\x011', b'\x02vb\x12\x011'


def size_only(youtube_ie):
    """A YoutubeIE that keeps every format that has a size, whether or not it could be played."""
    from yt_dlp.utils import ExtractorError, traverse_obj

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
            formats = traverse_obj(player_responses, (
                ..., 'streamingData', ('adaptiveFormats', 'formats'), ..., {dict}))
            live = (*traverse_obj(video_details, (..., ('isLive', 'isUpcoming', 'isPostLiveDvr'))),
                    *traverse_obj(microformats, (..., 'liveBroadcastDetails', 'isLiveNow')))
            protected = (fmt.get('drmFamilies') for fmt in formats)
            info = None
            if formats and not any((self.get_param('cookiefile'), *live, *protected)):
                try:
                    info = ordinary(video_id, video_details, microformats, formats, player_responses)
                except MemoryError:
                    raise
                except Exception:
                    pass  # the reply has a shape that is unknown here; yt-dlp may make sense of it
            if info:
                raise Told(info)
            return super()._list_formats(video_id, microformats, video_details, player_responses, *args, **kwargs)

        def _extract_player_responses(self, *args, **kwargs):
            result = super()._extract_player_responses(*args, **kwargs)
            for streaming in traverse_obj(result[0], (..., 'streamingData', {dict})):
                for kind in {'formats', 'adaptiveFormats'}.intersection(streaming):
                    streaming[kind] = [fmt for fmt in traverse_obj(streaming, (kind, ..., {dict})) if self.keep(fmt)]
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
            upscaled = UPSCALED in marks
            with contextlib.suppress(AttributeError, TypeError, ValueError):
                cipher = urllib.parse.parse_qs(fmt.get('signatureCipher') or '')
                real = urllib.parse.urlsplit(fmt.get('url') or cipher.get('url', [''])[0])
                tags = map(urllib.parse.parse_qs, urllib.parse.parse_qs(real.query).get('xtags', ()))
                upscaled = upscaled or any('1' in tag.get('sr', ()) for tag in tags)
            fmt['url'] = UPSCALED_URL if upscaled else NO_URL
            self.quality_labels.setdefault(str(fmt.get('itag')), fmt.get('qualityLabel'))
            return True

        def _fetch_po_token(self, client, **kwargs):
            """Only plugins could, and there are none; to ask for each format anew is a fifth of a job."""

    return SizeOnlyIE
