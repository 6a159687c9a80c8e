"""What ytdlp-update takes from a mirror and from a file, and what it refuses. What it does with a service: test_use.py."""
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import unittest

from home import SCRIPT, HomeTest, Mirror, zipapp


def archive(*members):
    """Members are names, with contents or a link's target."""
    bytes_ = io.BytesIO()
    with tarfile.open(fileobj=bytes_, mode='w:gz') as made:
        for name, content in members:
            member = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                member.size = len(content)
                made.addfile(member, io.BytesIO(content))
            else:
                member.type, member.linkname = tarfile.SYMTYPE, content
                made.addfile(member)
    return bytes_.getvalue()


class UpdateTest(HomeTest):
    def setUp(self):
        super().setUp()
        self.mirror = Mirror()
        self.addCleanup(self.mirror.close)
        self.settings = {'home': str(self.home), 'channel': 'stable', 'mirror': self.mirror.url, 'port': 1, 'video': 'dQw4w9WgXcQ'}

    def fetch(self):
        return self.update.fetch(self.settings, self.releases)

    def nothing_is_there(self):
        return not (self.home / 'releases').exists() or not os.listdir(self.home / 'releases')

    def refused(self, call, words):
        with self.assertRaisesRegex(self.update.Refused, words):
            call()
        self.assertTrue(self.nothing_is_there())
        self.assertEqual([], [name for name in os.listdir(self.home) if name.startswith('incoming')])

    # --- what a mirror has

    def test_newest_is_beside_the_others_and_known_the_next_time(self):
        self.mirror.has(zipapp('2026.11.20'))
        self.assertEqual(('2026.11.20', True), self.fetch())
        self.assertEqual(('2026.11.20', False), self.fetch())
        self.mirror.has(zipapp('2026.11.21.232323'))
        self.assertEqual(('2026.11.21.232323', True), self.fetch())
        self.assertTrue(os.access(self.home / 'releases/2026.11.20/yt-dlp', os.X_OK))

    def test_refuses_what_is_not_what_the_sums_say(self):
        self.mirror.has(zipapp('2026.11.20'), 'a' * 64)
        self.refused(self.fetch, 'SHA-256')

    def test_refuses_what_is_cut_off(self):
        self.mirror.has(zipapp('2026.11.20'))
        self.mirror.sent = 100
        self.refused(self.fetch, 'cut off')

    def test_refuses_more_than_a_yt_dlp_has(self):
        self.update.MAX_BYTES = 1000
        self.mirror.has(bytes(2000))
        self.refused(self.fetch, 'more than 1000 bytes')

    def test_refuses_a_mirror_that_takes_too_long(self):
        self.update.DOWNLOAD_SECONDS = -1
        self.mirror.has(zipapp('2026.11.20'))
        self.refused(self.fetch, 'takes longer')

    def test_refuses_sums_without_a_line_for_it(self):
        self.mirror.files = {'/SHA2-256SUMS': b'<html>moved</html>'}
        self.refused(self.fetch, 'no line for yt-dlp')

    def test_refuses_a_mirror_that_has_nothing(self):
        self.refused(self.fetch, '404')

    def test_refuses_a_mirror_that_is_gone(self):
        self.mirror.close()
        self.refused(self.fetch, 'cannot be had')

    def test_refuses_a_mirror_that_anybody_could_speak_for(self):
        self.settings['mirror'] = 'http://mirror.example'
        self.refused(self.fetch, 'https://')

    def test_refuses_what_is_no_yt_dlp(self):
        for content in (b'<html>', zipapp('2026.11.20', 'other.py'), zipapp('../../etc')):
            self.mirror.has(content)
            self.refused(self.fetch, 'no yt-dlp')

    # --- what a file has

    def test_archive_is_unpacked_and_compiled(self):
        self.assertEqual(('2026.10.26', True), self.put(archive(
            ('yt-dlp', b'#!/usr/bin/env python3\n'), ('yt_dlp/version.py', b"__version__ = '2026.10.26'\n"))))
        self.assertTrue(list((self.home / 'releases/2026.10.26/yt_dlp/__pycache__').iterdir()))

    def test_refuses_an_archive_that_reaches_out(self):
        version = ('yt_dlp/version.py', b"__version__ = '2026.10.26'\n")
        for member in (('../evil', b''), ('/etc/evil', b''), ('yt_dlp/../../evil', b''), ('yt_dlp/link', '/etc/passwd'), ('other', b'')):
            self.refused(lambda member=member: self.put(archive(version, ('yt-dlp', b''), member)), 'is neither')

    def test_refuses_another_file_than_was_said(self):
        file = self.home / 'file'
        file.write_bytes(zipapp('2026.10.26'))
        self.refused(lambda: self.releases.put(str(file), 'b' * 64), 'SHA-256')

    # --- what is kept

    def test_keeps_those_that_are_needed_and_two_more(self):
        versions = ['2025.01.15', '2025.12.01', '2026.02.10', '2026.02.10.232323', '2026.10.26']
        for version in versions:
            self.put(zipapp(version))
        self.releases.prune('2025.12.01', '2026.10.26')
        self.assertEqual(versions[1:], sorted(os.listdir(self.home / 'releases')))

    # --- as a program

    def run_script(self, *words, umask=-1):
        settings = self.home / 'update.json'
        settings.write_text(json.dumps(self.settings), encoding='utf-8')
        return subprocess.run([sys.executable, SCRIPT, *words], env={**os.environ, 'YTDLP_UPDATE_SETTINGS': str(settings)},
                              capture_output=True, text=True, timeout=60, check=False, umask=umask)

    def test_what_it_gets_is_for_the_service_to_read_whoever_calls_it(self):
        self.mirror.has(zipapp('2026.11.20'))
        self.run_script('fetch', umask=0o077)
        for path in [self.home / 'releases', *(self.home / 'releases').rglob('*')]:
            for_all = 0o055 if path.is_dir() else 0o044
            self.assertEqual(for_all, path.stat().st_mode & for_all, path)

    def test_says_what_it_did(self):
        self.mirror.has(zipapp('2026.11.20'))
        self.assertEqual('2026.11.20 new\n', self.run_script('fetch').stdout)
        self.assertEqual('2026.11.20 known\n', self.run_script('fetch').stdout)
        self.assertEqual(2, self.run_script('other').returncode)

    def test_says_what_is_wrong_in_one_line(self):
        said = self.run_script('fetch')
        self.assertEqual((1, '', 1), (said.returncode, said.stdout, said.stderr.count('\n')))

    def test_changes_nothing_where_there_is_no_service(self):
        self.mirror.has(zipapp('2026.11.20'))
        self.run_script('fetch')
        said = self.run_script('use', '2026.11.20')
        self.assertIn('nobody says', said.stderr)
        self.assertFalse(os.path.lexists(self.home / 'current'))

    def test_goes_neither_back_nor_again_to_what_has_failed(self):
        self.mirror.has(zipapp('2026.11.20'))
        self.fetch()
        self.releases.link('2026.11.20')
        self.mirror.has(zipapp('2026.11.19'))
        self.assertIn('is as new as', self.run_script('latest').stdout)
        self.mirror.has(zipapp('2026.11.21'))
        self.releases.note_failure('2026.11.21')
        self.assertIn('has failed here', self.run_script('latest').stdout)

    def test_waits_for_another_host_to_try_it(self):
        self.releases.link('2026.11.19')
        self.mirror.has(zipapp('2026.11.20'))
        said = self.run_script('latest')
        self.assertIn('waits until another instance keeps it', said.stdout)
        self.assertEqual('2026.11.19', self.releases.current())


if __name__ == '__main__':
    unittest.main()
