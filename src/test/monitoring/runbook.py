#!/usr/bin/env python3
"""Runs every block of commands in docs/runbook.md, one after another, in a shell of its own: each has to end with 0 within a minute,
and each query of Prometheus in it has to find something, unless the page says that it may find nothing.

The environment has to have the variables that the page begins with.
"""
import re
import subprocess
import sys
import time

from sources import RUNBOOK

PATIENCE = 60
MAY_FIND_NOTHING = '# nothing, where all is well'


def blocks():
    """Line number and text of each."""
    text = RUNBOOK.read_text()
    return [(text.count('\n', 0, found.start()) + 1, found.group(1)) for found in re.finditer(r'^```sh\n(.*?)^```$', text, re.M | re.S)]


def run(commands):
    """How they end, and what they say."""
    try:
        ran = subprocess.run(['bash', '-euo', 'pipefail', '-c', commands], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False)
        return ran.returncode, ran.stdout
    except subprocess.TimeoutExpired as late:
        return f'nothing within {PATIENCE} s', (late.stdout or b'').decode()


def finds_nothing(query):
    """promtool ends with 0 then as well. After a scrape that failed there is nothing to be found until the next one."""
    end = time.monotonic() + PATIENCE
    while MAY_FIND_NOTHING not in query and not run(query)[1].strip():
        if time.monotonic() > end:
            return True
        time.sleep(0.5)
    return False


def main():
    failed = 0
    for line, block in blocks():
        status, said = run(block)
        empty = [query for query in block.splitlines() if query.startswith('promtool query ') and finds_nothing(query)]
        if status == 0 and empty:
            status = 'found nothing by\n' + '\n'.join(empty)
        if '-v' in sys.argv or status != 0:
            print(f'--- docs/runbook.md, line {line}: {status}\n{block}--- says\n{said}', flush=True)
        failed += status != 0
    print(f'{len(blocks())} blocks of the runbook, {failed} failed')
    sys.exit(bool(failed or not blocks()))


if __name__ == '__main__':
    main()
