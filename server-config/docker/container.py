"""The image of the Dockerfile beside this file, built by buildah on a Debian that debootstrap makes, and containers of it by runc.

For the program `test` here. Needs root; all that it keeps is in .tools/image.
"""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STORE = (ROOT / '.tools').resolve() / 'image'
IMAGE = 'localhost/ytsize'
RUNTIME = 'localhost/ytsize-runtime'
BASE = 'localhost/ytsize-base'
USER = 10001
# Where a made-up Kubernetes may be.
KUBERNETES = '127.0.0.99'


def buildah(*arguments, **options):
    return subprocess.run(['buildah', '--root', STORE / 'storage', '--runroot', STORE / 'run', '--storage-driver', 'overlay', *arguments],
                          check=True, text=True, stdout=subprocess.PIPE, **options).stdout.strip()


def make_base():
    """As small as Debian's own "slim" images: minbase without its manuals, translations and package lists."""
    if has_image(BASE):
        return
    shutil.rmtree(STORE / 'base', ignore_errors=True)
    subprocess.run(['debootstrap', '--variant=minbase', 'bookworm', STORE / 'base', 'http://deb.debian.org/debian'], check=True,
                   stdout=subprocess.DEVNULL)
    (STORE / 'base/etc/apt/sources.list').write_text(''.join(
        f'deb http://deb.debian.org/{suite} main\n' for suite in
        ('debian bookworm', 'debian bookworm-updates', 'debian-security bookworm-security')))
    for left_out in ('usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/info', 'var/cache/apt', 'var/lib/apt/lists', 'var/log'):
        for path in (STORE / 'base' / left_out).iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    container = buildah('from', 'scratch')
    buildah('add', '-q', container, STORE / 'base', '/')
    buildah('commit', '-q', '--rm', container, BASE)
    shutil.rmtree(STORE / 'base')


def has_image(name):
    return name in buildah('images', '--format', '{{.Name}}').split()


def build(name, target, context=ROOT, **arguments):
    """With the files that Maven has on this host, so that a build needs no network but Debian's mirror."""
    arguments = dict(BASE=BASE, MAVEN_FLAGS='-o -Dmaven.repo.local=/maven', **arguments)
    maven = pathlib.Path.home() / '.m2/repository'
    given = [word for key, value in arguments.items() for word in ('--build-arg', f'{key}={value}')]
    buildah('build', '--isolation', 'chroot', '--format', 'docker', '--layers', '--pull-never', '--target', target, '-t', name, '-q',
            '-v', f'{maven}:/maven:O', *given, '-f', context / 'server-config/docker/Dockerfile', context)


def inspect(name):
    return json.loads(buildah('inspect', '--type', 'image', name))['Docker']


class Mounted:
    """The files of an image, as a directory."""

    def __init__(self, name):
        self.container = buildah('from', '--pull-never', name)
        self.directory = pathlib.Path(buildah('mount', self.container))

    def close(self):
        buildah('umount', self.container)
        buildah('rm', self.container)


class Container:
    """A container with this host's network, a read-only root and 256 MB of /tmp, as whoever the image says and with no rights beyond that."""

    def __init__(self, mounted, port, within, secrets=None, **variables):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix='ytsize-container.'))
        self.name = self.directory.name
        self.image = inspect(IMAGE)['config']
        (self.directory / 'hosts').write_text(f'127.0.0.1 localhost\n127.0.1.1 {os.uname().nodename}\n{KUBERNETES} kubernetes.default.svc\n')
        environment = [*self.image['Env'], f'PORT={port}', *(f'{name}={value}' for name, value in variables.items())]
        self.configure(mounted.directory, environment, within, secrets)
        self.process = None

    def configure(self, root, environment, within, secrets):
        nothing = {kind: [] for kind in ('bounding', 'effective', 'permitted')}
        mounts = [
            mount('proc', '/proc', 'proc'),
            mount('tmpfs', '/dev', 'tmpfs', 'nosuid', 'mode=755'),
            mount('shm', '/dev/shm', 'tmpfs', 'nosuid', 'noexec', 'size=64m'),
            mount('sysfs', '/sys', 'sysfs', 'ro', 'nosuid', 'noexec'),
            mount('cgroup', '/sys/fs/cgroup', 'cgroup', 'ro', 'nosuid', 'noexec'),
            mount('tmpfs', '/tmp', 'tmpfs', 'nosuid', 'nodev', 'noexec', 'mode=1777', 'size=256m'),
            mount(self.directory / 'hosts', '/etc/hosts', 'bind', 'rbind', 'ro'),
        ]
        if secrets:
            mounts.append(mount(secrets, '/run/secrets', 'bind', 'rbind', 'ro'))
        resources = {'memory': {'limit': within.memory, 'swap': within.memory}}
        if within.processors:
            resources['cpu'] = {'period': 100_000, 'quota': int(within.processors * 100_000)}
        config = {
            'ociVersion': '1.0.2',
            'process': {
                'user': {'uid': USER, 'gid': USER}, 'cwd': '/', 'env': environment, 'noNewPrivileges': True, 'capabilities': nothing,
                'args': [*self.image['Entrypoint'], *self.image['Cmd']],
            },
            'root': {'path': str(root), 'readonly': True},
            'mounts': mounts,
            'linux': {
                'namespaces': [{'type': kind} for kind in ('pid', 'ipc', 'uts', 'mount')],
                'cgroupsPath': f'/{self.name}',
                'resources': resources,
            },
        }
        (self.directory / 'config.json').write_text(json.dumps(config))

    def start(self):
        self.log = (self.directory / 'log').open('wb')
        self.process = subprocess.Popen(['runc', 'run', '--bundle', self.directory, self.name], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, start_new_session=True)
        return self

    def run(self, *command):
        """The status and what is said by a command in the container, as its user."""
        done = subprocess.run(['runc', 'exec', self.name, *command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.returncode, done.stdout.strip()

    def signal(self, name):
        subprocess.run(['runc', 'kill', self.name, name], check=True)

    def first_pid(self):
        return json.loads(subprocess.run(['runc', 'state', self.name], check=True, stdout=subprocess.PIPE).stdout)['pid']

    def said(self):
        return (self.directory / 'log').read_text(errors='replace')

    def close(self):
        if self.process:
            subprocess.run(['runc', 'delete', '--force', self.name], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.process.wait(60)
            self.log.close()
        shutil.rmtree(self.directory)

    def memory(self, version_1, version_2):
        """A number of the container's control group, by its file's name in either version of them."""
        for path in (f'/sys/fs/cgroup/memory/{self.name}/{version_1}', f'/sys/fs/cgroup/{self.name}/{version_2}'):
            if os.path.exists(path):
                return pathlib.Path(path).read_text()
        raise SystemExit(f'there is no control group of {self.name}')


def mount(source, destination, kind, *options):
    return {'source': str(source), 'destination': destination, 'type': kind, 'options': list(options)}
