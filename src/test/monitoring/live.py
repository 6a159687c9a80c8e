#!/usr/bin/env python3
"""Asks a cluster through its balancer, and then a Prometheus that scrapes both whether it tells of it.

live.py BALANCER PROMETHEUS LIMIT: addresses, and what one client may ask in a window. Every panel's query and every
recording rule has to return data, every metric that an alert or the runbook names has to be there, nothing may be on alert,
and what is counted on both sides has to be the same.
"""
import json
import math
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from sources import alerts, metrics, queries, recorded, rules, runbook_queries

# Seconds until what has happened has been scraped and evaluated: some rates want several scrapes, and a client that has used up its
# limit waits for the next window.
PATIENCE = 120
VIDEOS = ['dQw4w9WgXcQ', 'sixty-fps--', 'short-video', 'hdr-only---', 'premium----', 'four-k-----', 'eight-k----', 'two-hours--',
          'unlisted---', 'private----', 'removed----', 'live-now---']
# Histograms' buckets lie 73 % apart.
SAME = 1.74


class Prometheus:
    def __init__(self, address):
        self.address = address

    def get(self, path, **parameters):
        with urllib.request.urlopen(f'{self.address}{path}?{urllib.parse.urlencode(parameters)}', timeout=10) as answer:
            return json.load(answer)['data']

    def values(self, query):
        """The numbers of what the query returns; by what it is of, without those that are none."""
        told = self.get('/api/v1/query', query=query)
        assert told['resultType'] == 'vector', query
        return {json.dumps(series['metric'], sort_keys=True): float(series['value'][1])
                for series in told['result'] if not math.isnan(float(series['value'][1]))}

    def number(self, query):
        return sum(self.values(query).values())


def ask(balancer, video):
    """Status and seconds of a question."""
    question = json.dumps({'url': f'https://www.youtube.com/watch?v={video}'}).encode()
    request = urllib.request.Request(f'{balancer}/api/v1/size', question, {'Content-Type': 'application/json'})
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=40) as answer:
            answer.read()
            status = answer.status
    except urllib.error.HTTPError as refused:
        status = refused.code
    return status, time.monotonic() - begun


def load(balancer, limit):
    """Twice as many questions as are allowed, some of which meet what is known."""
    with ThreadPoolExecutor(4) as callers:
        return list(callers.map(lambda number: ask(balancer, VIDEOS[number % len(VIDEOS)]), range(2 * limit)))


def scrape_bytes(instance):
    """How much an instance tells Prometheus at once."""
    request = urllib.request.Request(f'http://{instance}/api/v1/metrics', headers={'Accept': 'text/plain'})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return len(answer.read())


def eventually(check, what):
    """The first result of `check` that is not empty or false, within patience."""
    end = time.monotonic() + PATIENCE
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > end:
            raise SystemExit(f'not within {PATIENCE} s: {what()}')
        time.sleep(0.5)


def filled_in(query, instance):
    return query.replace('$instance', instance).replace('$__rate_interval', '1m')


def without_data(prometheus, instance):
    """What should be there and is not."""
    wanted = [(where, filled_in(query, instance)) for where, query in queries()]
    wanted += [(name, name) for name in sorted(recorded())]
    named = {name for expression in [rule['expr'] for rule in rules()] + [query for _, query in runbook_queries() + queries()]
             for name in metrics(expression)}
    wanted += [(name, name) for name in sorted(named - {'ALERTS'})]
    return [f'{where}: {query}' for where, query in wanted if not prometheus.values(query)]


def main():
    balancer, prometheus, limit = sys.argv[1], Prometheus(sys.argv[2]), int(sys.argv[3])
    eventually(lambda: not prometheus.values('up == 0') and prometheus.values('up'), lambda: f'all are scraped: {prometheus.values("up")}')
    begun = time.monotonic()
    answers = load(balancer, limit)
    # Half of them, and all: instances that have just started answer their first ones slowly.
    scrapes = [1000 * prometheus.number(f'max(quantile_over_time({part}, scrape_duration_seconds{{job="ytsize"}}'
                                        f'[{math.ceil(time.monotonic() - begun)}s]))') for part in (0.5, 1)]
    refused = sum(status == 429 for status, _ in answers)
    served = sorted(seconds for status, seconds in answers if status != 429)
    assert refused >= limit // 2 and len(served) >= limit // 2, f'{len(served)} served, {refused} refused'

    query = 'sum(ytsize_rate_limit_decisions_total{decision="refused"})'
    eventually(lambda: prometheus.number(query) == refused, lambda: f'{refused} were refused, Prometheus knows of {prometheus.number(query)}')
    seen = served[math.ceil(0.95 * len(served)) - 1]
    told = prometheus.number('histogram_quantile(0.95, sum by (le) (ytsize_question_duration_seconds_bucket))')
    assert seen / SAME <= told <= seen * SAME, f'p95 of callers is {seen:.3f} s, of instances {told:.3f} s'

    (instance,) = {series['instance'] for series in prometheus.get('/api/v1/series', **{'match[]': 'ytsize_lookups_total{outcome="ok"}'})[:1]}
    eventually(lambda: not without_data(prometheus, instance), lambda: 'no data for\n' + '\n'.join(without_data(prometheus, instance)))
    firing = prometheus.values('ALERTS{alertstate="firing"}')
    assert not firing, f'alerts of a cluster that is well: {firing}'
    known = {rule['name'] for group in prometheus.get('/api/v1/rules')['groups'] for rule in group['rules'] if rule['health'] == 'ok'}
    missing = {alert['alert'] for alert in alerts()} | recorded()
    assert missing <= known, f'rules that are not evaluated: {missing - known}'
    print(f'{len(queries())} queries of panels, {len(recorded())} recorded, {len(alerts())} alerts; {refused} refused on both sides; '
          f'p95 {told * 1000:.0f} ms, as callers see it {seen * 1000:.0f} ms; '
          f'a scrape under load takes {scrapes[0]:.0f} ms, {scrapes[1]:.0f} at most, and is {scrape_bytes(instance) / 1000:.0f} kB')


if __name__ == '__main__':
    main()
