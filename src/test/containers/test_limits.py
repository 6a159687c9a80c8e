"""server-config/docker/limits.py, by which the image is tried, against what Kubernetes and compose are given."""
import sys
import unittest

from sources import DOCKER, ROOT, compose, megabytes

sys.path.insert(0, str(DOCKER))
import container  # noqa: E402
from limits import MIB, Limits, all_limits  # noqa: E402


class LimitsThatTheImageIsTriedBy(unittest.TestCase):
    def test_every_overlay_is_tried_and_compose(self):
        overlays = {path.parent.name for path in (ROOT / 'server-config/k8s').glob('*/kustomization.yaml')} - {'base'}
        self.assertEqual({'compose'} | overlays, set(all_limits()))

    def test_they_are_what_is_set(self):
        tried = all_limits()
        self.assertEqual(megabytes(compose()['x-api']['mem_limit']), tried['compose'].memory / MIB)
        self.assertEqual(Limits(1536 * MIB, 2, 10), tried['production'])
        self.assertEqual(Limits(1024 * MIB, 1, 4), tried['small'])

    def test_a_container_gets_no_more(self):
        self.assertEqual({'memory': {'limit': MIB, 'swap': MIB}}, container.resources(Limits(MIB, 0, 10)))
        self.assertEqual({'quota': 50_000, 'period': 100_000}, container.resources(Limits(MIB, 0.5, 10))['cpu'])


if __name__ == '__main__':
    unittest.main()
