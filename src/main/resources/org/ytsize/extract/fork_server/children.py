"""What the server knows of its jobs and processes."""
import contextlib
import json
import os
import time

clock = time.monotonic


class Job:
    """An order of Java's that still lacks its result."""

    def __init__(self, message):
        self.id, self.deadline = message['id'], clock() + message['timeout'] / 1000
        self.order = json.dumps(message).encode()
        self.child, self.log, self.finished = None, [], False


class Child:
    """A process of ours, from its fork until it is reaped."""

    def __init__(self, pid, orders, answers):
        self.pid, self.orders, self.answers = pid, orders, answers
        self.job, self.order, self.said, self.heard, self.born = None, b'', bytearray(), 0, clock()


def own_children():
    """Every process whose parent we are, the orphans among the jobs' descendants included."""
    with contextlib.suppress(FileNotFoundError), open(f'/proc/self/task/{os.getpid()}/children') as children:
        return [int(pid) for pid in children.read().split()]
    return scanned_children()


def scanned_children():
    """The same, for a kernel that keeps no such list."""
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        with contextlib.suppress(OSError), open(f'/proc/{pid}/stat', 'rb') as stat:
            if int(stat.read().rpartition(b')')[2].split()[1]) == os.getpid():
                found.append(int(pid))
    return found
