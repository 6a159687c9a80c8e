#!/usr/bin/env python3
"""How many instances, workers, egresses and how much Redis so many people need, and what is full first: docs/capacity.md.

tools/capacity.py --users 50000                    what that takes
tools/capacity.py --instances 3 --egresses 3       how many people that is enough for
tools/capacity.py --table                          the tables of docs/capacity.md

Each number below is a measurement, of which docs/capacity.md says the place, or an assumption that --NAME replaces by what you know.
"""
import argparse
import dataclasses
import functools
import math

DAY, HOUR, MINUTE = 86_400, 3_600, 60
MIB = 2 ** 20
# Of each instance's heap for the grid (HazelcastCluster), and all of it where JAVA_OPTS says nothing else (./serve).
GRID_MIB, HEAP_MIB = 64, 256
# From and to where; what is not here is more than 0. No hour is the busiest with less than an even share.
RANGES = {'new': (0, 1), 'peak': (1 / 24, 1), 'spread': (0.01, 1), 'videos': (1, 1e12)}


def number(default, meaning):
    return dataclasses.field(default=default, metadata={'meaning': meaning})


@dataclasses.dataclass(frozen=True)
class World:
    """People, videos and YouTube, of which much is assumed; and the service, which was measured."""
    pages: float = number(30, 'assumed: questions that a person asks a day')
    peak: float = number(0.1, "assumed: share of a day's questions in its busiest hour")
    videos: float = number(1e6, 'assumed: videos that people watch')
    exponent: float = number(1, "assumed: of Zipf's law, by which some are asked for more than others")
    new: float = number(0.2, 'assumed: share of videos that are newer than two days')
    lookup_seconds: float = number(2, 'assumed: how long a lookup takes, most of it YouTube')
    egress_lookups: float = number(300, "assumed: lookups an hour that YouTube allows one address (yt-dlp's FAQ)")
    spread: float = number(0.6, 'chosen: how full anything may be in the busiest hour')
    fresh_new: float = number(20 * MINUTE, 'promised: seconds for which a new video is remembered')
    fresh_old: float = number(DAY, 'promised: seconds for which another one is')
    lookup_cpu: float = number(0.036, 'measured: CPU seconds of a lookup')
    known_cpu: float = number(0.00088, 'measured: CPU seconds of a known answer, those of HAProxy and Redis among them')
    entry_bytes: float = number(2099, 'measured: bytes of a remembered video')
    client_bytes: float = number(1146, 'measured: bytes in Redis of a client at its limit')
    redis_cpu: float = number(0.000024, 'measured: CPU seconds of a counted request in Redis, which has one core')
    answer_bytes: float = number(1078, "measured: bytes of v1's answer with its head")


@dataclasses.dataclass(frozen=True)
class Setup:
    """Equal instances, and the addresses that YouTube is asked from. Without a grid (CLUSTER_MODE) each looks up for itself."""
    instances: int
    egresses: int
    cores: float = 2
    workers: int = 10
    cache_mib: float = 32
    has_grid: bool = True

    @property
    def grid_mib(self):
        """For what they remember together, of which there are two copies."""
        return GRID_MIB * self.instances / 2 if self.has_grid and self.instances > 1 else 0

    @property
    def answers_mib(self):
        """Of each heap."""
        return self.cache_mib + (GRID_MIB if self.grid_mib else 0)


@dataclasses.dataclass(frozen=True)
class Load:
    """A second of the busiest hour."""
    questions: float
    lookups: float


@functools.lru_cache
def asked(world):
    """Videos that are asked for about equally often, the popular ones first: (what share of all questions is about each, how many)."""
    edges = sorted({int(1.02 ** step) for step in range(int(math.log(world.videos) / math.log(1.02)) + 1)} | {int(world.videos) + 1})
    groups = [(((low + high - 1) / 2) ** -world.exponent, high - low) for low, high in zip(edges, edges[1:])]
    whole = sum(weight * count for weight, count in groups)
    return [(weight / whole, count) for weight, count in groups]


def found_within(groups, questions):
    """How many different videos so many questions are about."""
    return sum(count * -math.expm1(-share * questions) for share, count in groups)


def split(groups, places):
    """The most popular videos, for as many as there are places; and the others."""
    first, others = [], []
    for share, count in groups:
        fit = min(count, places)
        places -= fit
        first.append((share, fit))
        others.append((share, count - fit))
    return first, others


def stays(groups, places):
    """Questions after which a cache of so many places has lost what none of them was about (Che, Tung and Wang, 2002)."""
    low, high = 0.0, 1e15
    if found_within(groups, high) <= places:
        return high
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if found_within(groups, middle) < places else (low, middle)
    return low


def asked_before(world, users, seconds):
    """Questions of the seconds before one of the busiest hour; the rest of the day is alike."""
    day = users * world.pages
    busy = day * world.peak / HOUR
    return busy * min(seconds, HOUR) + (day - busy * HOUR) / (DAY - HOUR) * max(seconds - HOUR, 0)


def load(world, users, setup):
    """A video is looked up when it is asked for and was not within the time that it is remembered for, by its age or for want of room.

    An instance keeps what is asked for most, the grid what was asked for last.
    """
    questions = users * world.pages * world.peak / HOUR
    own, others = split(asked(world), setup.cache_mib * MIB / world.entry_bytes)
    left = stays(others, setup.grid_mib * MIB / world.entry_bytes)
    apart = 1 if setup.has_grid else setup.instances

    def looked_up(fresh):
        before = asked_before(world, users, fresh) / apart
        return (sum(count * share / (1 + share * before) for share, count in own)
                + sum(count * share * max(1 / (1 + share * before), math.exp(-share * left)) for share, count in others))
    return Load(questions, questions * (world.new * looked_up(world.fresh_new) + (1 - world.new) * looked_up(world.fresh_old)))


def fullness(world, users, setup):
    """How full each thing is; 1 is all that there is."""
    now = load(world, users, setup)
    return {
        'egresses': now.lookups * HOUR / (setup.egresses * world.egress_lookups),
        'workers': now.lookups * world.lookup_seconds / (setup.instances * setup.workers),
        'processors': (now.lookups * world.lookup_cpu + (now.questions - now.lookups) * world.known_cpu)
                      / (setup.instances * setup.cores),
        'Redis': now.questions * world.redis_cpu,
    }


def setup_for(world, users, **rest):
    """The smallest in which nothing is fuller than `spread`, nor full while an instance is away. Two instances at least."""
    def is_enough(instances):
        full = fullness(world, users, Setup(instances, 1, **rest))
        return max(full['workers'], full['processors']) <= min(world.spread, (instances - 1) / instances)
    low, high = 1, 2
    while not is_enough(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return Setup(high, max(1, math.ceil(fullness(world, users, Setup(high, 1, **rest))['egresses'] / world.spread)), **rest)


def users_of(world, setup):
    """So many people fill the first thing to `spread`."""
    low, high = 0, 10 ** 9
    while high - low > max(1, low / 1000):
        middle = (low + high) // 2
        low, high = (middle, high) if max(fullness(world, middle, setup).values()) <= world.spread else (low, middle)
    return low


def somebody(world, setup):
    users = users_of(world, setup)
    if not users:
        raise SystemExit(f'instances {setup.instances}, egresses {setup.egresses}: enough for nobody')
    return users


def redis_megabytes(world, users):
    """At worst: each question of a minute is of somebody else, who is at the limit."""
    return users * world.pages * world.peak / 60 * world.client_bytes / 1e6


def columns(world, users, setup):
    now, full = load(world, users, setup), fullness(world, users, setup)
    return {
        'people a day': f'{users:,}',
        'questions a second': f'{now.questions:,.1f}',
        'known': f'{1 - now.lookups / now.questions:.0%}',
        'lookups a second': f'{now.lookups:,.2f}',
        'instances': f'{setup.instances:,}',
        'egresses': f'{setup.egresses:,}',
        "Redis' memory": f'{redis_megabytes(world, users):,.1f} MB',
        'sent': f'{now.questions * world.answer_bytes * 8 / 1e6:,.1f} Mbit/s',
        'fullest': ', '.join(f'{name} {part:.0%}' for name, part in sorted(full.items(), key=lambda one: -one[1])[:2]),
    }


def growth(world, users, setup):
    """What there is too little of when so many times as many come, and by how much; worst first."""
    for times in 1, 10, 100, 1000:
        full = fullness(world, users * times, setup)
        short = [f'{name} {part:,.1f}' for name, part in sorted(full.items(), key=lambda one: -one[1]) if part > 1]
        yield times, f'{users * times:,}', ', '.join(short) or 'nothing'


def costs(users, setup, prices):
    machine, egress, rest = prices
    whole = setup.instances * machine + setup.egresses * egress + rest
    return f'{whole:,.0f} a month, {whole / users * 1000:,.2f} for 1,000 people'


def memory(world, users, setup):
    """What so many people's lookups are with other memory than `setup` has."""
    for instances, cache_mib, has_grid in ((3, 32, False), (3, 96, False), (12, 96, False), (3, 32, True), (3, 64, True), (3, 128, True), (3, 512, True), (12, 32, True), (30, 32, True)):
        other = dataclasses.replace(setup, instances=instances, cache_mib=cache_mib, has_grid=has_grid)
        yield {
            'instances': f'{instances}',
            '`CLUSTER_MODE`': 'set' if has_grid else '`none`',
            '`CACHE_MAX_BYTES`': f'{cache_mib} MiB',
            'of each heap': f'{other.answers_mib:,.0f} MiB',
            'lookups a second': f'{load(world, users, other).lookups:,.1f}',
        }


def table(rows):
    rows = list(rows)
    print('| ' + ' | '.join(rows[0]) + ' |')
    print('|' + '---|' * len(rows[0]))
    for row in rows:
        print('| ' + ' | '.join(row.values()) + ' |')
    print()


def tables(world, prices):
    seed = Setup(3, 3)
    sizes = [(somebody(world, seed), seed)] + [(users, setup_for(world, users)) for users in (10_000, 100_000, 1_000_000)]
    table(columns(world, *size) for size in sizes)
    table({'people': people, 'times': f'{times:,}', 'too little, by how many times': short} for times, people, short in growth(world, *sizes[0]))
    table(memory(world, sizes[0][0] * 1000, seed))
    table({'people a day': f'{users:,}', 'costs': costs(users, setup, prices)} for users, setup in sizes)


def is_possible(name, value):
    return RANGES[name][0] <= value <= RANGES[name][1] if name in RANGES else 0 < value < math.inf


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--users', type=int, help='people a day')
    parser.add_argument('--instances', type=int, help='instances that there are')
    parser.add_argument('--egresses', type=int, help='addresses that YouTube is asked from')
    parser.add_argument('--cores', type=float, default=2, help='of an instance (2)')
    parser.add_argument('--workers', type=int, default=10, help='MAX_WORKERS (10)')
    parser.add_argument('--cache-mib', type=float, default=32, help='CACHE_MAX_BYTES / 2^20 (32)')
    parser.add_argument('--no-grid', action='store_true', help='without CLUSTER_MODE: each instance looks up for itself')
    parser.add_argument('--prices', type=float, nargs=3, default=(10, 3, 20), metavar=('INSTANCE', 'EGRESS', 'REST'),
                        help='a month of one instance, of one address, and of all the rest (10 3 20)')
    parser.add_argument('--table', action='store_true', help='the tables of docs/capacity.md')
    for field in dataclasses.fields(World):
        parser.add_argument('--' + field.name.replace('_', '-'), type=float, default=field.default,
                            help=f'{field.metadata["meaning"]} ({field.default:g})'.replace('%', '%%'))
    wish = parser.parse_args()
    world = World(**{field.name: getattr(wish, field.name) for field in dataclasses.fields(World)})
    for name, value in vars(wish).items():
        if type(value) in (int, float) and not is_possible(name, value):
            parser.error(f'{name} cannot be {value:g}: ' + ('{:.2g} to {:g}'.format(*RANGES[name]) if name in RANGES else 'more than 0'))
    if not all(0 <= price < math.inf for price in wish.prices):
        parser.error('prices: nothing costs less than 0')
    if bool(wish.instances) != bool(wish.egresses):
        parser.error('instances and egresses: say both or neither')
    rest = {'cores': wish.cores, 'workers': wish.workers, 'cache_mib': wish.cache_mib, 'has_grid': not wish.no_grid}
    if wish.table:
        tables(world, wish.prices)
        return
    if wish.instances and wish.egresses:
        setup = Setup(wish.instances, wish.egresses, **rest)
        users = wish.users or somebody(world, setup)
    elif wish.users:
        users, setup = wish.users, setup_for(world, wish.users, **rest)
    else:
        parser.error('say --users, or --instances and --egresses')
    for name, value in columns(world, users, setup).items():
        print(f'{name:22} {value}')
    print(f'{"costs":22} {costs(users, setup, wish.prices)}')
    print(f'{"heap for answers":22} {setup.answers_mib:,.0f} MiB in each instance, of {HEAP_MIB} unless JAVA_OPTS says otherwise')
    for times, people, short in growth(world, users, setup):
        print(f'{f"times {times:,}":22} too little: {short}')


if __name__ == '__main__':
    main()
