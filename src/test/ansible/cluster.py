"""A cluster of machines that are only directories, with programs that do as if (host/), and what tests say of it."""
import http.server
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import unittest

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[2]
HOME = 'opt/ytdlp-api'


class Answers(http.server.BaseHTTPRequestHandler):
    """Every host's instance, which knows each video."""

    def do_POST(self):
        self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(200)
        self.send_header('Content-Length', '2')
        self.end_headers()
        self.wfile.write(b'{}')

    def log_message(self, *_):
        pass


def has_mounts_of_its_own():
    return subprocess.run(['unshare', '--map-root-user', '--mount', 'true'], capture_output=True, check=False).returncode == 0


@unittest.skipUnless(has_mounts_of_its_own(), 'this machine lets nobody have mounts of their own')
class ClusterTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.work = pathlib.Path(directory.name)
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Answers)
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        (self.work / 'payara-micro.jar').write_bytes(b'Payara Micro')
        self.war(b'one')
        for file, line in (('passwd', '{}:x:0:0::/root:/bin/sh\n'), ('group', '{}:x:0:\n')):
            (self.work / file).write_text(line.format('root') + line.format('ytdlp-api'))
        for balancer in ('lb1', 'lb2'):
            (self.machine(balancer) / 'run/haproxy').mkdir()
        for host in ('api1', 'api2', 'api3'):
            self.host(host, '1-old', '1-new')

        self.options = []
        self.extra = {
            'ansible_become': False, 'payara_api_war': str(self.work / 'ytsize.war'), 'payara_api_version': '1',
            'payara_api_payara_micro': str(self.work / 'payara-micro.jar'), 'payara_api_port': self.server.server_port,
            'payara_api_watch': 1, 'payara_api_heap_mb': 128,
            '_payara_api_start_files': [{'file': 'src/test/ansible/host/ytdlp-api', 'to': 'bin/ytdlp-api', 'mode': '0755'}]}

    def machine(self, name):
        place = self.work / 'machines' / name
        for directory in ('opt', 'run'):
            (place / directory).mkdir(parents=True, exist_ok=True)
        return place

    def host(self, name, *releases):
        """It has had the first, and has the last."""
        place = self.machine(name)
        for release in releases:
            self.release(place, release)
        (place / HOME / 'current').symlink_to(f'releases/{releases[-1]}')
        (place / HOME / 'running').write_text(releases[-1])
        if len(releases) > 1:
            (place / HOME / 'previous').symlink_to(f'releases/{releases[0]}')
        (place / 'opt/java').write_text('openjdk version "17.0.15"\n')
        for balancer in ('lb1', 'lb2'):
            self.says(balancer, name, 'UP')

    def release(self, place, name, server='0123456789ab'):
        directory = place / HOME / 'releases' / name
        (directory / 'bin').mkdir(parents=True)
        (directory / 'bin/ytdlp-api').write_bytes((HERE / 'host/ytdlp-api').read_bytes())
        (directory / 'bin/ytdlp-api').chmod(0o755)
        (directory / 'ytsize.war').write_text(name)
        (directory / '.complete').touch()
        self.runs_on(place, name, server)

    def runs_on(self, place, release, server):
        (place / HOME / 'releases' / release / 'server').symlink_to(f'../../server/{server}')
        payara = place / HOME / 'server' / server / 'payara'
        payara.mkdir(parents=True, exist_ok=True)
        (payara / 'classes.jsa').touch()

    def says(self, balancer, host, state, check='L7OK', errors=0, answers=0):
        """Of a host, when it is asked."""
        (self.work / 'machines' / balancer / 'run/haproxy' / host).write_text(f'{state} {check} {errors} {answers}')

    def answers(self, **hosts):
        """Whenever a host is given back: errors and answers of each host since then."""
        for balancer in ('lb1', 'lb2'):
            (self.machine(balancer) / 'run/answers').mkdir(exist_ok=True)
            for host, counts in hosts.items():
                (self.machine(balancer) / 'run/answers' / host).write_text('%d %d' % counts)

    def states(self, host):
        return [(self.work / 'machines' / balancer / 'run/haproxy' / host).read_text().split()[0] for balancer in ('lb1', 'lb2')]

    def running(self):
        """By the names of the hosts that there are."""
        hosts = sorted((self.work / 'machines').glob('api*'))
        return {place.name: (place / HOME / 'running').read_text() for place in hosts}

    def links(self, host, name):
        return os.path.basename(os.readlink(self.work / 'machines' / host / HOME / name))

    def lease(self):
        return self.machine('lb1') / 'run/ytsize-rollout'

    def lost_once_the_lease_is_taken(self, host):
        (self.machine(host) / 'lost').symlink_to(self.lease())

    def war(self, content):
        (self.work / 'ytsize.war').write_bytes(content)

    def play(self, playbook, **variables):
        """Returns its status, and what it said, in one line."""
        hosts = {name: {'ansible_host': name} for name in sorted(os.listdir(self.work / 'machines'))}
        (self.work / 'hosts.json').write_text(json.dumps({'all': {
            'vars': {'ansible_connection': 'ssh', 'ansible_ssh_executable': str(HERE / 'ssh'), 'ansible_user': 'nobody',
                     'ansible_ssh_transfer_method': 'piped', 'ansible_remote_tmp': str(self.work / 'tmp')},
            'children': {group: {'hosts': {name: of for name, of in hosts.items() if name.startswith(begin)}}
                         for group, begin in (('balancers', 'lb'), ('apis', 'api'))}}}))
        # As "-e name=value" has them, which knows nothing but words.
        words = [word for name, value in variables.items() for word in ('-e', f'{name}={value}')]
        run = subprocess.run(
            ['ansible-playbook', '-i', self.work / 'hosts.json', f'playbooks/{playbook}.yml', '-e', json.dumps(self.extra), *words, *self.options],
            cwd=ROOT / 'ansible', capture_output=True, text=True, timeout=600, check=False, stdin=subprocess.DEVNULL,
            env={**os.environ, 'MACHINES': str(self.work / 'machines'), 'ANSIBLE_SSH_ARGS': '', 'ANSIBLE_NOCOLOR': '1',
                 'ANSIBLE_HOST_KEY_CHECKING': '0'})
        return run.returncode, re.sub(r'\s+', ' ', run.stdout + run.stderr)

    def succeeds(self, playbook, **variables):
        status, said = self.play(playbook, **variables)
        self.assertEqual(0, status, said)
        return said

    def fails(self, words, playbook, **variables):
        status, said = self.play(playbook, **variables)
        self.assertNotEqual(0, status, said)
        self.assertRegex(said, words)
        self.assertNotIn('undefined', said)
