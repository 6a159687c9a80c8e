"""The loop: hands jobs to children, and what comes of them to Java."""
import contextlib
import errno
import functools
import os
import selectors
import signal
import sys
import time

from fork_server.children import Child, Job, clock, own_children
from fork_server.messages import CHUNK, ProtocolFailure, frame, parse
from fork_server.worker import SIGNALS, address_space, work

UNREAD = 1 << 20  # bytes that wait for Java to read them; with more, none of its frames is read
OUT_OF_MEMORY = f'exit {errno.ENOMEM}'
PAUSE = 1.0  # seconds without a fork after a fork failed, or a child died before it had a job


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
        self.send(frame({'op': 'ready', 'version': known.version, 'why': known.why_not, 'files': known.files}))
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
