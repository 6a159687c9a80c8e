"""The early end of an ordinary video, beside yt-dlp's whole way."""
from doctored import doctored
from forkserver import COOKIES, SharedServer, setUpModule, tearDownModule
from replies import picture, player_reply, sound, watch_page

FORMATS = [picture(399, 4001), sound(251, 4002)]
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

    def test_with_a_date_that_is_none(self):
        for number, text in ((17, 'yesterday'), (18, '2020-02-31'), (19, '')):
            with self.subTest(text):
                self.assertNotIn('upload_date', self.both(self.can(number, microformat={'uploadDate': text})))

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
