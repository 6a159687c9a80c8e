/* Takes a link, has the service asked about it, and shows the answer or what is wrong. */

import {Refused, video} from './page-events.js';
import {show, showCosts} from './page-result.js';

const HOST = /^(?:(?:www|m|music)\.)?youtube\.com$/;
const ID = /^[\w-]{11}$/;
const SLOW_MS = 10_000;

const byId = id => document.getElementById(id);
const link = byId('link');

/* What was answered already, by id: going back and forth asks nobody. */
const known = new Map();
let asking = new AbortController();

/** Asks for the video whose link is in the field. */
function question() {
  const id = idOf(link.value);
  if (id) {
    ask(id, true);
  } else {
    begin();
    refused({status: 400, detail: link.value.trim() ? 'This is not the link of a YouTube video.' : 'The link is missing.'});
    link.setAttribute('aria-invalid', 'true');
    link.focus();
  }
}

function idOf(text) {
  const trimmed = text.trim();
  const id = ID.test(trimmed) ? trimmed : idOfLink(trimmed);
  return ID.test(id) ? id : undefined;
}

/* The links that the service takes: VideoUrl. */
function idOfLink(text) {
  let link;
  try {
    link = new URL(text);
  } catch (another) {
    return undefined;
  }
  const {protocol, username, host, pathname, searchParams} = link;
  if (protocol !== 'https:' || username) {
    return undefined;
  }
  if (host === 'youtu.be') {
    return /^\/([^/]+)\/?$/.exec(pathname)?.[1];
  }
  if (!HOST.test(host)) {
    return undefined;
  }
  return /^\/watch\/?$/.test(pathname) ? searchParams.get('v') : /^\/(?:shorts|live|embed)\/([^/]+)\/?$/.exec(pathname)?.[1];
}

/** Everything that was shown is gone, and whoever still asks has stopped. */
function begin() {
  asking.abort();
  asking = new AbortController();
  byId('failure').hidden = true;
  byId('result').hidden = true;
  byId('served')?.remove();
  link.removeAttribute('aria-invalid');
  say('');
  return asking.signal;
}

async function ask(id, isNew) {
  const signal = begin();
  if (isNew && addressOf(id) !== location.href) {
    history.pushState(null, '', addressOf(id));
  }
  document.title = 'ytsize';
  try {
    const answer = known.get(id) || await lookedUp(id, signal);
    known.set(id, answer);
    busy(false);
    answered(answer);
  } catch (failure) {
    if (signal.aborted) {
      return;
    }
    busy(false);
    say('');
    if (!(failure instanceof Refused)) {
      throw failure;
    }
    refused(failure.problem);
  }
}

async function lookedUp(id, signal) {
  busy(true);
  say('Asking …');
  const slow = setTimeout(() => say('This takes longer than usual; 30 seconds at most.'), SLOW_MS);
  signal.addEventListener('abort', () => clearTimeout(slow));
  try {
    return await video(id, byId('key').value, progress, signal);
  } finally {
    clearTimeout(slow);
  }
}

function progress(name, {position} = {}) {
  if (name === 'queued') {
    say(position > 1 ? `Waiting for a turn: ${position - 1} ${position === 2 ? 'is' : 'are'} before you.` : 'Waiting for a turn: you are next.');
  } else if (name === 'looking') {
    say('Looking at YouTube …');
  }
}

function answered(answer) {
  say(show(answer));
  costs();
  document.title = `${answer.title || answer.id} – ytsize`;
  byId('share').value = addressOf(answer.id);
  byId('copied').textContent = '';
  byId('result').hidden = false;
}

function refused({code, status, detail, requestId, retryAfter}) {
  advise(code, status, asking.signal);
  byId('error').textContent = detail;
  byId('again-at').textContent = retryAfter > 0 ? `Ask again in ${inWords(retryAfter)}.` : '';
  byId('again').hidden = !(status === 0 || status === 401 || status === 429 || status >= 500 || retryAfter > 0);
  byId('reference').textContent = requestId ? `Request ${requestId}` : '';
  byId('failure').hidden = false;
  if (status === 401) {
    byId('key-field').hidden = false;
    byId('key').focus();
  } else {
    byId('failure').focus();
  }
}

/* What one can do, in the words that the service has for it; what is wrong is shown before it has told them. */
async function advise(code, status, signal) {
  const advice = byId('advice');
  advice.textContent = code === 'OFFLINE' ? 'See whether you are online, and try again.' : '';
  if (!advice.textContent) {
    try {
      const all = await (await fetch('/page-advice.json', {signal})).json();
      advice.textContent = all[code] || all[status] || '';
    } catch (unreachable) {
      // Then nobody knows more than what is wrong.
    }
  }
}

function inWords(seconds) {
  const [amount, unit] = seconds < 120 ? [seconds, 'second']
    : seconds < 7200 ? [Math.ceil(seconds / 60), 'minute']
      : [Math.ceil(seconds / 3600), 'hour'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

function addressOf(id) {
  return `${location.origin}/?v=${id}`;
}

function busy(now) {
  byId('said').classList.toggle('busy', now);
}

function say(text) {
  byId('said').textContent = text;
}

/* --- the plan */

const plan = {price: byId('price'), currency: byId('currency')};

function costs() {
  showCosts(plan.price.valueAsNumber, plan.currency.value.trim());
}

for (const [name, field] of Object.entries(plan)) {
  try {
    field.value = localStorage.getItem(name) || '';
  } catch (forbidden) {
    // Then it is for this visit.
  }
  field.addEventListener('input', () => {
    costs();
    try {
      localStorage.setItem(name, field.value);
    } catch (forbidden) {
      // As above.
    }
  });
}
byId('plan').addEventListener('submit', event => event.preventDefault());

/* --- the link to the answer */

byId('copy').addEventListener('click', async () => {
  const share = byId('share');
  share.select();
  let copied = false;
  try {
    await navigator.clipboard.writeText(share.value);
    copied = true;
  } catch (insecure) {
    copied = document.execCommand('copy'); // The other one is there by HTTPS alone.
  }
  byId('copied').textContent = copied ? 'Copied.' : 'Press Ctrl+C to copy it.';
});

/* --- how links come */

byId('question').addEventListener('submit', event => {
  event.preventDefault();
  question();
});
byId('again').addEventListener('click', question);

/** Asks for the video that the text is about; what is about none is told so. */
function take(event, text) {
  event.preventDefault();
  link.value = linkIn(text) || text;
  question();
}

/* A line that is a link or an id, or else the first link among other words, which many an app shares with it. */
function linkIn(text) {
  return text.split('\n').map(line => line.trim()).find(idOf) || text.match(/https:\/\/\S*[\w/-]/g)?.find(idOf);
}

function textOf(data) {
  return data?.getData('text/uri-list') || data?.getData('text/plain') || '';
}

document.addEventListener('paste', event => {
  const text = textOf(event.clipboardData);
  // What is no link may be a part of one that somebody puts together in the field.
  if (event.target === link ? linkIn(text) : !event.target.closest?.('input')) {
    take(event, text);
  }
});
document.addEventListener('dragover', event => event.preventDefault());
document.addEventListener('drop', event => take(event, textOf(event.dataTransfer)));

/** The question that the address is, if it is one; the service has answered another kind by itself. */
function fromAddress() {
  const query = new URLSearchParams(location.search);
  const given = query.get('v') || query.get('url') || '';
  if (location.pathname === '/' && given) {
    const id = idOf(given);
    link.value = id ? `https://www.youtube.com/watch?v=${id}` : given;
    if (id) {
      ask(id, false);
    } else {
      question();
    }
    return true;
  }
  return false;
}

addEventListener('popstate', () => {
  if (!fromAddress()) {
    begin();
    document.title = 'ytsize';
    link.value = '';
  }
});

byId('drop-hint').hidden = false;
link.form.noValidate = true;
if (!fromAddress() && location.pathname === '/') {
  link.focus();
}
