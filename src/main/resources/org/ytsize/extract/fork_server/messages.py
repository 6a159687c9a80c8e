"""What Java and the server tell each other: JSON objects in frames of a known length."""
import json

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
