"""A watch page, of which no more is read than tells sizes."""
import functools
import http.client
import re
import zlib

# For an older yt-dlp, which would ask YouTube for what the page lacks.
NOTHING_MORE = b'<script>var ytInitialData = {"contents":{"twoColumnWatchNextResults":{}}};</script>'
# What of a watch page tells sizes, in its order: the scripts that begin so.
TELLING = (re.compile(rb'ytcfg\.set\s*\(\s*{'), re.compile(rb'ytInitialPlayerResponse\s*=\s*{'))
END_OF_SCRIPT = re.compile(b'</script>')
MARK_LENGTH = 64  # bytes; a mark may lie across two pieces
PIECE = 16 << 10  # bytes of a page, as they come over the network: a TLS record


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
