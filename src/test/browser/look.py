#!/usr/bin/env python3
"""Opens pages in a real Chromium, and ends with 0 as soon as each says what it has to.

look.py [ADDRESS TEXT]...: that text has to come up in the page's element "said".
"""
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PATIENCE = 60
SAID = 'return (document.getElementById("said") || document.body).textContent'


class Browser:
    """Chromium by its chromedriver, with a profile that is gone afterwards."""

    def __init__(self, directory):
        # It says on which port that nobody has it listens, and ends with this script.
        self.driver = subprocess.Popen(['setpriv', '--pdeathsig', 'TERM', 'chromedriver', '--port=0'], stdout=subprocess.PIPE, text=True)
        port = next(line for line in self.driver.stdout if 'successfully on port' in line).split()[-1].rstrip('.')
        self.session = f'http://127.0.0.1:{port}/session'
        # For root, there is none with a sandbox; shared memory is small in containers.
        arguments = ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', f'--user-data-dir={directory}']
        wanted = {'browserName': 'chrome', 'goog:chromeOptions': {'args': arguments}}
        self.session += '/' + self.call('POST', '', {'capabilities': {'alwaysMatch': wanted}})['sessionId']

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.session + path, body and json.dumps(body).encode(), method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)['value']

    def says(self, address, text):
        self.call('POST', '/url', {'url': address})
        end = time.monotonic() + PATIENCE
        while text not in (said := self.call('POST', '/execute/sync', {'script': SAID, 'args': []})):
            if time.monotonic() > end:
                raise SystemExit(f'{address} says "{said.strip()}", and not "{text}"')
            time.sleep(0.1)

    def close(self):
        self.call('DELETE', '')
        self.driver.terminate()
        self.driver.wait(PATIENCE)


def main():
    directory = Path(tempfile.mkdtemp(prefix='browser.'))
    try:
        browser = Browser(directory)
        try:
            for address, text in zip(sys.argv[1::2], sys.argv[2::2]):
                browser.says(address, text)
        finally:
            browser.close()
    finally:
        remove(directory)


def remove(directory):
    """Processes of a Chromium that ends may still write there."""
    end = time.monotonic() + PATIENCE
    while directory.exists() and time.monotonic() < end:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == '__main__':
    main()
