"""How a fork server starts, or refuses to, and what its settings do."""
import itertools
import os
import shutil
import unittest
import zipfile
from pathlib import Path

from doctored import PATIENCE, doctored
from forkserver import COOKIES, ForkServer, eventually, setUpModule, state_of, tearDownModule
from replies import picture, sound


class Start(unittest.TestCase):
    def test_says_what_it_runs(self):
        with ForkServer() as server:
            self.assertEqual(server.greeting['op'], 'ready')
            self.assertRegex(server.greeting['version'], r'\d{4}\.\d\d\.\d\d')
            self.assertIsNone(server.greeting['why'])
            self.assertIn(server.script, server.greeting['files'])
            self.assertTrue(any(path.endswith('version.py') for path in server.greeting['files']))
            self.assertEqual([path for path in server.greeting['files'] if not os.path.isfile(path)], [])

    def test_the_unaltered_yt_dlp(self):
        with ForkServer(script=doctored.script) as server:
            self.assertIsNone(server.greeting['why'])

    def test_a_yt_dlp_in_one_file(self):
        zipapp = doctored.here / 'zipapp'
        with open(zipapp, 'wb') as file:
            file.write(f'#!{doctored.interpreter[0]}\n'.encode())
            with zipfile.ZipFile(file, 'w') as archive:
                root = Path(doctored.doctored).parent
                for folder, _, names in os.walk(root, followlinks=True):
                    for name in names:
                        # of the extractors, those that the rest of the package imports, to be done sooner
                        if name.endswith('.py') and (
                                not folder.endswith('/extractor') or name < 'b' or name[0] == '_'
                                or name in ('common.py', 'commonmistakes.py', 'openload.py')):
                            path = Path(folder, name)
                            archive.write(path, path.relative_to(root))
        with ForkServer(script=str(zipapp)) as server:
            self.assertIsNone(server.greeting['why'])
            self.assertEqual(server.greeting['files'], [str(zipapp)])
            self.assertEqual(server.result('quick')['outcome'], 'done')

    def test_a_link_to_the_script_elsewhere(self):
        link = doctored.here / 'elsewhere'
        link.symlink_to(doctored.doctored)
        with ForkServer(script=str(link)) as server:
            self.assertEqual(server.greeting['op'], 'ready')
            self.assertIn(str(link), server.greeting['files'])

    def refusal(self, **settings):
        with ForkServer(**settings) as server:
            self.assertEqual(server.greeting['op'], 'refused', server.greeting)
            self.assertIsNone(server.receive())
            self.assertEqual(server.process.wait(PATIENCE), 3)
        return server.greeting['reason']

    def test_refuses_what_it_cannot_import(self):
        broken = doctored.copy('broken', {'extractor/youtube/__init__.py': lambda text: 'raise ImportError("torn")'})

        self.assertRegex(self.refusal(script=broken), r'cannot be imported: ImportError: torn')

    def test_refuses_a_script_that_exits(self):
        leaving = doctored.copy('leaving', {'version.py': lambda text: 'raise SystemExit("not today")'})

        self.assertRegex(self.refusal(script=leaving), r'SystemExit: not today')

    def test_falls_back_when_private_names_have_moved(self):
        moved = doctored.copy('moved', {**doctored.doctor, 'extractor/youtube/_video.py': lambda text: text.replace(
            '_extract_player_responses', '_get_player_responses')})
        video = doctored.can(300, formats=[picture(399, 4001), sound(140, 4002, url='https://size.invalid/')])

        with ForkServer(script=moved) as server:
            self.assertEqual(server.greeting['op'], 'ready', server.greeting)
            self.assertRegex(server.greeting['why'], r'did not find .*137')
            info = server.result(video, clients='sizes')['info']
            self.assertEqual([fmt['filesize'] for fmt in info['formats']], [4002])
            state = state_of(server.result('state'))
            self.assertEqual(state['extractor'], 'YoutubeIE')
            self.assertNotIn('player_client', state['arguments']['youtube'])

    def test_refuses_when_the_stock_extractor_fails_too(self):
        lost = doctored.copy('lost', {'extractor/youtube/_video.py': lambda text: text.replace(
            "'contentLength'", "'contentLengths'").replace('_list_formats', '_formats_listed')})

        self.assertRegex(self.refusal(script=lost), r'cannot even .*140')

    def test_refuses_certificates_that_are_none(self):
        for path in (doctored.here / 'no-such-file', doctored.here / 'door.txt'):
            self.assertRegex(self.refusal(caCerts=str(path)), rf'YTDLP_CA_CERTS: {path}')

    def test_refuses_extractor_arguments_that_are_none(self):
        self.assertRegex(self.refusal(extractorArgs='nonsense'), r'YTDLP_EXTRACTOR_ARGS: yt-dlp [\d.]+ does not take them$')

    def test_runs_nothing_of_plugins(self):
        plugin = doctored.here / 'doctored/yt_dlp_plugins/extractor/evil.py'
        plugin.parent.mkdir(parents=True)
        plugin.write_text(f'open({str(doctored.here / "plugged")!r}, "w")')
        self.addCleanup(shutil.rmtree, doctored.here / 'doctored/yt_dlp_plugins')

        with ForkServer() as server:
            self.assertEqual(server.result('quick')['outcome'], 'done')
        self.assertFalse((doctored.here / 'plugged').exists())


class Settings(unittest.TestCase):
    def test_extractor_arguments_replace_the_built_in_ones(self):
        with ForkServer(extractorArgs='YouTube:player-client=tv,ios;po_token=a\\,b') as server:
            for clients in ('sizes', 'stock'):
                self.assertEqual(state_of(server.result('state', clients=clients))['arguments'], {
                    'youtube': {'player_client': ['tv', 'ios'], 'po_token': ['a,b']}})
        with ForkServer(extractorArgs='generic:impersonate') as server:
            self.assertEqual(state_of(server.result('state'))['arguments']['youtube']['player_client'], ['web'])

    def test_the_environments_proxy_is_not_ours(self):
        with ForkServer(environment={'https_proxy': 'http://127.0.0.1:9'}) as server:
            self.assertEqual(state_of(server.result('state'))['proxies'], {'all': '__noproxy__'})
        with ForkServer(proxies=['http://127.0.0.1:8']) as server:
            # The configured one, which no log shows.
            self.assertEqual(state_of(server.result('state'))['proxies'], {'all': '***'})

    def test_each_job_takes_the_proxy_that_it_is_told(self):
        first, second = 'http://127.0.0.1:7', 'http://me:s3cr3t@127.0.0.1:8'
        with ForkServer(proxies=[first, None, second]) as server:
            for proxy, clients, cookies in itertools.product(
                    (None, first, second), ('sizes', 'stock'), (None, COOKIES)):
                told = state_of(server.result('state', clients=clients, cookies=cookies, proxy=proxy))['proxies']
                self.assertEqual(told, {'all': '__noproxy__' if proxy is None else '***'})

    def test_no_children_wait_where_none_should(self):
        with ForkServer(min=0, max=2) as server:
            self.assertEqual(server.children(), [])
            self.assertEqual(server.result('quick')['ready'], 0)
            eventually(lambda: server.children() == [], 'no child')

    def test_tells_how_many_wait(self):
        with ForkServer(min=2, max=3) as server:
            eventually(lambda: len(server.children()) == 2, 'two children')
            server.job('knock')
            visitor, _, _ = doctored.answer_the_door()
            eventually(lambda: len(server.children()) == 3, 'two children beside the one that works')
            visitor.sendall(b'go')
            self.assertEqual(server.receive()['ready'], 2)
            visitor.close()
