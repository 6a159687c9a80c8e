/* Puts what the service knows of a video into the page. */

const CODECS = {av1: 'AV1', vp9: 'VP9', h264: 'H.264', opus: 'Opus', aac: 'AAC'};
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
const LIVE = {is_live: 'being broadcast', is_upcoming: 'not begun yet', was_live: 'a past broadcast', post_live: 'a broadcast that has just ended'};

const byId = id => document.getElementById(id);

/* The sizes in the table: where each is, for the costs. */
let shown = [];

/** Shows all of the video's sizes. */
export function show(video) {
  byId('title').textContent = video.title || `Video ${video.id}`;
  byId('facts').textContent = facts(video);
  const sizes = video.qualities.flatMap(({codecs}) => codecs).filter(({bytes}) => bytes !== null);
  const largest = Math.max(...sizes.map(({bytes}) => bytes));
  shown = [];
  const table = byId('sizes');
  table.replaceChildren(table.caption, table.tHead, ...video.qualities.map(quality => group(quality, largest)));
  showSound(video);
  return summary(video, sizes);
}

function facts({duration, live, availability, asOf, fresh}) {
  return [
    duration === null ? '' : `${length(duration)} long`,
    LIVE[live] || '',
    availability && availability !== 'public' ? availability.replaceAll('_', ' ') : '',
    `${fresh ? 'as of' : 'out of date, as of'} ${new Date(asOf).toLocaleString([], {dateStyle: 'medium', timeStyle: 'short'})}`,
  ].filter(Boolean).join(' · ');
}

function summary({qualities}, sizes) {
  const exact = sizes.every(size => size.exact);
  return `Sizes of ${qualities.length} ${qualities.length === 1 ? 'quality' : 'qualities'}, ${exact ? 'all exact' : 'some of them about'}.`;
}

/* One row for each codec; the quality's name stands before the first and is meant for all. */
function group({label, codecs}, largest) {
  const body = document.createElement('tbody');
  for (const codec of codecs) {
    const kind = element('th', 'codec', CODECS[codec.codec] || codec.codec);
    kind.scope = 'row';
    if (codec.hdr) {
      kind.append(' HDR');
    }
    body.insertRow().append(kind, sizeCell(codec, largest), costCell(codec));
  }
  const name = element('th', 'quality', label);
  name.scope = 'rowgroup';
  name.rowSpan = codecs.length;
  body.rows[0].prepend(name);
  return body;
}

function sizeCell({bytes, exact, codec}, largest) {
  const cell = element('td', 'size', bytes === null ? 'not told' : size(bytes, exact));
  if (bytes !== null) {
    const bar = element('span', `bar ${CODECS[codec] ? codec : 'other'}`, '');
    bar.style.setProperty('--share', bytes / largest);
    cell.append(bar);
  }
  return cell;
}

function costCell({bytes, exact}) {
  const cell = element('td', 'cost', '');
  if (bytes !== null) {
    shown.push({cell, bytes, exact});
  }
  return cell;
}

function showSound({audio, formats}) {
  const sound = byId('sound');
  if (audio === null) {
    sound.textContent = 'No sound of its own is offered: it is in the picture, or there is none.';
    return;
  }
  const {family} = formats.find(({itag}) => itag === audio.itag) || {};
  const strong = element('strong', '', size(audio.bytes, audio.exact));
  const cost = element('span', 'cost-of-sound', '');
  shown.push({cell: cost, bytes: audio.bytes, exact: audio.exact, around: text => `, ${text}`});
  const about = [CODECS[family] || family, language(audio.language), audio.reason].filter(Boolean).join(', ');
  sound.replaceChildren('Sound alone: ', strong, cost, ` (${about}). It is in each of these sizes.`);
}

function language(code) {
  try {
    return code && new Intl.DisplayNames(['en'], {type: 'language'}).of(code);
  } catch (unknown) {
    return code;
  }
}

/**
 * Shows what each size costs.
 *
 * @param price of 1 GB; nothing is shown where it is not more than 0
 * @param currency any symbol, or ''
 */
export function showCosts(price, currency) {
  const wanted = price > 0;
  byId('result').classList.toggle('with-costs', wanted);
  for (const {cell, bytes, exact, around} of shown) {
    const text = wanted ? cost(bytes * price / 1e9, currency, exact) : '';
    cell.textContent = text && around ? around(text) : text;
  }
}

function cost(amount, currency, exact) {
  const digits = amount >= 0.01 ? amount.toFixed(2) : '0.01';
  const number = currency ? `${currency}\u00a0${digits}` : digits;
  return amount >= 0.01 ? `${exact ? '' : 'about '}${number}` : `under ${number}`;
}

function size(bytes, exact) {
  return `${exact ? '' : 'about '}${human(bytes)}`;
}

/* As the service writes it for people. */
function human(bytes) {
  if (bytes < 1000) {
    return `${bytes}\u00a0B`;
  }
  let unit = 0;
  let amount = bytes;
  while (Number(amount.toFixed(2)) >= 1000) {
    amount /= 1000;
    unit++;
  }
  return `${amount.toFixed(2)}\u00a0${UNITS[unit]}`;
}

function length(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first, ...rest] = parts[0] ? parts : parts.slice(1);
  return [first, ...rest.map(part => String(part).padStart(2, '0'))].join(':');
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
