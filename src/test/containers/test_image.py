"""The Dockerfile against .dockerignore and what it is built from."""
import re
import unittest

from sources import DOCKER, ROOT


class Image(unittest.TestCase):
    def setUp(self):
        self.text = (DOCKER / 'Dockerfile').read_text()
        lines = re.sub(r'\\\n\s*', '', re.sub(r'^\s*#.*\n', '', self.text, flags=re.MULTILINE)).splitlines()
        self.steps = [line.split(None, 1) for line in lines if line.strip()]

    def test_what_it_copies_is_there_and_not_ignored(self):
        kept = {line[1:] for line in (ROOT / '.dockerignore').read_text().splitlines() if line.startswith('!')}
        copied = {source for step, rest in self.steps if step == 'COPY' and '--from' not in rest for source in rest.split()[:-1]}
        self.assertEqual({'pom.xml', '.mvn', 'src/main'} | {'tools/programs.sh', 'tools/server.sh', 'server-config/payara', 'server-config/systemd/ytdlp-api'},
                         copied)
        self.assertEqual(kept, copied)
        for source in copied:
            self.assertTrue((ROOT / source).exists(), source)

    def test_the_war_is_the_last_layer(self):
        image = self.steps[max(number for number, step in enumerate(self.steps) if step[0] == 'FROM'):]
        layers = [rest for step, rest in image if step in ('COPY', 'ADD', 'RUN')]
        self.assertIn('ytsize.war', layers[-1])

    def test_what_it_downloads_is_of_one_version(self):
        for name in ('PYTHON_VERSION', 'JAVA_VERSION', 'YTDLP_VERSION'):
            self.assertRegex(self.text, rf'(?m)^ARG {name}=[0-9]\S+$')
        self.assertRegex(self.text, r'(?m)^ARG YTDLP_SHA256=[0-9a-f]{64}$')

    def test_it_is_nobody_and_java_gets_the_signal(self):
        said = dict(self.steps)
        self.assertEqual('10001:10001', said['USER'])
        self.assertEqual('SIGTERM', said['STOPSIGNAL'])
        self.assertTrue(said['ENTRYPOINT'].startswith('["'), 'in a shell')
        self.assertIn('exec "${jdk}java"', (ROOT / 'server-config/systemd/ytdlp-api').read_text())


if __name__ == '__main__':
    unittest.main()
