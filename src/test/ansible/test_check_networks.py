"""What the playbooks say of networks that would lock out the run that sets them, or are none."""
import pathlib
import subprocess
import sys
import unittest

SCRIPT = pathlib.Path(__file__).parents[3] / 'ansible/roles/firewall/files/lets-in'


def refusal(*networks, client='198.51.100.9', port='22'):
    """Empty, where they are taken."""
    session = {'SSH_CONNECTION': f'{client} 50000 198.51.100.1 {port}'} if client else {}
    run = subprocess.run([sys.executable, SCRIPT, '22', *networks], capture_output=True, text=True, timeout=60, check=False, env=session)
    return run.stderr if run.returncode else ''


class CheckNetworksTest(unittest.TestCase):
    def test_takes_those_that_let_this_run_in(self):
        for client in ('198.51.100.9', '::ffff:198.51.100.9', '2001:db8::7', 'fe80::1%eth0', ''):
            with self.subTest(client):
                self.assertEqual('', refusal('198.51.100.0/24', '2001:db8::/32', 'fe80::/10', client=client))

    def test_names_who_would_be_locked_out(self):
        self.assertRegex(refusal('192.0.2.0/28', '2001:db8::/32'), r'^firewall_admin_networks: .* would lock out 198\.51\.100\.9, .*admin_networks')
        self.assertRegex(refusal('198.51.100.0/24', port='2222'), '^firewall_ssh_port: 22 would lock out this run, which has come to port 2222')

    def test_names_what_is_no_network(self):
        for client in ('198.51.100.9', ''):
            for network in ('office.example', '192.0.2.0/33', '192.0.2', '192.0.2.0/255.255.255.240', 'fe80::1%eth0', ''):
                with self.subTest(network, client=client):
                    self.assertRegex(refusal('198.51.100.0/24', network, client=client), f'^firewall_admin_networks: {network} is no network such as')

    def test_names_that_there_is_none(self):
        for client in ('198.51.100.9', ''):
            self.assertRegex(refusal(client=client), '^firewall_admin_networks: there is none')


if __name__ == '__main__':
    unittest.main()
