"""compose.yaml against the service, and against .env.example."""
import ipaddress
import pathlib
import re
import subprocess
import tempfile
import unittest

import yaml

from sources import DOCKER, ROOT, compose, filled_in, megabytes, patience, secrets, variables

# What bin/ytdlp-api reads beside the service's own settings.
STARTS = {'CLUSTER_INTERFACE', 'JAVA_OPTS'}


class Compose(unittest.TestCase):
    def setUp(self):
        self.compose = compose()
        self.services = self.compose['services']
        self.apis = {name: service for name, service in self.services.items() if name.startswith('api')}

    def test_every_service_is_bounded_and_comes_back(self):
        for name, service in self.services.items():
            with self.subTest(name):
                self.assertIn('mem_limit', service)
                self.assertIn('pids_limit', service)
                self.assertEqual('unless-stopped', service['restart'])
                self.assertEqual(['ALL'], service['cap_drop'])
                self.assertIn('no-new-privileges:true', service['security_opt'])
                self.assertTrue(service['read_only'])
                self.assertIn('max-size', service['logging']['options'])

    def test_every_service_is_looked_after(self):
        """The instances by what their image says."""
        self.assertIn('HEALTHCHECK', (DOCKER / 'Dockerfile').read_text())
        for name, service in self.services.items():
            if name not in self.apis:
                self.assertIn('test', service['healthcheck'], name)

    def test_every_image_is_of_one_version(self):
        for name, service in self.services.items():
            self.assertRegex(filled_in(service['image']), r':v?[0-9]' if name not in self.apis else ':', name)

    def test_a_stop_is_given_as_long_as_it_takes(self):
        for name, service in self.apis.items():
            self.assertGreater(int(service['stop_grace_period'].removesuffix('s')), patience(), name)

    def test_memory_is_what_kubernetes_gives(self):
        base = yaml.safe_load((ROOT / 'server-config/k8s/base/deployment.yaml').read_text())
        limit = base['spec']['template']['spec']['containers'][0]['resources']['limits']['memory']
        for service in self.apis.values():
            self.assertEqual(megabytes(filled_in(service['mem_limit'])), int(limit.removesuffix('Mi')))

    def test_settings_are_known_and_no_secrets(self):
        for name, service in self.apis.items():
            with self.subTest(name):
                self.assertLessEqual(set(service['environment']), variables() | STARTS)
                self.assertEqual({'REDIS_URL'}, set(service['environment']) & secrets())
                self.assertNotIn('@', service['environment']['REDIS_URL'])
                self.assertLessEqual(set(service['secrets']), secrets())

    def test_what_the_page_of_capacity_advises_can_be_said(self):
        """But for another Redis, which is compose's own."""
        advised = set(re.findall(r'`([A-Z_]+)(?:=[^`]*)?`', (ROOT / 'docs/capacity.md').read_text())) & (variables() | STARTS) - {'REDIS_MODE'}
        self.assertLessEqual({'CACHE_MAX_BYTES', 'JAVA_OPTS', 'MAX_WORKERS', 'YTDLP_PROXY'}, advised)
        for name, service in self.apis.items():
            self.assertLessEqual(advised, set(service['environment']) | set(service['secrets']), name)

    def test_as_few_workers_as_one_can_be_said(self):
        """MAX_WORKERS=1 is refused without MIN_WORKERS."""
        for service in self.apis.values():
            self.assertIn('MIN_WORKERS', service['environment'])

    def test_secrets_are_files_that_somebody_reads(self):
        read = {name for service in self.services.values() for name in service.get('secrets', [])}
        self.assertEqual(set(self.compose['secrets']), read)
        for name, secret in self.compose['secrets'].items():
            self.assertEqual({'file': f'./secrets/{name}'}, secret)
        for name, service in self.services.items():
            for variable, value in service.get('environment', {}).items():
                if 'PASSWORD' in variable:
                    self.assertTrue(value.startswith('/run/secrets/'), f'{name}: {variable}')

    def test_instances_are_found_where_they_are(self):
        addresses = {name: filled_in(service['networks']['front']['ipv4_address']) for name, service in self.apis.items()}
        servers = ' '.join(f'{name}={address}:3000' for name, address in addresses.items())
        grid = {name: filled_in(service['networks']['grid']['ipv4_address']) for name, service in self.apis.items()}
        members = ','.join(f'{address}:6900' for address in grid.values())
        for name in ('haproxy', 'nginx'):
            balancer = self.services[name]
            self.assertEqual(servers, filled_in(balancer['environment']['SERVERS']))
            for service in self.apis.values():
                self.assertEqual(filled_in(balancer['networks']['front']['ipv4_address']), filled_in(service['environment']['TRUSTED_PROXIES']))
        for name, service in self.apis.items():
            self.assertEqual(members, filled_in(service['environment']['CLUSTER_MEMBERS']))
            self.assertEqual(grid[name], filled_in(service['environment']['CLUSTER_INTERFACE']))

    def test_every_address_is_in_its_network(self):
        subnets = {name: ipaddress.ip_network(filled_in(network['ipam']['config'][0]['subnet']))
                   for name, network in self.compose['networks'].items() if 'ipam' in network}
        self.assertFalse(subnets['front'].overlaps(subnets['grid']))
        addresses = [(name, filled_in(network['ipv4_address'])) for service in self.services.values() if isinstance(service.get('networks'), dict)
                     for name, network in service['networks'].items() if 'ipv4_address' in network]
        for name, address in addresses:
            self.assertIn(ipaddress.ip_address(address), subnets[name])
        self.assertEqual({'front', 'grid'}, {name for name, _ in addresses})

    def test_only_instances_reach_the_grid(self):
        """bin/ytdlp-api has it listen at CLUSTER_INTERFACE and nowhere else."""
        self.assertEqual(set(self.apis), {name for name, service in self.services.items() if 'grid' in service.get('networks', [])})
        self.assertTrue(self.compose['networks']['grid']['internal'])
        self.assertIn('-Dhazelcast.socket.bind.any=false', (ROOT / 'tools/server.sh').read_text())

    def targets(self, name):
        return yaml.safe_load((DOCKER / f'targets/{name}.yml').read_text())[0]['targets']

    def test_prometheus_asks_who_is_there(self):
        self.assertEqual({f'{name}:3000' for name in self.apis}, set(self.targets('ytsize')))
        there = set(self.services) | {alias for service in self.services.values() if isinstance(service.get('networks'), dict)
                                      for network in service['networks'].values() for alias in network.get('aliases', [])}
        jobs = yaml.safe_load((ROOT / 'server-config/prometheus/prometheus.yml').read_text())['scrape_configs']
        self.assertEqual({f'{job["job_name"]}.yml' for job in jobs}, {file.name for file in (DOCKER / 'targets').iterdir()})
        for name in (job['job_name'] for job in jobs):
            self.assertLessEqual({target.split(':')[0] for target in self.targets(name)}, there)

    def test_one_balancer_at_a_time(self):
        self.assertEqual(['haproxy'], self.services['haproxy']['profiles'])
        self.assertEqual(['nginx'], self.services['nginx']['profiles'])
        for name in ('redis-exporter', 'node-exporter', 'prometheus', 'grafana'):
            self.assertEqual(['monitoring'], self.services[name]['profiles'])

    def test_files_that_are_mounted_are_there(self):
        for name, service in self.services.items():
            for volume in service.get('volumes', []):
                source = volume.split(':')[0]
                if source.startswith('.') and not source.startswith('./secrets/'):
                    self.assertTrue((DOCKER / source).exists(), f'{name}: {source}')

    def test_the_example_has_every_variable_with_its_default(self):
        used = dict(re.findall(r'\$\{(\w+):-([^}]*)}', (DOCKER / 'compose.yaml').read_text()))
        example = dict(re.findall(r'^#([A-Z_]+)=(.*)$', (DOCKER / '.env.example').read_text(), re.MULTILINE))
        self.assertEqual(set(used), set(example))
        for name, default in used.items():
            if default:
                self.assertEqual(default, example[name])

    def test_the_example_makes_every_secret(self):
        script = '\n'.join(re.findall(r'^#   (.*)', (DOCKER / '.env.example').read_text(), re.MULTILINE))
        with tempfile.TemporaryDirectory() as directory:
            subprocess.run(['sh', '-euc', script], cwd=directory, check=True)
            made = {file.name: (file.read_text(), file.stat().st_mode) for file in pathlib.Path(directory, 'secrets').iterdir()}
        self.assertEqual(set(self.compose['secrets']), set(made))
        said = {'YTDLP_PROXY': 'direct\n', 'CERTIFICATE': ''}
        for name, (word, mode) in made.items():
            self.assertTrue(word == said[name] if name in said else len(word) == 48, name)
            self.assertEqual(0o100444, mode, name)

    def test_nothing_is_published_to_all_by_default(self):
        """Without a certificate, keys and cookies are for all to read."""
        for name, service in self.services.items():
            for port in service.get('ports', []):
                self.assertTrue(filled_in(port).startswith('127.0.0.1:'), f'{name}: {port}')

    def test_both_balancers_may_have_a_certificate_and_a_limit(self):
        for name in ('haproxy', 'nginx'):
            self.assertIn('CERTIFICATE', self.services[name]['secrets'])
            self.assertIn('HAPROXY_EDGE_LIMIT', self.services[name]['environment'])

    def test_every_instance_may_be_told_where_to_ask_from(self):
        for service in self.apis.values():
            self.assertIn('YTDLP_PROXY', service['secrets'])


if __name__ == '__main__':
    unittest.main()
