"""The files that these tests are about, and what they have in common."""
import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
DOCKER = ROOT / 'server-config/docker'


def compose():
    return yaml.safe_load((DOCKER / 'compose.yaml').read_text())


def filled_in(value):
    """With the defaults of its variables."""
    return re.sub(r'\$\{\w+:-([^}]*)}', r'\1', value) if isinstance(value, str) else value


def variables(meaning='.*'):
    """Names of docs/configuration.md whose row is like that."""
    page = (ROOT / 'docs/configuration.md').read_text()
    return set(re.findall(rf'^\| `([A-Z_]+)` \|{meaning}$', page, re.MULTILINE))


def secrets():
    return variables(r'.*\bSecret\b.*')


def megabytes(size):
    number, unit = re.fullmatch(r'(\d+)([mg])', size).groups()
    return int(number) * {'m': 1, 'g': 1024}[unit]


def patience():
    """Seconds that a stop may take."""
    return int(re.search(r'Whoever stops the process should give it (\d+) s', (ROOT / 'docs/operations.md').read_text())[1])
