'use strict';

/* Asks this service for the sizes of one video and shows its answer. The service decides what is wrong with a link. */

/* A little longer than the service takes at most. */
const PATIENCE_MS = 40_000;

/* The rows of an answer in its order. A stream of a quality has a row of its own only where the video has it. */
const ROWS = [
  {key: 's144p', quality: '144p'},
  {key: 's240p', quality: '240p'},
  {key: 's360p', quality: '360p'},
  {key: 's480p', quality: '480p'},
  {key: 's720p', quality: '720p'},
  {key: 's1080p', quality: '1080p'},
  {key: 's1080p_299', quality: '1080p', stream: 'H.264, 60 fps'},
  {key: 's1080p_303', quality: '1080p', stream: 'VP9, 60 fps'},
  {key: 's1080p_399', quality: '1080p', stream: 'AV1'},
  {key: 's1440p', quality: '1440p'},
  {key: 's1440p_308', quality: '1440p', stream: 'VP9, 60 fps'},
  {key: 's1440p_400', quality: '1440p', stream: 'AV1'},
];

const byId = id => document.getElementById(id);
const form = byId('question');
const link = byId('link');
const button = byId('ask');
let busy = false;

form.addEventListener('submit', event => {
  event.preventDefault();
  if (!busy) {
    question();
  }
});

async function question() {
  setBusy(true);
  byId('failure').hidden = true;
  byId('result').hidden = true;
  link.removeAttribute('aria-invalid');
  say('Asking YouTube …');
  try {
    const response = await ask();
    const answer = await response.json();
    if (answer.ok) {
      showSizes(answer);
    } else {
      showFailure(response, answer);
    }
  } catch (broken) {
    say('');
    fail(broken.name === 'TimeoutError'
      ? 'The service has not answered in time.'
      : 'The service cannot be reached, or what came back is not its answer.', 'Please try again.', '');
  } finally {
    setBusy(false);
  }
}

function ask() {
  const headers = {'Content-Type': 'application/json'};
  if (byId('key').value) {
    headers['X-API-Key'] = byId('key').value;
  }
  return fetch('/api/v1/size', {
    method: 'POST',
    headers,
    body: JSON.stringify({url: link.value.trim()}),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

function setBusy(now) {
  busy = now;
  button.setAttribute('aria-disabled', String(now));
  byId('said').classList.toggle('busy', now);
}

function say(text) {
  byId('said').textContent = text;
}

function showSizes({bytes, human, duration}) {
  const largest = Math.max(...Object.values(bytes));
  const rows = ROWS.filter(row => !row.stream || bytes[row.key] !== null);
  byId('sizes').replaceChildren(...rows.map(row => tableRow(row, bytes[row.key], human[row.key], largest)));
  byId('duration').textContent = duration === null ? '' : `The video is ${human.duration} long.`;
  byId('result').hidden = false;
  const offered = rows.filter(row => !row.stream && bytes[row.key] !== null);
  say(`Sizes of ${offered.length} ${offered.length === 1 ? 'quality' : 'qualities'}.`);
}

function tableRow({quality, stream}, bytes, human, largest) {
  const row = document.createElement('tr');
  const name = document.createElement('th');
  name.scope = 'row';
  if (stream) {
    row.className = 'stream';
    name.append(span('unseen', `${quality}, `), stream);
  } else {
    name.textContent = quality;
  }
  const size = document.createElement('td');
  if (bytes === null) {
    size.className = 'none';
    size.textContent = 'not offered';
  } else {
    const bar = span('bar', '');
    bar.style.setProperty('--share', bytes / largest);
    size.append(bar, human);
  }
  row.append(name, size);
  return row;
}

function span(className, text) {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

function showFailure(response, {error, details, requestId}) {
  say('');
  const fault = (details || []).find(({field}) => field === 'url');
  if (fault) {
    link.setAttribute('aria-invalid', 'true');
    link.focus();
  }
  if (response.status === 401) {
    byId('key-field').hidden = false;
    byId('key').focus();
  }
  fail(fault ? fault.message : error, retryHint(response), requestId ? `Request ${requestId}` : '');
}

/* What Retry-After says, in words. */
function retryHint(response) {
  const seconds = Number(response.headers.get('Retry-After'));
  return seconds > 0 ? `Ask again in ${inWords(seconds)}.` : '';
}

function inWords(seconds) {
  const [amount, unit] = seconds < 120 ? [seconds, 'second']
    : seconds < 7200 ? [Math.ceil(seconds / 60), 'minute']
      : [Math.ceil(seconds / 3600), 'hour'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

function fail(error, hint, reference) {
  byId('error').textContent = error;
  byId('hint').textContent = hint;
  byId('reference').textContent = reference;
  byId('failure').hidden = false;
}

link.focus();
