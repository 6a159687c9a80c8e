"""What compose.yaml and the overlays of k8s/ let an instance have; for `test` beside this file."""
import pathlib
import re
from typing import NamedTuple, Optional

import yaml

HERE = pathlib.Path(__file__).resolve().parent
KUBERNETES = HERE.parent / 'k8s'
UNITS = {'m': 1 << 20, 'g': 1 << 30, 'Mi': 1 << 20, 'Gi': 1 << 30}


class Limits(NamedTuple):
    """Memory in bytes; processors, where they are limited; workers, where they are not as many as without a setting."""

    name: str
    memory: int
    processors: Optional[float]
    workers: Optional[str]


def every():
    api = read(HERE / 'compose.yaml')['services']['api1']
    pod = read(KUBERNETES / 'base/deployment.yaml')['spec']['template']['spec']
    patch = next(step for step in read(KUBERNETES / 'small/deployment.yaml') if step['path'].endswith('/resources'))
    return [
        Limits('compose', size(re.search(r'\d+[mg]', api['mem_limit'])[0]), None, None),
        of_pod('production', pod['containers'][0]['resources']),
        of_pod('small', patch['value']),
    ]


def of_pod(name, resources):
    literals = [literal for generator in read(KUBERNETES / name / 'kustomization.yaml')['configMapGenerator'] for literal in generator['literals']]
    settings = dict(literal.split('=', 1) for literal in literals)
    return Limits(name, size(resources['limits']['memory']), float(resources['limits']['cpu']), settings.get('MAX_WORKERS'))


def read(file):
    return yaml.safe_load(file.read_text())


def size(text):
    number, unit = re.fullmatch(r'(\d+)(\D+)', text).groups()
    return int(number) * UNITS[unit]
