"""The fork server: imports yt-dlp once, rehearses one extraction, then forks a process for each job.

docs/fork-server.md is the protocol. What this side promises: exactly one result for each job, whatever the job does; no
job outlives its deadline, its result or this process; no job learns another's cookies; and the server waits neither for
a job nor for the reader of its results. One thread and one loop, because threads do not survive a fork.

Java sends these files in the order in which they need each other, this one last, and runs its main().
"""
import contextlib
import gc
import os
import signal

from fork_server.extraction import Extraction
from fork_server.messages import CHUNK, Frames, ProtocolFailure, Refused, frame
from fork_server.server import Server
from fork_server.worker import LIBC, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, PR_SET_CHILD_SUBREAPER, TERMINALS, prctl


def serve():
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


def main():
    """The status to exit with, or what to say for a last word."""
    try:
        return serve()
    except ProtocolFailure as failure:
        return f'fork server: {failure}'
