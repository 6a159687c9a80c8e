"""What an operator is given: rules, dashboards, runbook, the list of metrics; and what is in them."""
import functools
import json
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
RULES = ROOT / 'server-config/prometheus/rules'
GRAFANA = ROOT / 'server-config/grafana'
RUNBOOK = ROOT / 'docs/runbook.md'

# Words of PromQL that look like names of metrics and are not followed by a parenthesis.
WORDS = {'and', 'or', 'unless', 'by', 'on', 'without', 'ignoring', 'group_left', 'group_right', 'bool', 'offset', 'inf', 'nan'}
# What is told by others than the service: HAProxy, the exporters of Redis and of the host, Micrometer about the JVM, Prometheus itself.
# Whether there are such metrics shows itself where they are scraped, in live.py.
OTHERS = re.compile(r'(haproxy|redis|node|jvm|process|system)_\w+|up')


@functools.cache
def rules():
    """All of them, each with the file that it is in."""
    return [
        {**rule, 'file': file.stem}
        for file in sorted(RULES.glob('*.yml')) for group in yaml.safe_load(file.read_text())['groups'] for rule in group['rules']]


def alerts():
    return [rule for rule in rules() if 'alert' in rule]


def recorded():
    return {rule['record'] for rule in rules() if 'record' in rule}


@functools.cache
def rule_tests(name):
    return yaml.safe_load((RULES / f'{name}-test.yaml').read_text())['tests']


@functools.cache
def dashboards():
    return [json.loads(file.read_text()) for file in sorted((GRAFANA / 'dashboards').glob('*.json'))]


def panels(dashboard):
    return [panel for panel in dashboard['panels'] if panel['type'] != 'row']


def queries():
    """Of all panels: title and query."""
    return [(f'{dashboard["title"]}: {panel["title"]}', target['expr'])
            for dashboard in dashboards() for panel in panels(dashboard) for target in panel['targets']]


def runbook_queries():
    return [('runbook', query) for query in re.findall(r'"\$PROMETHEUS" \'([^\']+)\'', RUNBOOK.read_text())]


def metrics(query):
    """Names of the metrics that a query reads."""
    bare = re.sub(r'"[^"]*"', '', query)
    bare = re.sub(r'\{[^}]*\}|\[[^\]]*\]', ' ', bare)
    bare = re.sub(r'\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)', ' ', bare)
    return {
        name for name in re.findall(r'(?<![\w:.])[A-Za-z_][\w:]*(?!\s*\(|[\w:])', bare)
        if name.lower() not in WORDS}


def anchor(heading):
    """As GitHub makes one of it."""
    return re.sub(r'[^\w -]', '', heading.strip().lower()).replace(' ', '-')


def sections():
    """Of the runbook: text by anchor."""
    parts = re.split(r'^## (.+)$', RUNBOOK.read_text(), flags=re.M)
    return {anchor(heading): text for heading, text in zip(parts[1::2], parts[2::2])}


def documented():
    """Names in docs/metrics.md's tables."""
    text = (ROOT / 'docs/metrics.md').read_text()
    return set(re.findall(r'\bytsize_\w+', text))
