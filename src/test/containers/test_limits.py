"""What server-config/docker/test runs the image within, against what is deployed and what the page says."""
import json
import pathlib
import re
import shutil
import sys
import unittest
from unittest import mock

from sources import DOCKER, ROOT

sys.path.insert(0, str(DOCKER))
import container  # noqa: E402
import limits  # noqa: E402

GIB = 1 << 30


class LimitsTest(unittest.TestCase):
    def setUp(self):
        self.limits = {one.name: one for one in limits.every()}

    def test_every_way_to_run_it_has_its_own(self):
        overlays = {path.parent.name for path in (ROOT / 'server-config/k8s').glob('*/kustomization.yaml')} - {'base'}
        self.assertEqual(overlays | {'compose'}, set(self.limits))

    def test_are_those_of_the_page(self):
        row = re.search(r'^\| for each \| (\d+) workers, (\S+) GiB \| (\d+) workers, (\S+) GiB \|$', (ROOT / 'docs/containers.md').read_text(), re.MULTILINE)
        small, production = self.limits['small'], self.limits['production']
        self.assertEqual((row[1], float(row[2])), (small.workers, small.memory / GIB))
        self.assertEqual((row[3], float(row[4])), (production.workers or '10', production.memory / GIB))
        self.assertEqual((1, 2, None), (small.processors, production.processors, self.limits['compose'].processors))

    def test_are_the_containers(self):
        with mock.patch.object(container, 'inspect', return_value={'config': {'Env': [], 'Entrypoint': ['x'], 'Cmd': []}}):
            made = container.Container(mock.Mock(directory='/'), 3000, self.limits['small'])
        self.addCleanup(shutil.rmtree, made.directory)
        config = json.loads(pathlib.Path(made.directory, 'config.json').read_text())
        self.assertEqual({'memory': {'limit': GIB, 'swap': GIB}, 'cpu': {'period': 100_000, 'quota': 100_000}}, config['linux']['resources'])


if __name__ == '__main__':
    unittest.main()
