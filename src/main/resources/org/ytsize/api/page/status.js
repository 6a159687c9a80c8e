/* Shows what /api/v1/status tells, again every few seconds. What has not changed is left as it is, so that nothing jumps and a screen reader is not interrupted. */

const EVERY_MS = 5_000;
/* The service takes a second at most to ask all instances. */
const PATIENCE_MS = 10_000;
const SLOT = 30;
const SLOTS = 120;
const KEY = 'ytsize-key';

const byId = id => document.getElementById(id);
const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const fine = new Intl.NumberFormat('en', {maximumSignificantDigits: 3});
const clock = new Intl.DateTimeFormat([], {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const minute = new Intl.DateTimeFormat([], {hour: '2-digit', minute: '2-digit'});

/* What was told last of each instance, by name, those included that are gone. Times by the service's clock, in seconds. */
const known = new Map();
let unreachableSince = null;
let waiting = null;
let key = keptKey();

/* --- asking ------------------------------------------------------------------------------------------------------- */

async function refresh() {
  clearTimeout(waiting);
  try {
    const response = await ask();
    if (response.status === 401) {
      askForKey();
      return;
    }
    const answer = await response.json();
    if (!answer.ok) {
      throw new Error(answer.error);
    }
    show(answer);
  } catch (broken) {
    console.warn(broken);
    showUnreachable();
  }
  waiting = setTimeout(refreshIfSeen, EVERY_MS);
}

function refreshIfSeen() {
  if (document.hidden) {
    document.addEventListener('visibilitychange', refresh, {once: true});
  } else {
    refresh();
  }
}

function ask() {
  return fetch('/api/v1/status', {
    headers: key ? {'X-API-Key': key} : {},
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

function askForKey() {
  const wrong = key !== '';
  keepKey('');
  byId('board').hidden = true;
  byId('trouble').hidden = true;
  byId('key-form').hidden = false;
  setText(byId('said'), wrong ? 'That key is not valid.' : 'The status is shown to who has an API key.');
  byId('key').focus();
}

byId('key-form').addEventListener('submit', event => {
  event.preventDefault();
  keepKey(byId('key').value);
  byId('key').value = '';
  refresh();
});

function keptKey() {
  try {
    return sessionStorage.getItem(KEY) || '';
  } catch (forbidden) {
    return '';
  }
}

function keepKey(value) {
  key = value;
  try {
    sessionStorage.setItem(KEY, value);
  } catch (forbidden) {
    // Then it is for as long as the page is not loaded anew.
  }
}

function showUnreachable() {
  unreachableSince ??= new Date();
  byId('board').classList.add('old');
  byId('trouble').hidden = false;
  setText(byId('trouble'), `The service has not answered properly since ${clock.format(unreachableSince)}.`
    + ' This page goes on trying.');
}

/* --- what was told ------------------------------------------------------------------------------------------------ */

function show(answer) {
  const now = Date.parse(answer.timestamp) / 1000;
  remember(answer, now);
  unreachableSince = null;
  byId('key-form').hidden = true;
  byId('trouble').hidden = true;
  byId('board').hidden = false;
  byId('board').classList.remove('old');
  const hour = lastHour(now);
  showSummary(answer);
  showTiles(answer, hour);
  showInstances(now);
  showPlots(hour);
  showNumbers(hour);
  setText(byId('updated'), `As of ${clock.format(now * 1000)}, told by ${answer.answeredBy}.`);
}

/* Where instances do not know each other, the balancer sends each question to another one: who does not answer is not gone. */
function remember({cluster, instances, complete}, now) {
  const there = new Set(instances.map(({name}) => name));
  for (const [name, instance] of known) {
    if (now - instance.seen > SLOT * SLOTS) {
      known.delete(name);
    } else if (!there.has(name)) {
      instance.missing = !cluster.clustered ? 'not asked' : complete ? 'gone' : instance.missing ?? 'silent';
    }
  }
  for (const report of instances) {
    known.set(report.name, {report, seen: now, missing: null});
  }
}

/* What all instances tell put together, for each half minute, the oldest first; null where nobody knows. */
function lastHour(now) {
  const last = Math.floor(now / SLOT);
  const until = lastOfAll();
  const slots = Array.from({length: SLOTS}, () => null);
  for (const {report} of known.values()) {
    const {end} = report.lastHour;
    const newest = Math.floor(end.at(-1) / SLOT);
    let slot = Infinity;
    for (let i = end.length - 1; i >= 0; i--) {
      slot = Math.min(slot - 1, newest - Math.round((end.at(-1) - end[i]) / SLOT));
      const at = SLOTS - 1 - (last - slot);
      if (at >= 0 && at < SLOTS && slot <= until) {
        slots[at] = added(slots[at], report.lastHour, i);
      }
    }
  }
  return {time: slots.map((_, i) => (last - SLOTS + 1 + i) * SLOT), slots};
}

function column(slots, name) {
  return slots.map(slot => slot && slot[name]);
}

/* The last half minute of which all who are there have told: a sum without some of them would look like a fall. */
function lastOfAll() {
  const ends = [...known.values()].filter(({missing}) => !missing).map(({report}) => report.lastHour.end.at(-1)).filter(end => end);
  return Math.floor(Math.min(...ends) / SLOT);
}

/* Rates by the minute, since an interval may be some seconds longer or shorter. */
function added(sum, columns, i) {
  const {answers, seconds} = columns;
  const rate = count => count * 60 / seconds[i];
  const before = sum ?? {
    hit: 0, shared: 0, stale: 0, miss: 0, p95: null, refused: 0, failed: 0, running: 0, waiting: 0, instances: 0, notClosed: 0,
    all: 0, looked: 0, refusals: 0, failures: 0,
  };
  const p95 = columns.questions[i] > 0 ? columns.p95Ms[i] : null;
  return {
    hit: before.hit + rate(answers.hit[i]),
    shared: before.shared + rate(answers.shared[i]),
    stale: before.stale + rate(answers.stale[i]),
    miss: before.miss + rate(answers.miss[i]),
    p95: p95 === null ? before.p95 : Math.max(p95, before.p95 ?? 0),
    refused: before.refused + rate(columns.refused[i]),
    failed: before.failed + rate(columns.failed[i]),
    running: before.running + columns.running[i],
    waiting: before.waiting + columns.waiting[i],
    instances: before.instances + 1,
    notClosed: before.notClosed + (columns.breaker[i] === 'closed' ? 0 : 1),
    all: before.all + answers.hit[i] + answers.shared[i] + answers.stale[i] + answers.miss[i],
    looked: before.looked + answers.miss[i],
    refusals: before.refusals + columns.refused[i],
    failures: before.failures + columns.failed[i],
  };
}

/* --- showing it --------------------------------------------------------------------------------------------------- */

function showSummary({answeredBy, cluster, complete}) {
  const {clustered, members, ready, reported} = cluster;
  if (!clustered) {
    setText(byId('said'), `${answeredBy} is ${ready === 1 ? '' : 'not '}ready. Others are not known without CLUSTER_MODE.`);
    return;
  }
  const gone = namesOfTheGone();
  setText(byId('said'), [
    members === 1 ? `The only instance is ${ready === 1 ? '' : 'not '}ready.` : `${ready} of ${members} instances are ready.`,
    complete ? '' : `${members - reported} of them did not say how they are.`,
    gone.length > 0 ? `Gone: ${gone.join(', ')}.` : '',
  ].filter(part => part).join(' '));
}

function namesOfTheGone() {
  return [...known].filter(([, {missing}]) => missing === 'gone').map(([name]) => name);
}

function showTiles({cluster, instances}, {slots}) {
  const {clustered, members, ready, breakers, workers} = cluster;
  const sum = name => slots.reduce((total, slot) => total + (slot?.[name] ?? 0), 0);
  const answers = sum('all');
  const slow = column(slots, 'p95').findLast(value => value !== null);
  const versions = [...new Set(instances.map(({ytDlp}) => ytDlp.version))];
  const queueMax = instances.reduce((total, {queue}) => total + queue.max, 0);
  const gone = namesOfTheGone().length;
  tile('Instances ready', `${ready} of ${members}`, !clustered ? 'this instance only' : gone > 0 ? `${gone} gone` : '',
    ready === 0 ? 'bad' : ready < members || gone > 0 ? 'warn' : 'good');
  tile('Breakers closed', `${breakers.closed} of ${instances.length}`, causes(instances),
    breakers.closed === instances.length ? 'good' : breakers.open === instances.length ? 'bad' : 'warn');
  tile('Workers busy', whole.format(workers.busy), `of ${whole.format(workers.max)}, ${whole.format(workers.idle)} idle`);
  tile('Queue', whole.format(cluster.waiting), `of ${whole.format(queueMax)}`, cluster.waiting > queueMax / 2 ? 'warn' : '');
  tile('Without a lookup', answers === 0 ? '–' : `${fine.format(100 * (answers - sum('looked')) / answers)} %`,
    `of ${whole.format(answers)} answers in an hour`);
  tile('Latency, p95', slow === undefined ? '–' : milliseconds(slow), 'of the slowest instance');
  tile('Refused', whole.format(sum('refusals')), 'over their limit, in an hour');
  tile('Failed', whole.format(sum('failures')), 'status 500 and above, in an hour', sum('failures') > 0 ? 'warn' : '');
  tile('yt-dlp', versions.length === 1 ? versions[0] : `${versions.length} versions`, versions.length === 1 ? '' : versions.join(', '),
    versions.length === 1 ? '' : 'warn');
}

function causes(instances) {
  return [...new Set(instances.map(({breaker}) => breaker.cause).filter(cause => cause !== null))].join(', ');
}

function tile(name, value, more, mood = '') {
  const id = `tile-${name.replaceAll(/\W+/g, '-').toLowerCase()}`;
  if (!byId(id)) {
    const box = element('div', '', element('dt', '', name), element('dd', 'value'), element('dd', 'more'));
    box.id = id;
    box.className = name === 'yt-dlp' ? 'long' : '';
    byId('tiles').append(box);
  }
  const [, shown, below] = byId(id).children;
  setText(shown, value);
  shown.className = `value ${mood}`;
  setText(below, more);
}

function showInstances(now) {
  const names = [...known.keys()].sort((one, other) => one.localeCompare(other, 'en', {numeric: true}));
  const body = byId('instances');
  const rows = new Map([...body.rows].map(row => [row.dataset.name, row]));
  names.forEach((name, at) => {
    const row = rows.get(name) ?? instanceRow(name);
    rows.delete(name);
    if (body.rows[at] !== row) {
      body.insertBefore(row, body.rows[at] ?? null);
    }
    fillRow(row, known.get(name), now);
  });
  rows.forEach(row => row.remove());
}

function instanceRow(name) {
  const head = element('th', '', name);
  head.scope = 'row';
  const row = element('tr', '', head, ...Array.from({length: 8}, () => element('td', '', element('span'), element('small'))));
  row.dataset.name = name;
  return row;
}

function fillRow(row, {report, seen, missing}, now) {
  const {breaker, limiter, memory, queue, workers, ytDlp} = report;
  row.className = missing ? 'gone' : '';
  cell(row, 1, ...state(report, missing, seen));
  cell(row, 2, words(breaker.state), breaker.cause ?? '', missing ? '' : {closed: 'good', half_open: 'warn', open: 'bad'}[breaker.state]);
  cell(row, 3, `${workers.busy} of ${workers.max}`, `${workers.idle} idle`);
  cell(row, 4, whole.format(queue.waiting));
  cell(row, 5, limiter.mode, limiter.redisTrouble ? 'Redis is away' : '', limiter.redisTrouble && !missing ? 'warn' : '');
  cell(row, 6, ytDlp.version, ytDlp.remark || words(ytDlp.mode));
  cell(row, 7, megabytes(memory.resident), `heap ${megabytes(memory.heapUsed)} of ${megabytes(memory.heapMax)}`);
  cell(row, 8, missing ? '–' : duration(report.uptimeSeconds), `version ${report.version}`);
}

function state({ready, draining}, missing, seen) {
  if (missing) {
    return [missing, `seen at ${clock.format(seen * 1000)}`, missing === 'not asked' ? '' : 'bad'];
  }
  return draining ? ['draining', '', 'warn'] : ready ? ['ready', '', 'good'] : ['not ready', '', 'bad'];
}

function cell(row, at, value, more = '', mood = '') {
  const [shown, below] = row.cells[at].children;
  setText(shown, value);
  shown.className = mood;
  setText(below, more);
}

/* --- plots -------------------------------------------------------------------------------------------------------- */

/* Each line has the number of its colour; the even ones are dashed. */
const PLOTS = [
  {
    title: 'Answers a minute', format: value => fine.format(value), least: 1,
    series: [['hit', 'known', 1], ['shared', 'shared', 3], ['stale', 'out of date', 2], ['miss', 'looked up', 5]],
  },
  {title: 'Latency (p95) of the slowest instance', format: milliseconds, least: 1, series: [['p95', 'p95', 1]]},
  {
    title: 'Refused and failed a minute', format: value => fine.format(value), least: 1,
    series: [['refused', 'refused (429)', 1], ['failed', 'failed (5xx)', 4]],
  },
  {
    title: 'Lookups', format: value => whole.format(value), least: 4,
    series: [['running', 'workers busy', 1], ['waiting', 'waiting', 2]],
  },
  {
    title: 'Instances', format: value => whole.format(value), least: 2,
    series: [['instances', 'there', 1], ['notClosed', 'breaker not closed', 4]],
  },
];

function showPlots(hour) {
  PLOTS.forEach(plot => {
    plot.data = [hour.time, ...plot.series.map(([name]) => column(hour.slots, name))];
    if (!plot.chart) {
      makePlot(plot);
    } else if (!same(plot.chart.data, plot.data)) {
      plot.chart.setData(plot.data);
    }
    showLegend(plot);
    plot.canvas.setAttribute('aria-label', `${plot.title}. ${plot.series.map(([, label], i) => inWords(plot, label, plot.data[i + 1])).join(' ')}`);
  });
}

function makePlot(plot) {
  plot.canvas = element('div', 'plot');
  plot.canvas.setAttribute('role', 'img');
  plot.legend = element('ul', 'legend', ...plot.series.map(([, , colour]) => element('li', `s${colour}`)));
  byId('plots').append(element('figure', '', element('figcaption', '', plot.title), plot.legend, plot.canvas));
  const axis = {
    stroke: () => css('--quiet'),
    font: '12px system-ui, sans-serif',
    grid: {stroke: () => css('--line'), width: 1},
    ticks: {show: false},
  };
  plot.chart = new uPlot({
    ...sizeOf(plot.canvas),
    legend: {show: false},
    cursor: {y: false, drag: {x: false, y: false}},
    scales: {
      x: {range: () => [plot.data[0][0], plot.data[0].at(-1)]},
      y: {range: (_, least, most) => [0, Math.max(most * 1.1, plot.least)]},
    },
    axes: [{...axis, space: 60, size: 30, values: (_, times) => times.map(time => minute.format(time * 1000))}, {...axis, size: 58, values: (_, values) => values.map(plot.format)}],
    series: [{}, ...plot.series.map(([, label, colour]) => ({
      label,
      stroke: () => css(`--series-${colour}`),
      width: 2,
      dash: colour % 2 === 0 ? [6, 3] : [],
      points: {show: isAlone},
    }))],
    hooks: {setCursor: [() => showLegend(plot)]},
  }, plot.data, plot.canvas);
  new ResizeObserver(() => plot.chart.setSize(sizeOf(plot.canvas))).observe(plot.canvas);
}

/* A value between two gaps is no line. */
function isAlone(chart, series) {
  const values = chart.data[series];
  return values.some((value, i) => value !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null);
}

function showLegend({chart, data, format, legend, series}) {
  const pointed = chart?.cursor.idx ?? null;
  series.forEach(([, label], i) => {
    const value = pointed === null ? data[i + 1].findLast(any => any !== null) : data[i + 1][pointed];
    const when = pointed === null ? '' : ` at ${clock.format(data[0][pointed] * 1000)}`;
    setText(legend.children[i], `${label} ${value === undefined || value === null ? '–' : format(value)}${i === 0 ? when : ''}`);
  });
}

function inWords({format}, label, values) {
  const there = values.filter(value => value !== null);
  return there.length === 0 ? `${label}: nothing yet.`
    : `${label}: ${format(there.at(-1))} now, between ${format(Math.min(...there))} and ${format(Math.max(...there))}.`;
}

function sizeOf(box) {
  return {width: Math.max(box.clientWidth, 200), height: Math.max(box.clientHeight, 120)};
}

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name);
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => PLOTS.forEach(({chart}) => chart?.redraw()));

/* --- the same as a table ------------------------------------------------------------------------------------------ */

const COLUMNS = PLOTS.flatMap(({title, format, series}) => series.map(([name, label]) => ({
  name, format, label: series.length === 1 ? title : `${title}: ${label}`,
})));
let latest = null;
let tabled = '';

byId('number-names').append(...['Until', ...COLUMNS.map(({label}) => label)].map(label => {
  const head = element('th', '', label);
  head.scope = 'col';
  return head;
}));
byId('numbers').addEventListener('toggle', () => latest && showNumbers(latest));

/* Only while somebody looks, and once for each half minute. */
function showNumbers(hour) {
  latest = hour;
  const rows = hour.slots.map((slot, i) => slot && [hour.time[i], ...COLUMNS.map(({name}) => slot[name])])
    .filter(row => row)
    .reverse();
  const text = JSON.stringify(rows);
  if (!byId('numbers').open || text === tabled) {
    return;
  }
  tabled = text;
  byId('number-rows').replaceChildren(...rows.map(([time, ...values]) => {
    const head = element('th', '', clock.format((time + SLOT) * 1000));
    head.scope = 'row';
    return element('tr', '', head, ...values.map((value, i) => element('td', '', value === null ? '–' : COLUMNS[i].format(value))));
  }));
}

/* --- words and elements ------------------------------------------------------------------------------------------- */

function milliseconds(value) {
  return value < 1000 ? `${fine.format(value)} ms` : `${fine.format(value / 1000)} s`;
}

function megabytes(bytes) {
  return `${whole.format(bytes / 1e6)} MB`;
}

function duration(seconds) {
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  return days > 0 ? `${days} d ${hours} h` : hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min` : `${seconds} s`;
}

function words(constant) {
  return constant.replaceAll('_', ' ').replaceAll('-', ' ');
}

function element(tag, className = '', ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function same(some, others) {
  return JSON.stringify(some) === JSON.stringify(others);
}

refresh();
