#!/usr/bin/env python3
"""Writes the dashboards: generate.py [DIRECTORY], the one beside it by default.

What is shown is the data below; how Grafana wants to be told is at the end. Numbers that have a recording rule are shown
by it, so that a panel and an alert never tell different stories. Thresholds are in the alerts alone.
"""
import json
import sys
from pathlib import Path

SOURCE = {'type': 'prometheus', 'uid': 'ytsize-prometheus'}
COLUMNS, HEIGHT = 24, 8


def row(title, *panels):
    return {'title': title, 'panels': panels}


def graph(title, unit, *queries, about=''):
    return {'type': 'timeseries', 'title': title, 'unit': unit, 'queries': queries, 'about': about}


def number(title, unit, *queries, about=''):
    return {'type': 'stat', 'title': title, 'unit': unit, 'queries': queries, 'about': about}


CLUSTER = [
    row('At a glance',
        number('Instances that are ready', 'none', ('cluster:ytsize_ready:sum', 'ready'), ('count(up{job="ytsize"})', 'known')),
        number('Requests', 'reqps', ('cluster:ytsize_http_requests:rate5m', 'requests')),
        number('Requests that end with 5xx', 'percentunit', ('cluster:ytsize_http_errors:ratio_rate5m', '5xx'),
               about='As instances tell. What the balancer sends on (425) is not among them: see the breakers.'),
        number('Answers that were known', 'percentunit', ('cluster:ytsize_answers_known:ratio_rate5m', 'known'),
               about='For the others YouTube had to be asked.')),
    row('Callers',
        graph('Requests by route and status', 'reqps', ('route_status:ytsize_http_requests:rate5m', '{{route}} {{status}}')),
        graph('Time of a question', 's',
              ('cluster:ytsize_question_duration_seconds:p50', 'p50'),
              ('cluster:ytsize_question_duration_seconds:p95', 'p95'),
              ('cluster:ytsize_question_duration_seconds:p99', 'p99'),
              about='Over all instances. One in twenty takes longer than p95.'),
        graph('p95 by route', 's', ('route:ytsize_http_request_duration_seconds:p95', '{{route}}')),
        graph('Turned away', 'reqps', ('cluster:ytsize_rejections:rate5m', '{{reason}}')),
        graph('Questions by instance', 'reqps', ('instance:ytsize_questions:rate5m', '{{instance}}'),
              about='Lines that lie apart: uneven load.'),
        graph('Answers by origin', 'reqps', ('sum by (origin) (rate(ytsize_answers_total[5m]))', '{{origin}}'))),
    row('Lookups',
        graph('Lookups by outcome', 'ops', ('sum by (outcome) (egress_outcome:ytsize_lookups:rate5m)', '{{outcome}}')),
        graph('p95 of a lookup', 's', ('cluster:ytsize_lookup_duration_seconds:p95', 'p95')),
        graph('Waiting and busy', 'none',
              ('sum(ytsize_queue_length)', 'waiting'), ('sum(ytsize_workers{state="busy"})', 'busy'), ('sum(ytsize_workers_max)', 'most that may be busy')),
        graph('Egresses that are not trusted', 'none', ('sum by (egress) (ytsize_breaker_state{state="open"})', '{{egress}}'),
              about='By how many instances.'),
        graph('Age of yt-dlp', 's', ('max by (version) (ytsize_ytdlp_age_seconds * on (instance) group_left (version) ytsize_ytdlp_info)', '{{version}}'))),
    row('What is shared',
        graph('Who decides about the limit', 'none', ('sum by (mode) (ytsize_rate_limit_mode)', '{{mode}}'), about='Instances by what they decide by.'),
        graph('Decisions', 'reqps', ('decision_source:ytsize_rate_limit_decisions:rate5m', '{{decision}} by {{source}}')),
        graph('p99 of a call of Redis', 's', ('cluster:ytsize_redis_call_duration_seconds:p99', 'p99')),
        graph("Redis' memory", 'bytes', ('redis_memory_used_bytes', 'used, {{instance}}'), ('redis_memory_max_bytes', 'maxmemory, {{instance}}')),
        graph('Members of the data grid', 'none', ('ytsize_grid_members', '{{instance}}')),
        graph('Calls of the grid', 'ops',
              ('sum(rate(ytsize_grid_calls_total[5m]))', 'all'), ('sum(rate(ytsize_grid_timeouts_total[5m]))', 'not in time'), ('sum(rate(ytsize_grid_failures_total[5m]))', 'failed'))),
    row('Balancers and hosts',
        graph("Balancers' answers", 'reqps', ('sum by (code) (rate(haproxy_frontend_http_responses_total{proxy="public"}[5m]))', '{{code}}')),
        graph('Servers that a balancer takes for good', 'none', ('sum by (instance) (haproxy_server_status{proxy="ytsize",state="UP"})', '{{instance}}')),
        graph('Waiting at the balancers', 'none', ('haproxy_backend_current_queue{proxy="ytsize"}', '{{instance}}')),
        graph('Sent again', 'reqps', ('sum by (instance) (rate(haproxy_backend_redispatch_warnings_total{proxy="ytsize"}[5m]))', '{{instance}}'),
              about='Requests that went to another instance than the first.'),
        graph('Memory that hosts have left', 'percentunit', ('node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes', '{{instance}}')),
        graph('Load of a host, by core', 'none',
              ('node_load1 / on (instance) count by (instance) (node_cpu_seconds_total{mode="idle"})', '{{instance}}'))),
]

INSTANCE = [
    row('At a glance',
        number('Ready', 'bool_yes_no', ('ytsize_ready{instance="$instance"}', 'ready')),
        number('Draining', 'bool_yes_no', ('ytsize_draining{instance="$instance"}', 'draining')),
        number('Runs for', 's', ('process_uptime_seconds{instance="$instance"}', 'runs for')),
        number('Version', 'none', ('ytsize_build_info{instance="$instance"}', '{{version}}'), ('ytsize_ytdlp_info{instance="$instance"}', 'yt-dlp {{version}}'))),
    row('Callers',
        graph('Requests by route and status', 'reqps',
              ('sum by (route, status) (rate(ytsize_http_requests_total{instance="$instance"}[$__rate_interval]))', '{{route}} {{status}}')),
        graph('Time of a question', 's', *(
            (f'histogram_quantile({part}, sum by (le) (rate(ytsize_question_duration_seconds_bucket{{instance="$instance"}}[$__rate_interval])))', name)
            for part, name in ((0.5, 'p50'), (0.95, 'p95'), (0.99, 'p99')))),
        graph('Requests in flight', 'none', ('ytsize_http_requests_in_flight{instance="$instance"}', 'in flight')),
        graph('Answers by origin', 'reqps',
              ('rate(ytsize_answers_total{instance="$instance"}[$__rate_interval])', '{{origin}}'),
              ('rate(ytsize_single_flight_joins_total{instance="$instance"}[$__rate_interval])', 'waited for another question'))),
    row('What it remembers',
        graph('Videos', 'none', ('ytsize_cache_entries{instance="$instance"}', 'videos')),
        graph('Memory of the cache', 'bytes', ('ytsize_cache_bytes{instance="$instance"}', 'bytes')),
        graph('Forgotten and refreshed', 'ops',
              ('rate(ytsize_cache_evictions_total{instance="$instance"}[$__rate_interval])', 'forgotten'),
              ('rate(ytsize_cache_refreshes_total{instance="$instance"}[$__rate_interval])', 'refreshed'))),
    row('Lookups',
        graph('Lookups by egress and outcome', 'ops',
              ('rate(ytsize_lookups_total{instance="$instance"}[$__rate_interval])', '{{egress}} {{outcome}}'),
              ('rate(ytsize_lookup_retries_total{instance="$instance"}[$__rate_interval])', 'made again')),
        graph('Time of a lookup', 's', *(
            (f'histogram_quantile({part}, sum by (le) (rate(ytsize_lookup_duration_seconds_bucket{{instance="$instance"}}[$__rate_interval])))', name)
            for part, name in ((0.5, 'p50'), (0.95, 'p95')))),
        graph('Workers', 'none', ('ytsize_workers{instance="$instance"}', '{{state}}'), ('ytsize_workers_max{instance="$instance"}', 'most that may be busy')),
        graph('Queue', 'none', ('ytsize_queue_length{instance="$instance"}', 'waiting'), ('ytsize_queue_capacity{instance="$instance"}', 'may wait')),
        graph('Turned away', 'reqps',
              ('rate(ytsize_lookup_rejections_total{instance="$instance"}[$__rate_interval])', 'queue full'),
              ('rate(ytsize_breaker_refusals_total{instance="$instance"}[$__rate_interval])', 'breaker open')),
        graph('Breakers', 'none', ('ytsize_breaker_state{instance="$instance",state!="closed"}', '{{egress}} {{state}}'),
              ('increase(ytsize_breaker_openings_total{instance="$instance"}[$__rate_interval])', '{{egress}} opened by {{cause}}')),
        graph('Engine', 'none', ('ytsize_engine_mode{instance="$instance"}', '{{mode}}'), ('ytsize_engine_starts_total{instance="$instance"}', 'started')),
        graph('Jobs', 'ops',
              ('rate(ytsize_jobs_total{instance="$instance"}[$__rate_interval])', 'begun'),
              ('rate(ytsize_job_crashes_total{instance="$instance"}[$__rate_interval])', 'crashed'))),
    row('What is shared',
        graph('Decisions about the limit', 'reqps',
              ('rate(ytsize_rate_limit_decisions_total{instance="$instance"}[$__rate_interval])', '{{decision}} by {{source}}')),
        graph('Clients remembered', 'none', ('ytsize_rate_limit_clients{instance="$instance"}', 'clients')),
        graph('Time of a call of Redis', 's', *(
            (f'histogram_quantile({part}, sum by (le) (rate(ytsize_redis_call_duration_seconds_bucket{{instance="$instance"}}[$__rate_interval])))', name)
            for part, name in ((0.5, 'p50'), (0.99, 'p99')))),
        graph('Redis', 'none',
              ('ytsize_redis_up{instance="$instance"}', 'asked'), ('ytsize_redis_connections{instance="$instance"}', 'connections {{state}}'),
              ('increase(ytsize_redis_failures_total{instance="$instance"}[$__rate_interval])', 'failures')),
        graph('Data grid', 'ops',
              ('rate(ytsize_grid_calls_total{instance="$instance"}[$__rate_interval])', 'calls'),
              ('rate(ytsize_grid_timeouts_total{instance="$instance"}[$__rate_interval])', 'not in time'),
              ('rate(ytsize_grid_failures_total{instance="$instance"}[$__rate_interval])', 'failed')),
        graph('Members of the data grid', 'none', ('ytsize_grid_members{instance="$instance"}', 'members'))),
    row('Process',
        graph('RAM', 'bytes', ('ytsize_process_tree_resident_bytes{instance="$instance"}', '{{process}}'),
              about='What processes share is in each of them.'),
        graph('Java heap', 'bytes',
              ('sum(jvm_memory_used_bytes{instance="$instance",area="heap"})', 'used'),
              ('sum(jvm_memory_max_bytes{instance="$instance",area="heap"} > 0)', 'most')),
        graph('Collecting garbage', 'percentunit', ('sum(rate(jvm_gc_pause_seconds_sum{instance="$instance"}[$__rate_interval])) or vector(0)', 'of the time')),
        graph('CPU', 'percentunit', ('process_cpu_usage{instance="$instance"}', 'Java'), ('system_cpu_usage{instance="$instance"}', 'host')),
        graph('Threads', 'none', ('jvm_threads_live_threads{instance="$instance"}', 'threads')),
        graph('Open files', 'none', ('process_files_open_files{instance="$instance"}', 'open')),
        graph('Lines of the log that were lost', 'none', ('increase(ytsize_log_lines_lost_total{instance="$instance"}[$__rate_interval])', 'lines'))),
]

CHOICE = {
    'name': 'instance', 'label': 'Instance', 'type': 'query', 'datasource': SOURCE, 'refresh': 2, 'sort': 1,
    'definition': 'label_values(ytsize_ready, instance)',
    'query': {'query': 'label_values(ytsize_ready, instance)', 'refId': 'instances'},
}


def panels(rows):
    top = 0
    for shown in rows:
        yield {'type': 'row', 'title': shown['title'], 'collapsed': False, 'panels': [],
               'gridPos': {'x': 0, 'y': top, 'w': COLUMNS, 'h': 1}}
        top += 1
        small = all(panel['type'] == 'stat' for panel in shown['panels'])
        width, height = (6, 4) if small else (8, HEIGHT)
        for index, panel in enumerate(shown['panels']):
            down, right = divmod(index, COLUMNS // width)
            yield placed(panel, {'x': right * width, 'y': top + down * height, 'w': width, 'h': height})
        top += (len(shown['panels']) * width + COLUMNS - 1) // COLUMNS * height


def placed(panel, place):
    texts = [legend for _, legend in panel['queries']]
    return {
        'type': panel['type'], 'title': panel['title'], 'description': panel['about'], 'datasource': SOURCE, 'gridPos': place,
        'fieldConfig': {'defaults': {'unit': panel['unit'], 'min': 0}, 'overrides': []},
        'options': options(panel, texts),
        'targets': [
            {'refId': chr(ord('A') + index), 'datasource': SOURCE, 'expr': query, 'legendFormat': legend}
            for index, (query, legend) in enumerate(panel['queries'])],
    }


def options(panel, texts):
    if panel['type'] == 'timeseries':
        return {'legend': {'displayMode': 'list', 'placement': 'bottom'}, 'tooltip': {'mode': 'multi', 'sort': 'desc'}}
    return {'reduceOptions': {'calcs': ['lastNotNull']}, 'textMode': 'name' if any('{{version}}' in text for text in texts) else 'value_and_name',
            'colorMode': 'none', 'graphMode': 'none'}


def dashboard(uid, title, rows, variables):
    numbered = [{'id': number, **panel} for number, panel in enumerate(panels(rows), 1)]
    return {
        'id': None, 'uid': uid, 'title': title, 'tags': ['ytsize'], 'schemaVersion': 38, 'version': 1, 'editable': False, 'refresh': '30s',
        'time': {'from': 'now-1h', 'to': 'now'}, 'timezone': '', 'graphTooltip': 1,
        'links': [{'type': 'dashboards', 'tags': ['ytsize'], 'title': 'ytsize', 'asDropdown': False, 'includeVars': True, 'keepTime': True}],
        'templating': {'list': variables}, 'annotations': {'list': []}, 'panels': numbered,
    }


def main():
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / 'dashboards'
    into.mkdir(parents=True, exist_ok=True)
    for name, shown in (
            ('cluster', dashboard('ytsize-cluster', 'ytsize: cluster', CLUSTER, [])),
            ('instance', dashboard('ytsize-instance', 'ytsize: instance', INSTANCE, [CHOICE]))):
        (into / f'{name}.json').write_text(json.dumps(shown, indent=1, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
