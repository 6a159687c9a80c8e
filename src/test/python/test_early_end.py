"""The early end of an ordinary video, beside yt-dlp's whole way."""
from doctored import doctored
from forkserver import COOKIES, SharedServer, setUpModule, tearDownModule
from replies import picture, player_reply, sound, watch_page

FORMATS = [picture(399, 4001), sound(251, 4002)]
WRITTEN = {'baseUrl': 'https://size.invalid/?lang=de', 'vssId': '.de', 'languageCode': 'de', 'isTranslatable': True}
AUTOMATIC = {'baseUrl': 'https://size.invalid/?lang=en', 'vssId': 'a.en', 'languageCode': 'en', 'kind': 'asr', 'isTranslatable': True}
# What only the whole way tells, and nobody reads of a video that is neither live nor to come.
WHOLE_ALONE = {'is_live', 'release_timestamp'}


class EarlyEnd(SharedServer):
    """What it tells, and where yt-dlp goes on."""

    def extract(self, video, cookies=None):
        result = self.server.result(video, cookies=cookies)
        self.assertIsNotNone(result['info'], result)
        info = result['info']
        return {**info, 'formats': {fmt['format_id']: {**fmt, 'format_note': None} for fmt in info['formats']}}

    def both(self, video):
        """What the early end tells of it, as the whole way does, which cookies make yt-dlp go."""
        early, whole = self.extract(video), self.extract(video, COOKIES)
        self.assertNotIn('is_live', early)
        self.assertEqual(early, {name: value for name, value in whole.items() if name not in WHOLE_ALONE})
        return early

    def whole(self, video):
        """What is told of a video that must not end early."""
        info = self.extract(video)
        self.assertIn('is_live', info)
        self.assertEqual(info, self.extract(video, COOKIES))
        return info

    def can(self, number, details=None, **reply):
        """As YouTube tells of any video: not live, not private."""
        return doctored.can(number, **{'formats': FORMATS, **reply},
                            details={'isLiveContent': False, 'isPrivate': False, **(details or {})})

    def test_without_a_date(self):
        info = self.both(self.can(1, microformat={'uploadDate': None}))

        self.assertEqual(sorted(info['formats']), ['251', '399'])
        self.assertFalse({'timestamp', 'upload_date'} & set(info))

    def test_with_a_date_of_any_kind(self):
        for number, date, seconds in (
                (12, '2020-02-02', None), (13, '2020-02-02T22:02:02', None),
                (14, '2020-02-01T18:02:02-08:00', 1580608922), (15, '2020-02-02T02:02:02.345+00:00', 1580608922)):
            with self.subTest(date):
                info = self.both(self.can(number, microformat={'uploadDate': date}))

                self.assertEqual((info.get('timestamp'), info['upload_date']), (seconds, '20200202'))

    def test_knows_utc_for_a_zone_unlike_yt_dlp(self):
        info = self.extract(self.can(16, microformat={'uploadDate': '2020-02-02T02:02:02Z'}))

        self.assertEqual((info['timestamp'], info['upload_date']), (1580608922, '20200202'))

    def test_leaves_a_date_of_another_kind_to_yt_dlp(self):
        for number, text, day in ((17, 'yesterday', None), (18, '2020-02-31', None), (40, 'Feb 2, 2020', '20200202'),
                                  (50, '2020-02-02 22:02:02-08:00', '20200202')):
            with self.subTest(text):
                info = self.whole(self.can(number, microformat={'uploadDate': text}))

                self.assertEqual(info.get('upload_date'), day)

    def test_with_a_date_that_is_none(self):
        self.assertNotIn('upload_date', self.both(self.can(19, microformat={'uploadDate': ''})))

    def test_leaves_a_title_that_is_nowhere_to_yt_dlp(self):
        for number, microformat in ((41, {'title': None}), (42, {'title': {}}), (51, {'title': {'simpleText': ''}})):
            with self.subTest(microformat):
                self.whole(self.can(number, {'title': None}, microformat=microformat))

    def test_leaves_a_format_without_a_number_to_yt_dlp(self):
        self.assertIn('251', self.whole(self.can(43, formats=[sound(251, 4016), sound(None, 4017)]))['formats'])

    def test_knows_what_is_said_of_live(self):
        for number, content, live, now, expected in (
                (44, None, None, None, None), (45, None, False, None, 'not_live'), (46, None, None, False, 'not_live'),
                (47, False, None, None, 'not_live'), (48, True, None, None, 'was_live')):
            with self.subTest((content, live, now)):
                info = self.both(self.can(number, {'isLiveContent': content, 'isLive': live}, microformat={
                    'liveBroadcastDetails': {'isLiveNow': now}}))

                self.assertEqual(info.get('live_status'), expected)

    def test_of_numbers_that_are_texts(self):
        info = self.both(self.can(20, formats=[picture(399, 4008, width='1920', height='1080', fps='60')]))

        self.assertEqual([info['formats']['399'][name] for name in ('width', 'height', 'fps')], [1920, 1080, 60])

    def test_of_numbers_that_are_texts_with_a_point(self):
        info = self.both(self.can(49, formats=[picture(399, 4018, width='1920.0', height='1080.0', fps='60.0')]))

        self.assertFalse({'width', 'height', 'fps'} & set(info['formats']['399']))

    def test_takes_one_frame_a_second_for_none_told(self):
        info = self.both(self.can(21, formats=[picture(399, 4009, fps=1), picture(398, 4010, fps=1.5)]))

        self.assertNotIn('fps', {**info['formats']['399'], **info['formats']['398']})

    def test_of_a_length_that_only_the_microformat_tells(self):
        for number, length in ((22, '0'), (23, None), (24, 'long')):
            with self.subTest(length):
                info = self.both(self.can(number, {'lengthSeconds': length}, microformat={'lengthSeconds': '99'}))

                self.assertEqual(info['duration'], 99)

    def test_of_a_title_that_only_the_microformat_tells(self):
        for number, title in ((36, ''), (37, None)):
            info = self.both(self.can(number, {'title': title}, microformat={'title': {'simpleText': 'Its title'}}))

            self.assertEqual(info['title'], 'Its title')

    def test_leaves_to_yt_dlp_what_only_the_microformat_calls_live(self):
        now = {'liveBroadcastDetails': {'isLiveNow': True}}

        self.assertEqual(self.server.result(self.can(25, microformat=now))['info']['live_status'], 'is_live')

    def test_of_a_broadcast_that_has_ended(self):
        then = {'liveBroadcastDetails': {'isLiveNow': False, 'startTimestamp': '2020-02-02T02:02:02+00:00'}}

        self.assertEqual(self.both(self.can(26, {'isLiveContent': True}, microformat=then))['live_status'], 'was_live')

    def test_leaves_the_length_of_a_broadcast_to_yt_dlp(self):
        then = {'liveBroadcastDetails': {'isLiveNow': False, 'startTimestamp': '2020-02-02T02:02:02+00:00',
                                         'endTimestamp': '2020-02-02T03:02:02+00:00'}, 'lengthSeconds': None}

        info = self.whole(self.can(52, {'isLiveContent': True, 'lengthSeconds': '0'}, microformat=then))

        self.assertEqual((info['duration'], info['live_status']), (3600, 'was_live'))

    def test_for_whom_it_is(self):
        for number, (private, safe, unlisted, expected) in enumerate((
                (False, True, True, 'unlisted'), (False, False, True, 'needs_auth'), (False, False, False, 'needs_auth'),
                (True, False, True, 'private'), (None, False, None, 'needs_auth'), (None, True, True, None),
                ('no', True, True, None), (False, True, None, None)), 27):
            with self.subTest((private, safe, unlisted)):
                info = self.both(self.can(number, {'isPrivate': private}, microformat={
                    'isFamilySafe': safe, 'isUnlisted': unlisted}))

                self.assertEqual(info.get('availability'), expected)

    def test_is_sure_of_a_public_one_without_the_rest_of_its_page(self):
        video = self.can(35, microformat={'isFamilySafe': True, 'isUnlisted': False})

        self.assertEqual(self.extract(video)['availability'], 'public')
        self.assertIn(self.extract(video, COOKIES).get('availability'), ('public', None))  # by the age of yt-dlp

    def test_of_languages_in_any_order(self):
        def spoken(language, size, name, default=False):
            return sound(251, size, audioTrack={'id': f'{language}.3', 'displayName': name, 'audioIsDefault': default})

        for number, tracks in ((38, [spoken('es', 4011, 'Spanish original'), spoken('de', 4012, 'German'), spoken('en', 4013, 'English', True)]),
                               (39, [spoken('fr', 4015, 'French'), spoken('de', 4014, 'German'), spoken('es', 4011, 'Spanish original')])):
            with self.subTest(number):
                info = self.both(self.can(number, formats=[picture(399, 4001), *tracks]))

                self.assertEqual(info['formats']['251-2']['language'], 'es')

    def captioned(self, number, *tracks):
        """With sound of no track, and of a French one."""
        reply = player_reply(f'canned{number}___', [*FORMATS, sound(140, 4019, audioTrack={'id': 'fr.3'})],
                             details={'isLiveContent': False, 'isPrivate': False})
        reply['captions'] = {'playerCaptionsTracklistRenderer': {
            'captionTracks': tracks, 'translationLanguages': [
                {'languageCode': code, 'languageName': {'simpleText': code}} for code in ('de', 'en', 'en-CA')]}}
        return doctored.can(number, page=watch_page(reply))

    def languages(self, info):
        return [info['formats'][kind].get('language') for kind in ('399', '251', '140')]

    def test_hears_the_language_of_automatic_captions(self):
        for number, tracks, expected in (
                (53, [WRITTEN, AUTOMATIC], 'en'), (54, [{**AUTOMATIC, 'vssId': 'a.en.CA'}], 'en-CA'),
                (55, [WRITTEN], None), (56, [], None), (57, [{**AUTOMATIC, 'baseUrl': None}], None)):
            with self.subTest(tracks):
                self.assertEqual(self.languages(self.both(self.captioned(number, *tracks))), [None, expected, 'fr'])

    def test_hears_it_unlike_yt_dlp_where_captions_could_not_be_had(self):
        for number, odd in ((58, {'baseUrl': 'https://size.invalid/?lang=en&exp=xpe'}), (59, {'vssId': None, 'isTranslatable': False}),
                            (60, {'vssId': 'a.yue', 'isTranslatable': False})):
            with self.subTest(odd):
                video = self.captioned(number, {**AUTOMATIC, **odd})
                heard = 'yue' if odd.get('vssId') else 'en'

                self.assertEqual(self.languages(self.extract(video)), [None, heard, 'fr'])

    def test_without_a_microformat(self):
        reply = player_reply('canned2____', FORMATS, details={'isLiveContent': False})
        del reply['microformat']

        info = self.both(doctored.can(2, page=watch_page(reply)))

        self.assertEqual(sorted(info['formats']), ['251', '399'])

    def test_leaves_to_yt_dlp_what_has_an_unexpected_shape(self):
        for number, reply, formats in (
                (3, {'microformat': {'isUnlisted': [1]}}, ['251', '399']),
                (4, {'formats': [sound(251, 4003, isDrc=[1]), sound(250, 4004)]}, ['250', '251-drc']),
                (5, {'formats': [sound([251], 4005), sound(250, 4006)]}, ['250', '_251_'])):
            with self.subTest(reply):
                self.assertEqual(sorted(self.whole(self.can(number, **reply))['formats']), formats)

    def test_passes_over_what_is_no_format(self):
        for number, streaming in ((6, {'adaptiveFormats': [None, 'x', *FORMATS]}), (7, {'formats': 5}),
                                  (8, {'adaptiveFormats': dict(enumerate(FORMATS))})):
            with self.subTest(streaming):
                self.assertEqual(sorted(self.both(self.can(number, streaming=streaming))['formats']), ['251', '399'])

    def test_needs_no_url_to_make_sense(self):
        for number, url in ((9, {'url': 5}), (10, {'url': 'http://['}), (11, {'signatureCipher': 5})):
            with self.subTest(url):
                self.assertEqual(list(self.both(self.can(number, formats=[sound(251, 4007, **url)]))['formats']), ['251'])
