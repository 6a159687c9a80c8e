"""What compose.yaml and the overlays of k8s/ let an instance have; for `test` beside this file."""
import dataclasses
import pathlib
import re

import yaml

HERE = pathlib.Path(__file__).resolve().parent
K8S = HERE.parent / 'k8s'
MIB = 1 << 20
UNITS = {'m': MIB, 'g': 1024 * MIB, 'Mi': MIB, 'Gi': 1024 * MIB}


@dataclasses.dataclass(frozen=True)
class Limits:
    """Memory in bytes; how many processors, none where all are for the taking; workers."""
    memory: int
    processors: float
    workers: int

    def __str__(self):
        return f'{self.memory / MIB:.0f} MiB, {self.processors or "all"} processors, {self.workers} workers'


def all_limits():
    """By where they are said."""
    return {'compose': of_compose(), **{overlay: of_overlay(overlay) for overlay in ('production', 'small')}}


def of_compose():
    api = yaml.safe_load((HERE / 'compose.yaml').read_text())['x-api']
    return Limits(size(api['mem_limit']), float(api.get('cpus', 0)), workers_by_default())


def of_overlay(name):
    overlay = K8S / name
    said = yaml.safe_load((overlay / 'kustomization.yaml').read_text())
    base = yaml.safe_load((K8S / 'base/deployment.yaml').read_text())
    resources = base['spec']['template']['spec']['containers'][0]['resources']
    for step in yaml.safe_load((overlay / 'deployment.yaml').read_text()):
        if step['path'].endswith('/resources'):
            resources = step['value']
    literals = dict(literal.split('=', 1) for generator in said['configMapGenerator'] for literal in generator['literals'])
    return Limits(size(resources['limits']['memory']), processors(resources['limits']['cpu']), int(literals.get('MAX_WORKERS', workers_by_default())))


def workers_by_default():
    return int(re.search(r'^#MAX_WORKERS=(\d+)$', (HERE / '.env.example').read_text(), re.MULTILINE)[1])


def size(text):
    number, unit = re.fullmatch(r'(\d+)([a-zA-Z]+)', text).groups()
    return int(number) * UNITS[unit]


def processors(text):
    return float(text[:-1]) / 1000 if text.endswith('m') else float(text)
