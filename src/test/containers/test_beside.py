"""What `beside` makes for Prometheus, by a program that stands in its place, and how it has nginx treat its servers;
tools/check-containers.sh looks at what it makes for the others."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import yaml

from sources import DOCKER, ROOT

RULES = sorted((ROOT / 'server-config/prometheus/rules').glob('*.yml'))


def rules(file):
    return [rule for group in yaml.safe_load(file.read_text())['groups'] for rule in group['rules']]


class Prometheus(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = pathlib.Path(scratch.name)
        self.made = self.directory / 'prometheus'
        given = self.directory / 'beside'
        shutil.copytree(ROOT / 'server-config/prometheus', given / 'prometheus')
        shutil.copytree(DOCKER / 'targets', given / 'targets')
        (self.directory / 'secrets').mkdir()
        (self.directory / 'secrets/HAPROXY_STATS_PASSWORD').write_text('word\n')
        program = self.directory / 'bin/prometheus'
        program.parent.mkdir()
        program.write_text('#!/bin/sh\necho "$@"\n')
        program.chmod(0o755)

    def start(self, **settings):
        """Twice, as after a restart."""
        for _ in range(2):
            done = subprocess.run([DOCKER / 'beside', 'prometheus', '--more'], capture_output=True, text=True, check=True, timeout=60, env={
                'PATH': f'{self.directory}/bin:{os.environ["PATH"]}', 'BESIDE': f'{self.directory}/beside', 'SECRETS': f'{self.directory}/secrets',
                'WORK': f'{self.directory}', **settings})
        self.assertEqual(f'--config.file={self.made}/prometheus.yml --more\n', done.stdout)

    def targets(self, name):
        return [target for group in yaml.safe_load((self.made / f'targets/{name}.yml').read_text()) for target in group['targets']]

    def test_asks_everybody(self):
        self.start()
        self.assertEqual((ROOT / 'server-config/prometheus/prometheus.yml').read_text(), (self.made / 'prometheus.yml').read_text())
        self.assertEqual('word', (self.made / 'haproxy-password').read_text())
        self.assertEqual((['balancer:8404'], ['node-exporter:9100']), (self.targets('haproxy'), self.targets('node')))
        for file in RULES:
            self.assertEqual(rules(file), rules(self.made / 'rules' / file.name))

    def test_behind_nginx_nothing_is_asked_of_haproxy(self):
        self.start(BALANCER='nginx')
        self.assertEqual(([], ['node-exporter:9100']), (self.targets('haproxy'), self.targets('node')))
        for file in RULES:
            self.assertEqual([rule for rule in rules(file) if 'haproxy_' not in rule['expr']], rules(self.made / 'rules' / file.name))


class Nginx(unittest.TestCase):
    def test_treats_servers_as_servers_conf_does(self):
        shipped = re.findall(r'^server \S+ (.*;)$', (ROOT / 'server-config/nginx/servers.conf').read_text(), re.MULTILINE)
        self.assertEqual(set(shipped), set(re.findall(r"'server %\.0s%s (.*;) '", (DOCKER / 'beside').read_text())))


if __name__ == '__main__':
    unittest.main()
