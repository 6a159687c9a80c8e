"""What can be said of the collectors' configuration without running them: it is well-formed, and knows the names that lines have."""
import re
import unittest

import yaml

from sources import ROOT

LOGS = ROOT / 'server-config/logs'
OPS = ROOT / 'src/main/java/org/ytsize/ops'
# What Payara's own formatter calls them (fish.payara.enterprise.server.logging.JSONLogFormatter).
SERVER = {'Timestamp', 'Level', 'LoggerName', 'LogMessage', 'Throwable'}


def written():
    """Names in the lines of the service and of HAProxy."""
    names = set(re.findall(r'\.write\("(\w+)"', (OPS / 'JsonLog.java').read_text()))
    names |= set(re.findall(r'fields\.put\("(\w+)"', (OPS / 'RequestListener.java').read_text()))
    for line in re.findall(r"^ +(?:error-)?log-format '(.*)'$", (ROOT / 'haproxy.cfg').read_text(), re.M):
        names |= set(re.findall(r'"(\w+)":', line))
    return names


def read(name):
    return yaml.safe_load((LOGS / name).read_text())


class Journal(unittest.TestCase):
    def test_keeps_each_line_of_those_who_write_one_for_each_request(self):
        for unit in ('server-config/systemd/ytdlp-api.service', 'ansible/roles/haproxy/files/10-ytsize.conf',
                     'ansible/roles/nginx/files/10-ytsize.conf'):
            self.assertIn('LogRateLimitIntervalSec=0', (ROOT / unit).read_text().splitlines(), unit)


class Promtail(unittest.TestCase):
    def setUp(self):
        (self.job,) = read('promtail/promtail.yml')['scrape_configs']
        self.stages = {name: stage for entry in self.job['pipeline_stages'] for name, stage in entry.items()}

    def test_labels_are_host_unit_and_level_and_no_other(self):
        relabelled = {rule['target_label'] for rule in self.job['relabel_configs'] if 'target_label' in rule}
        self.assertEqual(relabelled | set(self.stages['labels']), {'host', 'unit', 'level'})
        self.assertEqual(set(self.stages['labelallow']), {'host', 'unit', 'level'})
        self.assertNotIn('labels', self.job['journal'])

    def test_reads_what_is_written(self):
        taken = self.stages['json']['expressions']
        self.assertLessEqual(set(taken.values()), written() | SERVER)
        self.assertEqual(self.stages['timestamp']['source'], 'time')
        self.assertLessEqual(set(re.findall(r'\.(\w+)', self.stages['template']['template'])), set(taken))

    def test_knows_each_level_and_has_four_words_for_them(self):
        template = self.stages['template']['template']
        words = set(re.findall(r'}}(\w+){{', template))
        self.assertEqual(words, {'error', 'warn', 'info', 'debug'})
        named = set(re.findall(r'"(\w+)"', template))
        self.assertLessEqual({'severe', 'warning', 'info', 'config', 'fine', 'finer', 'finest'}, named)

    def test_sends_to_where_loki_listens(self):
        server = read('loki/loki.yml')['server']
        self.assertEqual([client['url'] for client in read('promtail/promtail.yml')['clients']],
                         [f'http://{server["http_listen_address"]}:{server["http_listen_port"]}/loki/api/v1/push'])


class Loki(unittest.TestCase):
    def test_forgets_after_two_weeks_and_takes_three_labels(self):
        loki = read('loki/loki.yml')
        self.assertEqual(loki['limits_config']['retention_period'], '336h')
        self.assertTrue(loki['compactor']['retention_enabled'])
        self.assertEqual(loki['limits_config']['max_label_names_per_series'], 3)
        self.assertFalse(loki['analytics']['reporting_enabled'])


class Filebeat(unittest.TestCase):
    def setUp(self):
        self.filebeat = read('filebeat/filebeat.yml')
        self.steps = {name: step for entry in self.filebeat['processors'] for name, step in entry.items()}

    def test_reads_what_is_written(self):
        names = [change['from'] for change in self.steps['rename']['fields']] + [self.steps['timestamp']['field']]
        names += [name for name in self.steps['drop_fields']['fields'] if name.startswith('ytsize.')]
        target = self.steps['decode_json_fields']['target']
        for name in names:
            where, _, field = name.partition('.')
            self.assertEqual(where, target)
            self.assertIn(field, written() | SERVER)

    def test_has_no_secret_in_it(self):
        self.assertEqual(self.filebeat['output.elasticsearch']['api_key'], '${ELASTICSEARCH_API_KEY}')

    def test_reads_the_same_units_as_promtail(self):
        (source,) = self.filebeat['filebeat.inputs']
        (job,) = read('promtail/promtail.yml')['scrape_configs']
        wanted = re.compile(next(rule['regex'] for rule in job['relabel_configs'] if rule.get('action') == 'keep'))
        for match in source['include_matches']['match']:
            self.assertTrue(wanted.fullmatch(match.removeprefix('_SYSTEMD_UNIT=')), match)


if __name__ == '__main__':
    unittest.main()
