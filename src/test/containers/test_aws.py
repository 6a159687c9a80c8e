"""cloudformation.yaml by rules of our own, and the script by which its machines become instances, with an AWS that is made up."""
import json
import os
import pathlib
import re
import stat
import subprocess
import tempfile
import unittest

import yaml

from sources import ROOT, patience

AWS = ROOT / 'server-config/aws'
SHUT = ('/ops', '/ops/drain', '/mphealth', '/mphealth/ready', '/mpmetrics', '/mpopenapi')


class Tagged(yaml.SafeLoader):
    """!Ref and the like, as the long forms that they stand for."""


def long_form(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {'Ref' if suffix == 'Ref' else f'Fn::{suffix}': value}


Tagged.add_multi_constructor('!', long_form)


def found(node, key):
    """Every value of that key, however deep."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield value
            yield from found(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from found(value, key)


class Template(unittest.TestCase):
    def setUp(self):
        self.text = (AWS / 'cloudformation.yaml').read_text()
        self.template = yaml.load(self.text, Tagged)
        self.parameters, self.resources = self.template['Parameters'], self.template['Resources']

    def substituted(self):
        """Names in each Fn::Sub, but for those that it brings itself."""
        for value in found(self.template, 'Fn::Sub'):
            text, own = (value, {}) if isinstance(value, str) else (value[0], value[1])
            yield from (name for name in re.findall(r'\$\{([A-Za-z][\w.:]*)}', text) if name not in own)

    def test_every_name_is_somebodys(self):
        there = set(self.parameters) | set(self.resources)
        for name in found(self.template, 'Ref'):
            self.assertIn(name, there | {'AWS::NoValue'})
        for name in found(self.template, 'Fn::GetAtt'):
            self.assertIn(name.split('.')[0], self.resources)
        for name in self.substituted():
            self.assertTrue(name.startswith('AWS::') or name.split('.')[0] in there, name)

    def test_every_parameter_is_used(self):
        used = set(found(self.template, 'Ref')) | {name.split('.')[0] for name in self.substituted()}
        self.assertLessEqual(set(self.parameters), used)

    def test_no_secret_is_in_plain(self):
        for name, parameter in self.parameters.items():
            self.assertNotRegex(name, '(?i)password|secret|token|apikey')
            self.assertNotIn('NoEcho', parameter)
        self.assertEqual([{'Fn::Sub': '{{resolve:secretsmanager:${RedisPassword}}}'}], list(found(self.resources, 'AuthToken')))
        self.assertNotIn('resolve:secretsmanager', str(self.resources['Template']))

    def test_redis_is_what_the_contract_asks_for(self):
        redis = self.resources['Redis']['Properties']
        self.assertTrue(redis['TransitEncryptionEnabled'] and redis['AtRestEncryptionEnabled'] and redis['AutomaticFailoverEnabled'])
        self.assertEqual({'maxmemory-policy': 'noeviction'}, self.resources['RedisParameters']['Properties']['Properties'])
        self.assertIn('rediss://${Redis.PrimaryEndPoint.Address}', self.text)

    def test_the_balancer_waits_as_long_as_a_drain_takes(self):
        attributes = {one['Key']: one['Value'] for one in self.resources['Targets']['Properties']['TargetGroupAttributes']}
        self.assertEqual(patience(), int(attributes['deregistration_delay.timeout_seconds']))

    def test_the_balancer_lets_go_of_a_connection_before_the_service_does(self):
        attributes = {one['Key']: one['Value'] for one in self.resources['Balancer']['Properties']['LoadBalancerAttributes']}
        service = re.search(r'timeout-seconds=(\d+)', (ROOT / 'server-config/payara/preboot.txt').read_text())[1]
        self.assertLess(int(attributes['idle_timeout.timeout_seconds']), int(service))

    def test_the_balancer_asks_what_the_service_answers(self):
        targets = self.resources['Targets']['Properties']
        self.assertEqual('/mphealth/ready', targets['HealthCheckPath'])
        self.assertEqual({'HttpCode': '200'}, targets['Matcher'])

    def test_all_that_is_public_has_a_rule_and_nothing_else(self):
        rules = [rule['Properties'] for rule in self.resources.values() if rule['Type'].endswith('::ListenerRule')]
        patterns = [path for rule in rules for path in rule['Conditions'][0]['PathPatternConfig']['Values']]
        self.assertEqual(len(rules), len({rule['Priority'] for rule in rules}))
        contract = json.loads((ROOT / 'src/main/resources/org/ytsize/api/openapi.json').read_text())

        def is_open(path):
            return any(re.fullmatch(re.escape(pattern).replace(r'\*', '.*'), path) for pattern in patterns)
        for path in contract['paths']:
            self.assertTrue(is_open(path), path)
        for path in SHUT:
            self.assertFalse(is_open(path), path)

    def test_nothing_is_open_to_all_but_tls(self):
        rules = [rule for group in self.resources.values() for rule in group.get('Properties', {}).get('SecurityGroupIngress', [])]
        self.assertEqual([443], [rule['FromPort'] for rule in rules if rule.get('CidrIp') == '0.0.0.0/0'])

    def test_every_alarm_reaches_somebody(self):
        alarms = [alarm['Properties'] for alarm in self.resources.values() if alarm['Type'] == 'AWS::CloudWatch::Alarm']
        self.assertGreaterEqual(len(alarms), 5)
        for alarm in alarms:
            self.assertEqual([{'Ref': 'Alarms'}], alarm['AlarmActions'])
            page = re.search(r'docs/\w+\.md', alarm['AlarmDescription'])[0]
            self.assertTrue((ROOT / page).exists())

    def test_user_data_says_what_the_script_wants_to_know(self):
        wanted = set(re.search(r'Variables: ([A-Z_, \n#]+)\.', (AWS / 'machine').read_text())[1].replace('#', '').replace(',', ' ').split())
        self.assertEqual(wanted, set(re.findall(r"\b([A-Z_]+)='", self.text)))

    def test_memory_is_what_a_machine_has_by_itself(self):
        defaults, variables = (yaml.safe_load((ROOT / f'ansible/roles/payara_api/{which}/main.yml').read_text()) for which in ('defaults', 'vars'))
        self.assertEqual(defaults['payara_api_heap_mb'], self.parameters['HeapMegabytes']['Default'])
        self.assertEqual(variables['_payara_api_memory_least_mb'], self.parameters['MemoryMegabytes']['Default'])

    def test_a_rollout_has_room(self):
        """MinInstancesInService has to be below MaxSize."""
        self.assertGreater(self.parameters['MaxInstances']['MinValue'], self.parameters['MinInstances']['Default'])
        [rule] = self.template['Rules']['Rollout']['Assertions']
        self.assertEqual({'Fn::Not': [{'Fn::Equals': [{'Ref': 'MinInstances'}, {'Ref': 'MaxInstances'}]}]}, rule['Assert'])

    def test_a_machine_reads_what_is_its_own(self):
        [policy] = self.resources['Role']['Properties']['Policies']
        by_action = {str(one['Action']): one['Resource'] for one in policy['PolicyDocument']['Statement']}
        self.assertTrue(by_action['s3:GetObject']['Fn::Sub'].endswith('${ReleaseBucket}/${ReleaseKey}'))
        self.assertEqual({'Ref': 'ProxiesArn'}, by_action['secretsmanager:GetSecretValue'][2]['Fn::If'][1])

    def test_the_service_cannot_ask_for_the_machines_credentials(self):
        [play] = yaml.safe_load((ROOT / 'ansible/playbooks/here.yml').read_text())
        self.assertIn('169.254.169.254', play['vars']['payara_api_denied_addresses'])
        self.assertIn('IPAddressDeny={{ payara_api_denied_addresses', (ROOT / 'ansible/roles/payara_api/templates/10-host.conf.j2').read_text())
        self.assertEqual('required', self.resources['Template']['Properties']['LaunchTemplateData']['MetadataOptions']['HttpTokens'])

    def test_both_nodes_of_redis_are_watched(self):
        for alarm in ('RedisMemoryAlarm', 'RedisBusyAlarm'):
            self.assertEqual({'${Redis}-001', '${Redis}-002'}, set(found(self.resources[alarm], 'Fn::Sub')))


# What it is asked for, and what it says; `answers` is beside it.
FAKE_AWS = '''#!/bin/sh
echo "$@" >>"$0.asked"
case "$1 $2" in
    'autoscaling describe-auto-scaling-groups') printf 'i-1\\ti-2\\n' ;;
    'ec2 describe-instances') printf 'i-1\\t10.0.0.1\\ni-2\\t10.0.0.2\\n' ;;
    'secretsmanager get-secret-value') printf 'secret of %s\\n' "$4"; [ "$4" != proxies ] || echo ;;
esac
'''


class UserData(unittest.TestCase):
    """The script that a machine begins with, run here, with programs that are made up."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = pathlib.Path(scratch.name)
        template = yaml.load((AWS / 'cloudformation.yaml').read_text(), Tagged)
        [text] = [value[0] for value in found(template['Resources']['Template'], 'Fn::Sub')]
        text = text.replace('/root/', f'{self.directory}/').replace('/var/lib/cloud/data/', f'{self.directory}/')
        self.script = re.sub(r'\$\{([A-Za-z][\w.:]*)}', lambda name: {'AWS::Region': 'eu-central-1', 'AWS::StackName': 'stack'}.get(name[1], 'x'), text)
        (self.directory / 'instance-id').write_text('i-1\n')

    def ends(self, **programs):
        """Its status, and what AWS was asked. The digest is read, since whoever tells it would die of a pipe that nobody reads."""
        for name, text in {'apt-get': '', 'aws': '', 'sha256sum': 'read -r _', 'tar': '', **programs}.items():
            (self.directory / name).write_text(f'#!/bin/sh\necho {name} "$@" >>{self.directory}/asked\n{text}\n')
            (self.directory / name).chmod(0o755)
        done = subprocess.run(['bash', '-c', self.script], env={'PATH': f'{self.directory}:{os.environ["PATH"]}'}, capture_output=True, text=True,
                              check=False, timeout=60)
        return done.returncode, (self.directory / 'asked').read_text()

    def test_tells_where_the_release_cannot_be_had(self):
        status, asked = self.ends(aws='[ "$1" = cloudformation ]')
        self.assertNotEqual(0, status)
        self.assertIn('aws cloudformation signal-resource --region eu-central-1 --stack-name stack --logical-resource-id Instances '
                      '--unique-id i-1 --status FAILURE', asked)

    def test_tells_where_the_release_is_another_one(self):
        status, asked = self.ends(sha256sum='read -r _; exit 1')
        self.assertNotEqual(0, status)
        self.assertIn('--unique-id i-1 --status FAILURE', asked)
        self.assertNotIn('tar -x', asked)

    def test_leaves_the_rest_to_the_script(self):
        machine = self.directory / 'release/server-config/aws/machine'
        machine.parent.mkdir(parents=True)
        machine.write_text('#!/bin/sh\nexit 3\n')
        machine.chmod(0o755)
        status, asked = self.ends()
        self.assertEqual(3, status)
        self.assertNotIn('signal-resource', asked)
        self.assertIn('-o DPkg::Lock::Timeout=300', asked)


class Machine(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = pathlib.Path(scratch.name)
        self.release = self.directory / 'release'
        (self.release / 'server-config/aws').mkdir(parents=True)
        (self.release / 'server-config/aws/machine').write_bytes((AWS / 'machine').read_bytes())
        (self.release / 'server-config/aws/machine').chmod(0o755)
        (self.release / 'yt-dlp.json').write_text('{"yt_dlp_version": "2026.10.26", "yt_dlp_sha256": "digest"}')
        self.program('aws', FAKE_AWS)
        (self.directory / 'instance-id').write_text('i-1\n')

    def program(self, name, text):
        path = self.directory / 'bin' / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def become(self, proxies=''):
        settings = dict(PATH=f'{self.directory}/bin:{os.environ["PATH"]}', REGION='eu-central-1', STACK='stack', REDIS_URL='rediss://redis:6379',
                        REDIS_PASSWORD_ID='redis', API_KEY_ID='key', PROXIES_ID=proxies, NETWORKS='10.0.8.0/24,10.0.9.0/24',
                        SETTINGS='{"ALLOWED_ORIGINS":"*"}', HEAP_MB='512', MEMORY_MB='2048', CLOUD_DATA=str(self.directory), INVENTORY=f'{self.directory}/inventory.json')
        return subprocess.run([self.release / 'server-config/aws/machine'], env=settings, capture_output=True, text=True, check=False, timeout=60,
                              umask=0o022)

    def asked(self):
        return (self.directory / 'bin/aws.asked').read_text()

    def test_becomes_one_of_all_instances(self):
        self.program('ansible-playbook', f'#!/bin/sh\necho "$@" >{self.directory}/played\n')
        done = self.become()
        self.assertEqual(0, done.returncode, done.stderr)
        inventory = json.loads((self.directory / 'inventory.json').read_text())['apis']
        self.assertEqual({'i-1': {'ansible_host': '10.0.0.1'}, 'i-2': {'ansible_host': '10.0.0.2'}}, inventory['hosts'])
        self.assertEqual({'REDIS_PASSWORD': 'secret of redis', 'API_KEY': 'secret of key'}, inventory['vars']['payara_api_secrets'])
        self.assertEqual(['10.0.8.0/24', '10.0.9.0/24'], inventory['vars']['payara_api_balancers'])
        self.assertEqual({'ALLOWED_ORIGINS': '*', 'TRUST_UNIQUE_ID': 'false'}, inventory['vars']['payara_api_settings'])
        self.assertEqual((512, '2048M'), (inventory['vars']['payara_api_heap_mb'], inventory['vars']['payara_api_memory_max']))
        self.assertIn('--limit i-1', (self.directory / 'played').read_text())
        self.assertIn('--unique-id i-1 --status SUCCESS', self.asked())

    def test_asks_youtube_from_the_addresses_that_it_is_given(self):
        """Whoever wrote them ended the line."""
        self.program('ansible-playbook', '#!/bin/sh\n')
        done = self.become(proxies='proxies')
        self.assertEqual(0, done.returncode, done.stderr)
        inventory = json.loads((self.directory / 'inventory.json').read_text())['apis']
        self.assertEqual('secret of proxies', inventory['vars']['payara_api_secrets']['YTDLP_PROXY'])
        self.assertEqual({'i-1', 'i-2'}, set(inventory['hosts']))

    def test_its_secrets_are_for_root_alone(self):
        self.program('ansible-playbook', f'#!/bin/sh\numask >{self.directory}/umask\n')
        done = self.become()
        self.assertEqual('0022', (self.directory / 'umask').read_text().strip(), 'the service cannot read what the roles make')
        self.assertEqual(0o600, stat.S_IMODE((self.directory / 'inventory.json').stat().st_mode))
        self.assertNotIn('secret of', done.stdout + done.stderr)

    def test_tells_of_a_failure(self):
        self.program('ansible-playbook', '#!/bin/sh\nexit 2\n')
        self.assertEqual(2, self.become().returncode)
        self.assertIn('--status FAILURE', self.asked())


if __name__ == '__main__':
    unittest.main()
