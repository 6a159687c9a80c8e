"""What is extracted."""
import json

from doctored import doctored
from forkserver import COOKIES, SECRET, SharedServer, setUpModule, state_of, tearDownModule
from replies import picture, player_reply, sound, tagged, watch_page


class Sizes(SharedServer):
    """What the size-only extraction recovers."""

    def extract(self, number, clients='sizes', **reply):
        result = self.server.result(doctored.can(number, **reply), clients=clients)
        self.assertEqual(result['outcome'], 'done', result)
        self.requests = [line[len('[youtube] request '):] for _, line in result['log'] if ' request ' in line]
        self.log = [[level, line] for level, line in result['log'] if ' request ' not in line]
        return result['info']

    def sizes(self, info):
        return {fmt['format_id']: fmt.get('filesize') for fmt in info['formats']}

    def test_of_formats_that_have_no_url(self):
        info = self.extract(1, formats=[picture(399, 4001), sound(251, 4002)],
                            streaming={'serverAbrStreamingUrl': 'https://sabr.invalid/'})

        self.assertEqual(self.sizes(info), {'399': 4001, '251': 4002})
        self.assertEqual(self.log, [])

    def test_of_formats_with_a_signature_or_a_challenge(self):
        info = self.extract(2, formats=[
            picture(137, 4003, signatureCipher='s=abc&sp=sig&url=https%3A%2F%2Fsize.invalid%2F%3Fn%3Dxyz'),
            picture(136, 4004, cipher='s=abc&url=https%3A%2F%2Fsize.invalid%2F'),
            picture(135, 4005, url='https://size.invalid/?n=xyz')])

        self.assertEqual(self.sizes(info), {'137': 4003, '136': 4004, '135': 4005})
        self.assertEqual(self.log, [])

    def test_of_otf_formats(self):
        info = self.extract(3, formats=[picture(299, 4006, url='https://size.invalid/', type='FORMAT_STREAM_TYPE_OTF')])

        self.assertEqual(self.sizes(info), {'299': 4006})

    def test_of_dubbed_and_compressed_sound(self):
        def track(id, name, content, default=False, **tags):
            return {'audioTrack': {'id': id, 'displayName': name, 'audioIsDefault': default},
                    **tagged(acont=content, lang=id.split('.')[0], **tags)}
        english = 'en.4', 'English original', 'original', True
        info = self.extract(4, formats=[
            sound(251, 4007, **track(*english)),
            sound(251, 4008, **track('de.3', 'German', 'dubbed')),
            sound(251, 4009, isDrc=True, **track(*english, drc='1')),
            sound(251, 4010, **track(*english, vb='1'))])

        self.assertEqual({(fmt['format_id'][:3], fmt.get('language'), fmt['filesize']) for fmt in info['formats']},
                         {('251', 'en', 4007), ('251', 'de', 4008), ('251', 'en', 4009)})
        self.assertEqual(sorted(fmt['format_id'] for fmt in info['formats']), ['251-0', '251-1', '251-drc'])
        self.assertEqual(sorted(fmt['language_preference'] for fmt in info['formats']), [-1, 10, 10])
        self.assertEqual({fmt['format_id']: fmt['format_note'] for fmt in info['formats'] if fmt['format_note']},
                         {'251-drc': 'DRC'})

    def test_ignores_a_voice_boosted_twin_that_comes_first(self):
        info = self.extract(5, formats=[sound(251, 4011, xtags='CgcKAnZiEgEx'), sound(251, 4012)])

        self.assertEqual(self.sizes(info), {'251': 4012})

    def test_tells_upscaled_formats_like_yt_dlp(self):
        info = self.extract(6, formats=[picture(399, 4013, url='https://size.invalid/?xtags=sr%3D1'),
                                        picture(401, 4014, xtags='CgcKAnNyEgEx')])

        ids = sorted(self.sizes(info))
        self.assertIn(ids, (['399-sr', '401-sr'], ['399', '401']))  # older releases do not tell them
        self.assertEqual('AI-upscaled' in info['formats'][0]['format_note'], ids[0] == '399-sr')

    def test_takes_no_picture_for_upscaled_that_has_another_tag(self):
        for number, tags in ((23, {'lang': 'en'}), (24, {'sr': '0'}), (25, {'lang': 'sr', 'acont': '1'})):
            info = self.extract(number, formats=[picture(399, 4027, **tagged(**tags))])

            self.assertEqual([(fmt['format_id'], fmt['format_note']) for fmt in info['formats']], [('399', '1080p')])

    def test_keeps_youtubes_label(self):
        info = self.extract(7, formats=[
            picture(299, 4015, '1080p60'), picture(337, 4016, '2160p60 HDR'), sound(251, 4017)])

        self.assertEqual({fmt['format_id']: fmt.get('quality_label') for fmt in info['formats']},
                         {'299': '1080p60', '337': '2160p60 HDR', '251': None})

    def test_tells_every_documented_field_and_no_other(self):
        info = self.extract(8, formats=[picture(399, 4018)], streaming={'formats': [{
            'itag': 18, 'mimeType': 'video/mp4; codecs="avc1.42001E, mp4a.40.2"', 'bitrate': 500000, 'width': 640,
            'height': 360, 'quality': 'medium', 'qualityLabel': '360p', 'approxDurationMs': '212040',
            'audioChannels': 2}]})

        self.assertEqual(set(info), {'id', 'title', 'duration', 'upload_date', 'timestamp', 'formats'}
                         | {'live_status', 'is_live', 'availability'} & set(info))
        self.assertEqual((info['id'], info['title'], info['duration'], info['timestamp'], info['upload_date']),
                         ('canned8____', 'A title', 212, 1580637722, '20200202'))
        high, combined = sorted(info['formats'], key=lambda fmt: fmt['format_id'], reverse=True)
        self.assertEqual(high, {
            'format_id': '399', 'ext': 'mp4', 'filesize': 4018, 'filesize_approx': 26505000, 'tbr': 1000.0,
            'vcodec': 'av01.0.09M.08', 'acodec': 'none', 'width': 1920, 'height': 1080, 'fps': 60,
            'dynamic_range': 'SDR', 'language_preference': -1, 'format_note': high['format_note'],
            'quality_label': '1080p'})
        self.assertEqual([combined.get(name) for name in ('format_id', 'filesize', 'filesize_approx', 'acodec')],
                         ['18', None, 13252500, 'mp4a.40.2'])

    def test_asks_for_the_watch_page_alone(self):
        reply = {'formats': [picture(399, 4019)]}
        self.extract(9, **reply)
        self.assertEqual(len(self.requests), 1, self.requests)
        self.assertRegex(self.requests[0], r'^https://www\.youtube\.com/watch\?v=canned9____')

        page = watch_page(player_reply('canned10___', **reply))
        page = page.replace('PLAYER_JS_URL', 'X').replace('ytInitialData', 'X')
        self.extract(10, page=page, **reply)
        self.assertEqual(len(self.requests), 1, self.requests)

    def test_leaves_storyboards_out(self):
        reply = player_reply('canned11___', formats=[picture(399, 4020)])
        reply['storyboards'] = {'playerStoryboardSpecRenderer': {
            'spec': 'https://i.ytimg.com/sb/$L/$N.jpg|48#27#100#10#10#0#default#abc|80#45#108#10#10#2000#M$M#def'}}

        self.assertEqual(self.sizes(self.extract(11, page=watch_page(reply))), {'399': 4020})

    def test_finds_none_in_a_live_stream(self):
        for number, details in ((12, {'isLive': True}), (13, {'isPostLiveDvr': True}), (14, {'isUpcoming': True})):
            info = self.extract(number, details={'isLiveContent': True, **details}, formats=[
                picture(399, 4021, targetDurationSec=5, url='https://size.invalid/'),
                sound(251, 4022, targetDurationSec=5)])

            self.assertEqual(info['formats'], [])
            self.assertEqual(info['live_status'], ('is_live', 'post_live', 'is_upcoming')[number - 12])
            self.assertEqual(info['is_live'], number == 12)
            self.assertIn('No video formats found!', self.log[0][1])

    def test_leaves_protected_formats_to_yt_dlp(self):
        info = self.extract(15, formats=[picture(399, 4023, drmFamilies=['WIDEVINE']), picture(398, 4024)])

        self.assertEqual(self.sizes(info), {'398': 4024})
        self.assertIn('DRM protected', self.log[0][1])

    def test_an_answer_that_is_none_keeps_its_reason(self):
        for number, status, reason in (
                (16, 'LOGIN_REQUIRED', 'Private video'), (17, 'ERROR', 'Video unavailable'),
                (18, 'UNPLAYABLE', 'The uploader has not made this video available in your country'),
                (19, 'LOGIN_REQUIRED', 'Sign in to confirm you’re not a bot'),
                (20, 'LIVE_STREAM_OFFLINE', 'This live event will begin in 3 hours.')):
            info = self.extract(number, status=status, reason=reason)

            self.assertEqual(info['formats'], [])
            self.assertIn(reason.rstrip('.'), self.log[0][1])
            self.assertEqual(self.log[0][0], 'WARNING')

    def test_an_age_gate_keeps_its_reason(self):
        info = self.extract(21, status='LOGIN_REQUIRED', reason='Sign in to confirm your age',
                            microformat={'isFamilySafe': False})

        self.assertEqual((info['formats'], info['availability']), ([], 'needs_auth'))
        self.assertTrue(any('confirm your age' in line for _, line in self.log), self.log)

    def test_a_paid_video_is_not_mistaken_for_its_trailer(self):
        trailer = doctored.can(24, formats=[picture(399, 4027)])
        video = doctored.can(23, status='UNPLAYABLE', errorScreen={
            'playerLegacyDesktopYpcTrailerRenderer': {'trailerVideoId': trailer}})
        for clients in ('sizes', 'stock'):
            result = self.server.result(video, clients=clients)

            self.assertIsNone(result['info'])
            self.assertEqual(result['log'][-1], ['ERROR', f'[youtube] {video}: This video requires payment'])

    def test_stock_clients_find_them_as_well(self):
        info = self.extract(22, clients='stock', formats=[picture(399, 4025), sound(251, 4026)])

        self.assertEqual(self.sizes(info), {'399': 4025, '251': 4026})
        self.assertEqual([line for line in self.log if 'JavaScript' in line[1]], [])

    def test_an_error_is_no_crash(self):
        result = self.server.result('type', cookies=COOKIES)

        self.assertEqual((result['outcome'], result['info']), ('done', None))
        [[level, line]] = result['log']
        self.assertEqual(level, 'ERROR')
        self.assertRegex(line, r'^TypeError: Invalid header value.*\nTraceback \(most recent call last\):\n')
        self.assertRegex(line, r'in type\n')
        self.assertNotIn(SECRET, line)

    def test_the_log_is_bounded_and_ends_with_the_error(self):
        log = self.server.result('babble')['log']

        self.assertEqual(len(log), 101)
        self.assertEqual({len(line) for _, line in log[:-1]}, {4000})
        self.assertEqual(log[-1][0], 'ERROR')
        self.assertIn('the error after them', log[-1][1])

    def test_random_numbers_differ_between_jobs(self):
        states = [state_of(self.server.result('state')) for _ in range(3)]

        self.assertEqual(len({state['random'] for state in states}), 3)

    def test_cookies_that_are_none(self):
        for text in ('hello', '[{"name": "SAPISID"}]', '', COOKIES.splitlines()[0], COOKIES.replace('\t', ' ')):
            result = self.server.result('quick', cookies=text)

            self.assertEqual((result['outcome'], result['info']), ('done', None))
            self.assertRegex(result['log'][0][1], 'does not look like a Netscape format cookies file')
            self.assertNotIn(SECRET, json.dumps(result))

    def test_cookies_in_lines_of_another_system(self):
        result = self.server.result('type', cookies=COOKIES.replace('\n', '\r\n'))

        for part in ('SAPISID=***; ', 'LOGIN_INFO=***; '):
            self.assertIn(part, result['log'][0][1])
        self.assertNotIn(SECRET, json.dumps(result))
