"""A job's own process: cut off from everything, confined, and with one order to follow."""
import contextlib
import ctypes
import errno
import gc
import json
import math
import os
import resource
import signal
import sys

from fork_server.extraction import Log
from fork_server.messages import CHUNK

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
