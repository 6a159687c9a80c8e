"""What is promised of each alert, beside what promtool holds."""
import re
import unittest

from sources import OTHERS, RULES, alerts, documented, metrics, queries, recorded, rule_tests, rules, runbook_queries, sections


def seconds(text):
    return sum(int(number) * {'s': 1, 'm': 60, 'h': 3600}[unit] for number, unit in re.findall(r'(\d+)([smh])', text))


class Alerts(unittest.TestCase):
    def test_says_how_urgent_it_is_and_nothing_else(self):
        for alert in alerts():
            with self.subTest(alert['alert']):
                self.assertIn(alert['labels'], ({'severity': 'critical'}, {'severity': 'warning'}))

    def test_waits_for_two_scrapes_at_least(self):
        for alert in alerts():
            with self.subTest(alert['alert']):
                self.assertGreaterEqual(seconds(alert['for']), 30)

    def test_says_what_it_is_with_values_or_labels_and_where_to_read_on(self):
        for alert in alerts():
            with self.subTest(alert['alert']):
                self.assertEqual(set(alert['annotations']), {'summary', 'description', 'runbook_url'})
                self.assertNotIn('\n', alert['annotations']['summary'])
                # What tells of a single thing names it. A number that is absent has no value.
                told = alert['annotations']['summary'] + alert['annotations']['description']
                self.assertTrue('{{ $' in told or '{{ with' in told or alert['expr'].startswith('absent('), told)

    def test_has_a_section_of_the_runbook_that_names_it(self):
        for alert in alerts():
            with self.subTest(alert['alert']):
                page, _, place = alert['annotations']['runbook_url'].partition('#')
                self.assertEqual(page, 'docs/runbook.md')
                self.assertIn(place, sections())
                self.assertIn(alert['alert'], named(sections()[place]))

    def test_has_a_case_in_which_it_fires_and_one_in_which_it_does_not(self):
        for alert in alerts():
            with self.subTest(alert['alert']):
                fires, is_quiet, waits = False, False, False
                for case in rule_tests(alert['file']):
                    told = [one['exp_alerts'] for one in case.get('alert_rule_test', ()) if one['alertname'] == alert['alert']]
                    fires |= any(told)
                    waits |= any(told) and not told[0]
                    is_quiet |= bool(told) and not any(told)
                self.assertTrue(fires, 'fires')
                self.assertTrue(waits, 'waits for its time')
                self.assertTrue(is_quiet, 'is quiet')

    def test_has_a_name_of_its_own(self):
        names = [alert['alert'] for alert in alerts()]
        self.assertEqual(sorted(set(names)), sorted(names))

    def test_each_file_has_one_for_what_is_not_told(self):
        for file in {rule['file'] for rule in rules()}:
            self.assertTrue(any('absent(' in alert['expr'] for alert in alerts() if alert['file'] == file), file)

    def test_the_runbook_names_no_alert_that_there_is_not(self):
        self.assertEqual(
            sorted(name for text in sections().values() for name in named(text)), sorted(alert['alert'] for alert in alerts()))

    def test_each_section_of_the_runbook_names_one(self):
        for title, text in sections().items():
            self.assertTrue(named(text), title)


def named(section):
    """The alerts in a section's first line."""
    line = re.match(r'\s*\*([^*]+)\*', section)
    return line.group(1).split(', ') if line else []


class Recordings(unittest.TestCase):
    def test_has_a_case(self):
        for rule in rules():
            if 'record' in rule and not rule['record'].endswith('_bucket:rate5m'):
                with self.subTest(rule['record']):
                    told = [one['expr'] for case in rule_tests(rule['file']) for one in case.get('promql_expr_test', ())]
                    self.assertTrue(any(rule['record'] in expr for expr in told))


class Names(unittest.TestCase):
    def test_are_names_of_documented_metrics(self):
        known = documented()
        for where, query in [(rule.get('alert') or rule['record'], rule['expr']) for rule in rules()] + queries() + runbook_queries():
            for name in metrics(query) - recorded() - {'ALERTS'}:
                with self.subTest(f'{where}: {name}'):
                    bare = re.sub('_(bucket|sum|count)$', '', name)
                    self.assertTrue(name in known or bare in known or OTHERS.fullmatch(name))

    def test_are_found_in_a_query(self):
        self.assertEqual(metrics('sum by (le) (rate(a_total{b="c"}[5m])) / on (d) group_left (e) f:g or vector(0) unless on () h == 1'),
                         {'a_total', 'f:g', 'h'})

    def test_of_files_end_as_prometheus_looks_for_them(self):
        self.assertEqual(len(list(RULES.glob('*.yml'))), len(list(RULES.glob('*-test.yaml'))))


if __name__ == '__main__':
    unittest.main()
