"""Whether the playbooks refuse the keys that the service refuses, by the examples of the service's own test."""
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).parents[3]
SCRIPT = ROOT / 'ansible/roles/payara_api/files/check-keys'
SERVICE = ROOT / 'src/main/java/org/ytsize/settings/ApiKeyFile.java'
EXAMPLES = ROOT / 'src/test/java/org/ytsize/settings/ApiKeyFileTest.java'
DIGEST = hashlib.sha256(b'a key').hexdigest()


def check(content):
    return subprocess.run([sys.executable, SCRIPT], input=content, capture_output=True, text=True, timeout=60, check=False)


def examples(test):
    """Of a parameterized test: the texts of its @CsvSource, put together and without quotes, in two where there is a |."""
    source = EXAMPLES.read_text(encoding='utf-8').split(f'void {test}(')[0].split('@CsvSource(')[-1]
    texts = re.sub(r'"\s*\+\s*"', '', source.split('value = {')[1])
    for text in re.findall(r'"((?:[^"\\]|\\.)*)"', texts):
        yield [part.strip().strip("'") for part in text.encode().decode('unicode_escape').split(' | ')]


class CheckKeysTest(unittest.TestCase):
    def test_takes_what_the_service_takes(self):
        keys = [{'name': 'a.B-1_', 'sha256': DIGEST, 'limit': 600, 'windowMs': 5000, 'cidrs': ['192.0.2.0/24', '2001:db8::/32', '10.1.2.3/8'],
                 'expires': '2027-06-30T00:00:00Z'}, {'name': 'b', 'sha256': 'A' * 64}]
        self.assertEqual(('', 0), (check(json.dumps({'keys': keys})).stdout, check(json.dumps({'keys': []})).returncode))

    def test_takes_as_many_as_the_service_takes_and_no_more(self):
        most = int(re.search(r'MOST_KEYS = ([0-9_]+);', SERVICE.read_text(encoding='utf-8'))[1])
        keys = [{'name': f'key{number}', 'sha256': f'{number:064x}', 'expires': '2027-01-31T00:00:00-18:00'} for number in range(most + 1)]
        self.assertEqual('', check(json.dumps({'keys': keys[1:]})).stdout)
        said = check(json.dumps({'keys': keys}))
        self.assertEqual((f'has more than {most} keys\n', 1), (said.stdout, said.returncode))

    def test_names_each_fault_as_the_service_does(self):
        found = list(examples('aFaultOfAKey_isNamedByPlaceAndRule'))
        self.assertGreater(len(found), 10)
        for key, fault in found:
            said = check('{"keys": [' + key.replace('"D"', f'"{DIGEST}"') + ']}')
            self.assertEqual((f'keys[0].{fault}\n', 1), (said.stdout, said.returncode), key)

    def test_names_what_is_no_list_of_keys(self):
        for content in ('', '{', '[]', '{}', '{"keys": {}}', '{"keys": []} {"keys": []}', '[' * 5000 + ']' * 5000):
            self.assertIn('must be a JSON object with a list "keys"', check(content).stdout, content[:20])

    def test_names_what_is_there_twice(self):
        said = check(json.dumps({'keys': [{'name': name, 'sha256': digest * 64} for name, digest in
                                          (('a', '1'), ('b', '1'), ('a', '2'), ('default', '3'))]}))
        self.assertEqual(['has the key of b twice', 'has the name a twice, or it is that of API_KEY',
                          'has the name default twice, or it is that of API_KEY'], said.stdout.splitlines())

    def test_refuses_blocks_that_the_service_cannot_read(self):
        for block in ('', '/8', '10.0.0.0/33', '10.0.0.0/255.0.0.0', '10.0.0/8', '10.0.0.0/8 ', '10.0.0.0/\u0661', 'localhost', '1:2'):
            self.assertEqual(1, check(json.dumps({'keys': [{'name': 'a', 'sha256': DIGEST, 'cidrs': [block]}]})).returncode, block)


if __name__ == '__main__':
    unittest.main()
