#!/usr/bin/env python3
"""Runs every block of commands in docs/runbook.md, one after another, in a shell of its own: each has to end with 0 within a minute.

The environment has to have the variables that the page begins with.
"""
import re
import subprocess
import sys

from sources import RUNBOOK

PATIENCE = 60


def blocks():
    """Line number and text of each."""
    text = RUNBOOK.read_text()
    return [(text.count('\n', 0, found.start()) + 1, found.group(1)) for found in re.finditer(r'^```sh\n(.*?)^```$', text, re.M | re.S)]


def main():
    failed = 0
    for line, block in blocks():
        try:
            ran = subprocess.run(['bash', '-euo', 'pipefail', '-c', block], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False)
            status, said = ran.returncode, ran.stdout
        except subprocess.TimeoutExpired as late:
            status, said = f'nothing within {PATIENCE} s', (late.stdout or b'').decode()
        if '-v' in sys.argv or status != 0:
            print(f'--- docs/runbook.md, line {line}: {status}\n{block}--- says\n{said}', flush=True)
        failed += status != 0
    print(f'{len(blocks())} blocks of the runbook, {failed} failed')
    sys.exit(bool(failed or not blocks()))


if __name__ == '__main__':
    main()
