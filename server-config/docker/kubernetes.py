"""As much of Kubernetes' API as the data grid asks for, to whoever has the rights of a Role; for `test` beside this file."""
import http.server
import json
import ssl
import subprocess
import threading

import yaml

NAMESPACE, SERVICE = 'ytsize', 'ytsize-grid'


class Api:
    """Tells that the members of the grid are at these addresses, as far as `role` (a file) allows to ask; and keeps what was asked and refused."""

    def __init__(self, directory, address, members, port, role):
        self.refused, self.allowed = set(), set()
        self.rules = next(document for document in yaml.safe_load_all(role.read_text()) if document['kind'] == 'Role')['rules']
        self.members, self.port = members, port
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj',
                        '/CN=kubernetes', '-addext', 'subjectAltName=DNS:kubernetes.default.svc', '-keyout', directory / 'key.pem', '-out',
                        directory / 'ca.crt'], check=True, stderr=subprocess.DEVNULL)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(directory / 'ca.crt', directory / 'key.pem')
        self.server = http.server.ThreadingHTTPServer((address, 443), self.handler())
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handler(api):  # noqa: N805, since self is the handler's
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                status, said = api.answer(self.path.split('?')[0], self.headers['Authorization'])
                self.send_response(status)
                self.end_headers()
                # Without blanks, as Kubernetes does: Hazelcast looks for a piece of the text to know whether it is worth trying again.
                self.wfile.write(json.dumps(said, separators=(',', ':')).encode())

            def log_message(self, *_):
                pass
        return Handler

    def answer(self, path, token):
        words = path.strip('/').split('/')
        group, words = (words[1], words[3:]) if words[0] == 'apis' else ('', words[2:])
        in_ours = words[:2] == ['namespaces', NAMESPACE]
        resource, verb = (words[2], 'get' if len(words) > 3 else 'list') if in_ours else (words[0], 'get')
        if token != 'Bearer token-of-the-account' or not in_ours or not any(
                group in rule['apiGroups'] and resource in rule['resources'] and verb in rule['verbs'] for rule in self.rules):
            self.refused.add(f'{verb} {resource}')
            return 403, {'kind': 'Status', 'status': 'Failure', 'reason': 'Forbidden', 'code': 403}
        self.allowed.add(f'{verb} {resource}')
        return 200, {'kind': 'EndpointSliceList', 'items': [{
            'metadata': {'name': f'{SERVICE}-x', 'labels': {'kubernetes.io/service-name': SERVICE}},
            'addressType': 'IPv4', 'ports': [{'name': 'grid', 'port': self.port, 'protocol': 'TCP'}],
            'endpoints': [{'addresses': [member], 'conditions': {'ready': True},
                           'targetRef': {'kind': 'Pod', 'namespace': NAMESPACE, 'name': f'ytsize-{number}'}}
                          for number, member in enumerate(self.members)]}]}

    def close(self):
        self.server.shutdown()
        self.server.server_close()
