"""That tools/capacity.py foretells what was measured, and that docs/capacity.md has what it says."""
import importlib.util
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).parents[3]
SCRIPT = ROOT / 'tools/capacity.py'
PAGE = (ROOT / 'docs/capacity.md').read_text(encoding='utf-8')


def module():
    spec = importlib.util.spec_from_file_location('capacity', SCRIPT)
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


capacity = module()


def plain(number):
    return int(number.replace(',', ''))


# docs/capacity.md has what bench/days.py measured of the real lookup, in a table; and so far from it the model may be.
DAYS = re.findall(r'^\| ([\d,]+) \| (\d+) \| (set|`none`) \| (\d+) MiB \| ([\d,]+) \| ([\d,]+) \| ([\d.]+) \|$', PAGE, re.M)
CLOSE = 0.06


def foretold(world, row):
    users, instances, mode, cache_mib = row[:4]
    setup = capacity.Setup(int(instances), 1, cache_mib=int(cache_mib), has_grid=mode == 'set' or instances == '1')
    return capacity.load(world, plain(users), setup).lookups * capacity.HOUR


def run(*words):
    return subprocess.run([sys.executable, '-B', SCRIPT, *words], capture_output=True, text=True, timeout=60, check=False)


class CapacityTest(unittest.TestCase):
    def test_foretells_the_measured_days(self):
        self.assertGreater(len(DAYS), 9)
        for row in DAYS:
            now = foretold(capacity.World(), row)
            self.assertEqual((row[4], row[6]), (f'{now:,.0f}', f'{now / plain(row[5]):.2f}'), msg=row)
            self.assertAlmostEqual(1, now / plain(row[5]), delta=CLOSE, msg=row)

    def test_would_foretell_other_days_of_another_world(self):
        for other in ({'new': 0}, {'new': 0.1}, {'new': 0.3}, {'entry_bytes': 1300}, {'entry_bytes': 2620}):
            world = capacity.World(**other)
            self.assertGreater(max(abs(1 - foretold(world, row) / plain(row[5])) for row in DAYS), CLOSE, msg=other)

    def test_knows_how_many_videos_occur(self):
        """bench/zipf.sh: of 20,000 in 100,000 questions 13,162."""
        self.assertAlmostEqual(13_162, capacity.found_within(capacity.asked(capacity.World(videos=20_000)), 100_000), delta=13_162 * 0.02)

    def test_without_a_grid_each_instance_looks_up_for_itself(self):
        world = capacity.World()
        for instances in 2, 3, 10:
            alone = capacity.load(world, 50_000, capacity.Setup(1, 1))
            apart = capacity.load(world, 50_000 * instances, capacity.Setup(instances, 1, has_grid=False))
            self.assertAlmostEqual(alone.lookups * instances, apart.lookups)
            self.assertGreater(apart.lookups, capacity.load(world, 50_000 * instances, capacity.Setup(instances, 1)).lookups)
        said = dict(re.findall(r'^(\S.*?)  +([\d,.]+)', run('--users', '1000000', '--no-grid').stdout, re.M))
        self.assertIn(f'{float(said["lookups a second"]):.0f} lookups a second instead of 84, and need {said["instances"]} instances and {said["egresses"]} addresses', PAGE)

    def test_more_memory_of_either_kind_spares_lookups(self):
        world = capacity.World()
        seed = capacity.load(world, 300_000, capacity.Setup(3, 3)).lookups
        self.assertLess(capacity.load(world, 300_000, capacity.Setup(3, 3, cache_mib=64)).lookups, seed)
        self.assertLess(capacity.load(world, 300_000, capacity.Setup(4, 3)).lookups, seed)

    def test_nothing_is_too_full_not_even_while_an_instance_is_away(self):
        world = capacity.World()
        for users in (1, 1_000, 50_000, 3_000_000):
            setup = capacity.setup_for(world, users)
            full = capacity.fullness(world, users, setup)
            self.assertLessEqual(max(full.values()), world.spread)
            self.assertLessEqual(max(full['workers'], full['processors']) * setup.instances / (setup.instances - 1), 1)

    def test_smallest_is_told(self):
        world = capacity.World(egress_lookups=1e9)
        setup = capacity.setup_for(world, 500_000)
        less = capacity.fullness(world, 500_000, capacity.Setup(setup.instances - 1, setup.egresses))
        self.assertGreater(max(less.values()), min(world.spread, (setup.instances - 2) / (setup.instances - 1)))

    def test_what_is_enough_for_so_many_is_not_for_more(self):
        world, setup = capacity.World(), capacity.Setup(3, 3)
        users = capacity.users_of(world, setup)
        self.assertLessEqual(max(capacity.fullness(world, users, setup).values()), world.spread)
        self.assertGreater(max(capacity.fullness(world, users * 1.02 + 2, setup).values()), world.spread)

    def test_more_egresses_workers_and_memory_are_enough_for_more(self):
        world = capacity.World()
        base = capacity.users_of(world, capacity.Setup(3, 3))
        self.assertGreater(capacity.users_of(world, capacity.Setup(3, 30)), base * 5)
        wide = capacity.World(egress_lookups=1e9)
        self.assertGreater(capacity.users_of(wide, capacity.Setup(3, 3, cache_mib=1024)), capacity.users_of(wide, capacity.Setup(3, 3)))

    def test_page_has_what_it_says(self):
        self.assertIn(run('--table').stdout.strip(), PAGE)

    def test_page_has_every_number_with_its_value(self):
        for field in capacity.dataclasses.fields(capacity.World):
            self.assertIn(f'| `{field.name}` | {field.default:g} |', PAGE)

    def test_refuses_what_makes_no_sense(self):
        for words in ('--instances 0', '--users -5', '--users 5 --pages 0', '--users 5 --pages nan', '--users 5 --pages inf', '--users 5 --new 3',
                      '--users 5 --new -1', '--users 5 --peak 2', '--users 5 --peak 0.01', '--users 5 --videos 0.5', '--users 5 --prices -1 3 20', '--users 5 --prices 1 nan 20',
                      '--users 5 --instances 3', '--egresses 3', ''):
            said = run(*words.split())
            self.assertEqual((2, ''), (said.returncode, said.stdout), words)
            self.assertNotIn('Traceback', said.stderr)

    def test_takes_what_is_at_the_edge(self):
        for words in ('--new 0', '--new 1', '--videos 1', '--peak 1', '--spread 1', '--prices 0 0 0'):
            said = run('--users', '500', *words.split())
            self.assertEqual((0, ''), (said.returncode, said.stderr), words)

    def test_says_that_it_is_enough_for_nobody(self):
        for words in ('--instances 1 --egresses 1', '--table'):
            said = run(*words.split(), '--egress-lookups', '0.1')
            self.assertEqual(1, said.returncode)
            self.assertRegex(said.stderr, r'^instances \d, egresses \d: enough for nobody\n$')


if __name__ == '__main__':
    unittest.main()
