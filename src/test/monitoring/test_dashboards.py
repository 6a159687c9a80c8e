"""What is promised of the dashboards; that their queries are answered shows live.py."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml

from sources import GRAFANA, dashboards, panels


class Dashboards(unittest.TestCase):
    def test_are_what_the_generator_writes(self):
        with tempfile.TemporaryDirectory() as written:
            subprocess.run([sys.executable, '-B', GRAFANA / 'generate.py', written], check=True)
            expected = {file.name: file.read_text() for file in Path(written).iterdir()}
        self.assertEqual({file.name: file.read_text() for file in (GRAFANA / 'dashboards').iterdir()}, expected)

    def test_keep_their_addresses_and_are_not_edited_in_grafana(self):
        self.assertEqual([dashboard['uid'] for dashboard in dashboards()], ['ytsize-cluster', 'ytsize-instance'])
        for dashboard in dashboards():
            with self.subTest(dashboard['title']):
                self.assertIsNone(dashboard['id'])
                self.assertFalse(dashboard['editable'])
                self.assertNotIn('__inputs', dashboard)

    def test_ask_the_source_that_is_provisioned(self):
        source = yaml.safe_load((GRAFANA / 'provisioning/datasources/ytsize.yml').read_text())['datasources'][0]
        wanted = {'type': source['type'], 'uid': source['uid']}
        for dashboard in dashboards():
            with self.subTest(dashboard['title']):
                for panel in panels(dashboard):
                    self.assertEqual([wanted], [panel['datasource']], panel['title'])
                    self.assertTrue(all(target['datasource'] == wanted for target in panel['targets']), panel['title'])
                self.assertTrue(all(variable['datasource'] == wanted for variable in dashboard['templating']['list']))

    def test_each_panel_has_a_unit_a_name_and_a_place_of_its_own(self):
        for dashboard in dashboards():
            with self.subTest(dashboard['title']):
                taken = set()
                for panel in dashboard['panels']:
                    place = panel['gridPos']
                    cells = {(place['x'] + x, place['y'] + y) for x in range(place['w']) for y in range(place['h'])}
                    self.assertFalse(cells & taken, panel['title'])
                    self.assertTrue(all(x < 24 for x, _ in cells), panel['title'])
                    taken |= cells
                for panel in panels(dashboard):
                    self.assertTrue(panel['fieldConfig']['defaults']['unit'], panel['title'])
                    self.assertTrue(all(target['legendFormat'] for target in panel['targets']), panel['title'])
                numbers = [panel['id'] for panel in dashboard['panels']]
                self.assertEqual(sorted(set(numbers)), numbers)

    def test_of_an_instance_are_of_that_instance_alone(self):
        for panel in panels(dashboards()[1]):
            for target in panel['targets']:
                self.assertIn('instance="$instance"', target['expr'], panel['title'])

    def test_are_looked_for_where_they_are_put_and_may_not_be_changed(self):
        provider = yaml.safe_load((GRAFANA / 'provisioning/dashboards/ytsize.yml').read_text())['providers'][0]
        self.assertTrue(provider['disableDeletion'])
        self.assertFalse(provider['allowUiUpdates'])
        self.assertEqual(provider['options'], {'path': '/etc/grafana/dashboards/ytsize'})


if __name__ == '__main__':
    unittest.main()
