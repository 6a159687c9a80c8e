/* Asks this service about a video and tells how that goes on: GET /api/v2/videos/{id}/events. */

/* A little longer than the service takes at most. */
const PATIENCE_MS = 45_000;

/**
 * What is told when it went wrong: the service's problem (RFC 9457) or what stands for it.
 */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/**
 * The video with this id. Not by EventSource, which can neither send a key nor tell why it was refused.
 *
 * @param id of the video
 * @param key API key, or ''
 * @param tell called with each event before the last: 'queued' and its data, or 'looking'
 * @param signal ends it
 */
export async function video(id, key, tell, signal) {
  const connection = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    connection.abort();
  }, PATIENCE_MS);
  signal.addEventListener('abort', () => connection.abort());
  try {
    const response = await fetch(`/api/v2/videos/${encodeURIComponent(id)}/events`, {
      headers: {Accept: 'text/event-stream', ...(key && {'X-API-Key': key})},
      cache: 'no-store',
      signal: connection.signal,
    });
    if (!response.ok) {
      throw new Refused(await problem(response));
    }
    for await (const {name, data} of events(response.body)) {
      if (name === 'done') {
        return data;
      } else if (name === 'failed') {
        throw new Refused(data);
      }
      tell(name, data);
    }
  } catch (broken) {
    if (broken instanceof Refused || signal.aborted) {
      throw broken;
    }
    throw new Refused(late
      ? {code: 'TIMEOUT', status: 504, detail: 'The service has not answered in time.'}
      : {code: 'OFFLINE', status: 0, detail: 'The service cannot be reached.'});
  } finally {
    clearTimeout(timer);
  }
  throw new Refused({code: 'UNAVAILABLE', status: 503, detail: 'The answer broke off.'});
}

/* A balancer's answer is no problem document, but has the same things under v1's names. */
async function problem(response) {
  const told = await response.json().catch(() => ({}));
  return {
    code: told.code,
    status: response.status,
    detail: told.detail || told.error || 'The service has answered something that nobody expected.',
    requestId: told.requestId || response.headers.get('X-Request-ID'),
    retryAfter: told.retryAfter || Number(response.headers.get('Retry-After')),
  };
}

/* https://html.spec.whatwg.org/multipage/server-sent-events.html, as far as this service uses it. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) {
      return;
    }
    text = (text + value).replace(/\r\n?/g, '\n');
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = parsed(text.slice(0, end));
      text = text.slice(end + 2);
      if (event) {
        yield event;
      }
    }
  }
}

/* Null for what is only there to keep the connection open. */
function parsed(block) {
  let name = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (field === 'event') {
      name = value;
    } else if (field === 'data') {
      data.push(value);
    }
  }
  return data.length ? {name, data: JSON.parse(data.join('\n'))} : null;
}
