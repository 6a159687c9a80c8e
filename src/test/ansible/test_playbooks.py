"""What playbooks do to a cluster of machines that are only directories, with programs that do as if: which host they change, in which
order, and how they end. What they do to real ones: ansible/lab/test."""
import os
import unittest

from cluster import HOME, ClusterTest


class PlaybookTest(ClusterTest):
    # --- back

    def test_rollback_goes_to_what_most_hosts_had(self):
        self.succeeds('rollback')
        self.assertEqual({'api1': '1-old', 'api2': '1-old', 'api3': '1-old'}, self.running())
        self.assertEqual(['UP', 'UP'], self.states('api1'))

    def test_rollback_brings_the_release_to_a_host_that_came_later_from_one_with_its_java(self):
        self.host('api4', '1-new')
        (self.machine('api1') / HOME / 'releases/1-old/server').unlink()
        self.runs_on(self.machine('api1'), '1-old', 'ba9876543210')
        self.succeeds('rollback')
        self.assertEqual({'1-old'}, set(self.running().values()))
        self.assertEqual('1-old', (self.work / 'machines/api4' / HOME / 'releases/1-old/ytsize.war').read_text())

    def test_rollback_goes_on_without_a_host_that_cannot_have_the_release_and_names_it(self):
        self.host('api4', '1-new')
        for host in ('api1', 'api2', 'api3'):
            place = self.machine(host)
            (place / HOME / 'releases/1-old/server').unlink()
            self.runs_on(place, '1-old', 'ba9876543210')
        self.fails('api4 .*1-old', 'rollback')
        self.assertEqual({'api1': '1-old', 'api2': '1-old', 'api3': '1-old', 'api4': '1-new'}, self.running())

    def test_rollback_of_some_hosts_ends_well(self):
        self.options = ['--limit', 'balancers,api2,api3']
        self.succeeds('rollback')
        self.assertEqual({'api1': '1-new', 'api2': '1-old', 'api3': '1-old'}, self.running())

    def test_a_limit_without_the_balancers_is_refused_and_leaves_no_lease(self):
        self.options = ['--limit', 'api2']
        for playbook in ('deploy', 'rollback', 'yt-dlp', 'site'):
            with self.subTest(playbook):
                self.fails('--limit api2 leaves balancers out', playbook)
        self.options = ['--limit', 'balancers,api2']
        self.fails('--limit leaves out api1, api3', 'rotate-secrets')
        self.assertEqual(({'1-new'}, False), (set(self.running().values()), self.lease().exists()))

    def test_rollback_goes_on_where_an_nginx_has_the_words_of_a_former_version(self):
        self.extra['balancer'] = 'nginx'
        self.succeeds('rollback')
        self.assertEqual(({'1-old'}, ['UP', 'UP']), (set(self.running().values()), self.states('api1')))

    # --- out of the balancers, and back

    def test_drain_gives_back_to_who_has_it_out_where_another_balancer_sends_to_it_already(self):
        self.says('lb2', 'api1', 'DRAIN')
        self.succeeds('drain', host='api1', back='true')
        self.assertEqual(['UP', 'UP'], self.states('api1'))

    def test_a_release_that_does_not_start_is_undone_also_where_one_haproxy_has_died(self):
        directory = self.work / 'machines/api1' / HOME / 'releases/1-old'
        (directory / 'never-ready').write_text(f'rm -r {self.work}/machines/lb2/run/haproxy')
        self.fails('lb2: cannot be reached, or does not find api1 well', 'rollback')
        self.assertEqual({'1-new'}, set(self.running().values()))
        self.assertIn('UP', (self.work / 'machines/lb1/run/haproxy/api1').read_text())

    def test_drain_waits_for_no_other_and_leaves_no_lease(self):
        lease = self.lease()
        lease.write_text('another 9999999999\nsomebody else\n')
        self.fails('somebody else changes the cluster', 'drain', host='api1')
        self.assertEqual('somebody else', lease.read_text().splitlines()[1])
        self.succeeds('drain', host='api1', rollout_force='true')
        self.assertEqual((['DRAIN', 'DRAIN'], False), (self.states('api1'), lease.exists()))

    def test_drain_refuses_a_balancer_that_does_not_hear_it(self):
        (self.work / 'machines/lb2/run/haproxy/api1').unlink()
        self.fails('lb2: cannot be reached, or has not taken it', 'drain', host='api1')
        self.assertFalse(self.lease().exists())

    # --- what there is

    def test_status_has_a_line_for_each_host_whoever_is_lost(self):
        for lost in (('lb1', 'lb2'), ('lb2', 'api2')):
            for name in lost:
                (self.machine(name) / 'lost').touch()
            said = self.succeeds('status')
            for name in ('api1', 'api2', 'api3', 'lb2'):
                self.assertRegex(said, f'msg: ["\']?{name} ')
            self.assertNotIn('traceback', said.lower())
            (self.machine('lb1') / 'lost').unlink(missing_ok=True)
        self.assertIn('api2 cannot be reached', said)
        self.assertRegex(said, 'api1 1-new .*lb1: UP, lb2: unknown')

    # --- forward

    def test_a_host_that_comes_takes_nothing_that_the_others_do_not_have(self):
        self.succeeds('deploy')
        place = self.machine('api4')
        (place / HOME).mkdir()
        (place / 'opt/java').write_text('openjdk version "17.0.16"\n')
        self.succeeds('../../src/test/ansible/peers')
        (self.work / 'payara-micro.jar').write_bytes(b'another Payara Micro')
        self.fails('api4 has no release yet, and what', '../../src/test/ansible/peers')

    def test_deploy_that_is_refused_leaves_what_a_rollback_goes_back_to(self):
        lease = self.lease()
        lease.write_text('another 9999999999\nsomebody else\n')
        self.fails('fatal: .api3.: FAILED! => changed: false msg: somebody else changes the cluster', 'deploy', rollout_force='false')
        self.assertEqual(['1-old'] * 3, [self.links(host, 'previous') for host in ('api1', 'api2', 'api3')])

    def test_deploy_that_comes_to_nothing_leaves_what_a_rollback_goes_back_to(self):
        self.answers(api1=(45, 100), api2=(5, 100), api3=(5, 100))
        self.fails('api1 has answered 90 of 200 requests', 'deploy')
        self.assertEqual(['1-old'] * 3, [self.links(host, 'previous') for host in ('api1', 'api2', 'api3')])

    def test_deploy_that_stops_halfway_is_what_a_rollback_undoes(self):
        self.answers(api1=(5, 100), api2=(45, 100), api3=(5, 100))
        self.fails('api2 has answered 90 of 200 requests', 'deploy')
        self.assertEqual(['1-new'] * 3, [self.links(host, 'previous') for host in ('api1', 'api2', 'api3')])

    def test_deploy_that_loses_a_host_before_the_first_is_changed_names_it_and_leaves_no_lease(self):
        self.lost_once_the_lease_is_taken('api1')
        self.fails('fatal: .api2.* FAILED.* api1 cannot be reached any more, or has failed', 'deploy')
        self.assertEqual(({'1-new'}, False), (set(self.running().values()), self.lease().exists()))

    def test_deploy_refuses_a_host_that_has_no_release_yet_in_words(self):
        (self.machine('api2') / HOME / 'current').unlink()
        self.fails('api2 has no release yet.* fatal: .api1.: FAILED! => changed: false msg: .?api2 cannot be', 'deploy')
        self.assertEqual(({'1-new'}, False), (set(self.running().values()), self.lease().exists()))

    def test_a_release_goes_on_while_all_hosts_have_errors(self):
        self.answers(api1=(45, 100), api2=(30, 90), api3=(35, 110))
        self.succeeds('rollback')
        self.assertEqual({'1-old'}, set(self.running().values()))

    def test_a_release_is_undone_that_has_errors_where_the_others_have_few(self):
        self.answers(api1=(45, 100), api2=(5, 100), api3=(5, 100))
        self.fails('api1 has answered 90 of 200 requests with 5xx within 1 s, and the others 20 of 400', 'rollback')
        self.assertEqual({'1-new'}, set(self.running().values()))

    def test_a_release_is_undone_that_has_nothing_but_errors_where_most_of_the_others_have_some(self):
        self.answers(api1=(100, 100), api2=(60, 100), api3=(60, 100))
        self.fails('api1 has answered 200 of 200 requests', 'rollback')
        self.assertEqual({'1-new'}, set(self.running().values()))

    def test_keys_that_the_service_would_not_start_with_are_refused(self):
        self.extra['payara_api_callers'] = [{'name': 'partner', 'sha256': 'a' * 64, 'windowMs': 1000}]
        self.fails(r'payara_api_callers: keys\[0\].windowMs needs a limit', 'deploy')
        self.assertEqual({'1-new'}, set(self.running().values()))

    def test_deploy_takes_numbers_that_are_words_and_keeps_so_many_releases(self):
        for release in ('1-a', '1-b', '1-c'):
            self.release(self.work / 'machines/api1', release)
        del self.extra['payara_api_heap_mb']
        said = self.succeeds('deploy', payara_api_keep='1', payara_api_heap_mb='130', payara_api_memory_max='1.5G')
        self.assertNotIn('releases that nobody needs:', said)
        self.assertEqual(3, len(os.listdir(self.work / 'machines/api1' / HOME / 'releases')))

    def test_deploy_has_one_name_for_a_release_whatever_java_a_host_has(self):
        (self.work / 'machines/api2/opt/java').write_text('openjdk version "17.0.16"\n')
        self.succeeds('deploy')
        self.assertEqual(1, len(set(self.running().values())), self.running())
        servers = {self.links(host, 'current/server') for host in ('api1', 'api2', 'api3')}
        self.assertEqual(2, len(servers))

    def test_deploy_makes_another_archive_for_another_java(self):
        self.succeeds('deploy')
        release, server = self.running()['api1'], self.links('api1', 'current/server')
        (self.work / 'machines/api1/opt/java').write_text('openjdk version "17.0.16"\n')
        self.succeeds('deploy')
        self.assertEqual(release, self.running()['api1'])
        self.assertNotEqual(server, self.links('api1', 'current/server'))
        self.assertTrue((self.work / 'machines/api1' / HOME / 'current/server/payara/classes.jsa').exists())


if __name__ == '__main__':
    unittest.main()
