"""What running either balancer takes."""
import json
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from standin import PATIENCE, environment, eventually, free_port


class Daemon:
    """A program in a directory of its own, `here`. Entering starts it, leaving ends it.

    Who inherits sets `arguments`, how it is called, and perhaps `environment`, and says in `is_there` whether it serves.
    """

    def __init__(self, name):
        self.here = Path(tempfile.mkdtemp(prefix=f'ytsize-{name}.'))
        self.name, self.port, self.log, self.environment = name, free_port(), self.here / 'log', environment()

    def __enter__(self):
        with open(self.log, 'wb') as out, open(self.here / 'errors', 'wb') as errors:
            self.process = subprocess.Popen(
                ['setpriv', '--pdeathsig', 'TERM', *self.arguments], stdout=out, stderr=errors, env=self.environment)
        try:
            eventually(self.answers, f'{self.name} serves')
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            shutil.rmtree(self.here)

    def answers(self):
        assert self.process.poll() is None, self.errors()
        try:
            return self.is_there()
        except OSError:
            return None

    def errors(self):
        return (self.here / 'errors').read_text()

    def lines(self):
        """The log so far, of which each line has to be JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def line(self, **wanted):
        def found():
            return [line for line in self.lines() if line.items() >= wanted.items()]

        return eventually(found, f'a line with {wanted} in the log')[-1]
