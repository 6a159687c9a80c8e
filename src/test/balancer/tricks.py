"""What somebody may try who wants to see what is shut to the public, or to be counted as somebody else."""

# What has to get through, of all that is like what must not.
OPEN = [
    '/', '/sizes?v=dQw4w9WgXcQ', '/page.css', '/page-result.js', '/docs.js', '/status', '/status.js', '/webjars/uplot/1.6.30/uPlot.min.css', '/health', '/health/main', '/health/redis', '/health/redis/detailed',
    '/api/v1/metrics', '/api/v1/docs', '/api/v1/openapi', '/openapi', '/openapi?format=JSON',
    '/api/v1/size', '/api/v1/size/', '/api/v2/videos', '/api/v2/videos/-dQw4w9WgXc/events', '/api/v2/videos:batch',
    '/?x=%2fops', '/health?a=//../;b', '/opsx', '/x/ops']

SHUT = [
    '/ops', '/ops/', '/ops/status', '/ops?x=1', '/mphealth', '/mphealth/ready', '/mphealth/live', '/mpmetrics',
    '/mpmetrics/base', '/mpopenapi', '/mpopenapi/x']

# The same by other spellings: targets of request lines, as they are sent.
TRICKS = [
    # capitals
    '/OPS', '/Ops/Status', '/MPHEALTH/ready', '/mpMetrics',
    # segments
    '//ops', '///ops', '//ops/status', '/./ops', '/.//ops', '/x/../ops', '/../ops', '/x/./../ops', '/ops/.', '/ops//',
    '/./mphealth/ready',
    # escapes of letters
    '/%6fps', '/%6Fps', '/o%70s', '/op%73', '/%6f%70%73', '/%6d%70health/ready', '/%6Dpmetrics',
    '/%256fps', '/%25%36%66ps',
    # of what is between them
    '/%2fops', '/%2Fops', '/%2e/ops', '/%2e%2e/ops', '/x%2f..%2fops', '/x/%2e%2e/ops', '/ops%2f', '/ops%2Fstatus',
    '/ops%00', '/ops%20', '/ops%3f', '/ops%23',
    # and what is no escape, or not everywhere
    '/ops%', '/%/ops', '/ops%zz', '/%u006fps', '/%c1%afps', '/%e0%81%afps',
    # parameters
    '/ops;', '/ops;x=1', '/;/ops', '/;x/ops', '/x;/../ops', '/x/..;/ops', '/ops;/status', '/mphealth;a/ready',
    '/.;/ops', '/%3b/ops',
    # other separators
    '/\\ops', '\\ops', '/x\\..\\ops', '/%5cops', '/ops\\', '/ops#', '/ops#x', '/#/ops',
    # whole addresses
    'http://localhost/ops', 'HTTP://localhost/ops', 'http://localhost//ops', 'http://localhost/OPS',
    'http://localhost/%6fps', 'http://localhost:80/mphealth/ready', 'http:///ops', 'http://x@localhost/ops',
    'http://localhost/x/../ops', 'https://localhost/ops', 'http://localhost\\ops',
    # and none
    'ops', 'mphealth/ready', '*/ops', '?/ops', '/?/../ops', ' /ops', '/ ops']

# Of these the path is another one, and an instance may see them.
HARMLESS = ['/?/../ops']

# Headers of clients that would like to be at 192.0.2.1.
FORGED = [
    [('X-Forwarded-For', '192.0.2.1')],
    [('x-forwarded-for', '192.0.2.1, 192.0.2.2')],
    [('X-Forwarded-For', '192.0.2.1'), ('X-FORWARDED-FOR', '192.0.2.2')],
    [('X_Forwarded_For', '192.0.2.1')],
    [('Forwarded', 'for=192.0.2.1;proto=https'), ('X-Forwarded-Host', '192.0.2.1')],
    [('X-Forwarded-For', '192.0.2.1\r\n 192.0.2.2')]]

# What a trusted proxy at 127.0.0.1 forwards, and who the client is then.
FORWARDED = [
    ([('X-Forwarded-For', '192.0.2.1')], '192.0.2.1'),
    ([('X-Forwarded-For', '192.0.2.9, 192.0.2.2')], '192.0.2.2'),
    ([('X-Forwarded-For', '192.0.2.9'), ('x-forwarded-for', '192.0.2.3')], '192.0.2.3'),
    ([('X-Forwarded-For', '2001:db8::1')], '2001:db8::1'),
    ([('X-Forwarded-For', '192.0.2.9, nobody')], '127.0.0.1'),
    ([('Forwarded', 'for=192.0.2.9')], '127.0.0.1'),
    ([], '127.0.0.1')]

# Of a connection that is to speak another protocol, no rule would see what comes then (RFC 7540, 3.2: HTTP/2 by upgrade).
UPGRADE = [('Connection', 'Upgrade, HTTP2-Settings'), ('Upgrade', 'h2c'), ('HTTP2-Settings', 'AAMAAABkAAQAAP__')]
