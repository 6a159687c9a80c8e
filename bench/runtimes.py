#!/usr/bin/env python3
"""Whether the image's Java, which jlink makes, is as fast as the one that it is made of, and what fewer modules would spare.

Run by hand: bench/runtimes.py [--rounds N], with YTDLP_PATH and after a build. Three runtimes in turns: this host's JDK; the modules of
server-config/docker/Dockerfile; and those alone of which a start and an answer load a class. Each with an archive of its own, as the image
has it. Asks only loopback, and ends by itself.
"""
import argparse
import http.client
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time

from service import ROOT, Stub, ask, free_port, wait_until

KNOWN = 'dQw4w9WgXcQ'
WARM, ASKED = 3_000, 5_000
TICK = os.sysconf('SC_CLK_TCK')


def host_java():
    return pathlib.Path(os.environ.get('JAVA_HOME') or pathlib.Path(shutil.which('java')).resolve().parents[1])


def all_modules(java):
    said = subprocess.run([java / 'bin/java', '--list-modules'], capture_output=True, text=True, check=True).stdout
    return {line.split('@')[0] for line in said.split()}


def modules_of_the_image(java):
    left_out = re.search(r"grep -Evx \\\s+'([^']+)'", (ROOT / 'server-config/docker/Dockerfile').read_text())[1]
    return {module for module in all_modules(java) if not re.fullmatch(left_out, module)}


def link(java, modules, directory):
    """As the Dockerfile does."""
    subprocess.run([java / 'bin/jlink', '--output', directory, '--no-header-files', '--no-man-pages',
                    '--strip-native-debug-symbols=exclude-debuginfo-files', '--add-modules', ','.join(sorted(modules))], check=True)
    shutil.copy('/etc/ssl/certs/java/cacerts', directory / 'lib/security/cacerts')
    subprocess.run([directory / 'bin/java', '-Xshare:dump'], check=True, stdout=subprocess.DEVNULL)
    return directory


class Release:
    """What the image has, with one of the runtimes."""

    def __init__(self, directory, java, stub):
        self.directory, self.java, self.run = directory, java, directory / 'run'
        self.environment = dict(os.environ, JAVA_HOME=str(java), CACHE_DIRECTORY=str(self.run), RATE_LIMIT_MAX_REQUESTS='1000000', LOG_LEVEL='warn',
                                YTDLP_PROXY=f'http://127.0.0.1:{stub.port}', YTDLP_CA_CERTS=str(stub.ca_file), OPS_SOCKET=str(directory / 'ops.sock'))
        for given, place in (('server-config/systemd/ytdlp-api', 'bin/ytdlp-api'), ('tools/programs.sh', 'tools/programs.sh'),
                             ('tools/server.sh', 'tools/server.sh'), ('target/ytsize.war', 'ytsize.war'),
                             ('target/payara/payara-micro.jar', 'server/payara-micro.jar')):
            (directory / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / given, directory / place)
        shutil.copytree(ROOT / 'server-config/payara', directory / 'server-config/payara')
        self.run.mkdir()
        subprocess.run([directory / 'bin/ytdlp-api', 'prepare', directory / 'server'], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def start(self, java_opts=''):
        """The port, the process and the seconds until it is ready."""
        port, begun = free_port(), time.monotonic()
        process = subprocess.Popen([self.directory / 'bin/ytdlp-api', 'start'], env=dict(self.environment, PORT=str(port), JAVA_OPTS=java_opts),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: is_ready(port), 300, 0.02)
        return port, process, time.monotonic() - begun

    def loaded_modules(self):
        log = self.directory / 'classes.log'
        port, process, _ = self.start(f'-Xshare:off -Xlog:class+load:file={log}')
        try:
            known(port, 1)
        finally:
            end(process)
        return set(re.findall(r'source: jrt:/(\S+)', log.read_text()))

    def measure(self):
        """Seconds to ready, CPU seconds of Java until then, and milliseconds of its CPU for a known answer."""
        port, process, seconds = self.start()
        try:
            begun = cpu(process.pid)
            known(port, WARM)
            before = cpu(process.pid)
            known(port, ASKED)
            return seconds, begun, (cpu(process.pid) - before) / ASKED * 1000
        finally:
            end(process)


def is_ready(port):
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=5)
    try:
        connection.request('GET', '/mphealth/ready')
        answer = connection.getresponse()
        return answer.status == 200 and b'ytsize-ready' in answer.read()
    finally:
        connection.close()


def known(port, times):
    """On one connection."""
    if ask(port, KNOWN) != 200:
        raise SystemExit('the video is not found')
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
    for _ in range(times):
        connection.request('POST', '/api/v1/size', json.dumps({'url': f'https://youtu.be/{KNOWN}'}), {'Content-Type': 'application/json'})
        connection.getresponse().read()
    connection.close()


def cpu(pid):
    """Seconds of that process, as it became Java itself."""
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def end(process):
    process.kill()
    process.wait()


def megabytes(directory):
    return sum(file.stat().st_size for file in directory.rglob('*') if file.is_file() and not file.is_symlink()) / 1e6


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument('--rounds', type=int, default=7, help='starts of each (7)')
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix='ytsize-runtimes.') as name:
        directory, host = pathlib.Path(name), host_java()
        stub = Stub(directory)
        try:
            releases = {"the host's": Release(directory / 'host', host, stub)}
            image = link(host, modules_of_the_image(host), directory / 'java-image')
            releases["the image's"] = Release(directory / 'image', image, stub)
            fewer = link(host, releases["the image's"].loaded_modules(), directory / 'java-fewer')
            releases['fewer'] = Release(directory / 'fewer', fewer, stub)
            measured = {name: [] for name in releases}
            for _ in range(rounds):
                for name, release in releases.items():
                    measured[name].append(release.measure())
            print('| Java | modules | MB | start to ready | its CPU | CPU of a known answer |\n|---|---|---|---|---|---|')
            for name, release in releases.items():
                seconds, begun, milliseconds = (statistics.median(values) for values in zip(*measured[name]))
                print(f'| {name} | {len(all_modules(release.java))} | {megabytes(release.java):.0f} | {seconds:.1f} s | {begun:.1f} s | {milliseconds:.3f} ms |')
            print('fewer:', ' '.join(sorted(all_modules(fewer))))
        finally:
            stub.close()


if __name__ == '__main__':
    main()
