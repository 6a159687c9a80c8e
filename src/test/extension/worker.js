'use strict';

/* Asks the service what a page of this extension wants to know, and tells that page what a worker can see of the answer. */

const HEADERS = ['X-Request-ID', 'RateLimit-Policy', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Server'];

chrome.runtime.onMessage.addListener((question, sender, reply) => {
  ask(question).then(reply, broken => reply({broken: String(broken)}));
  return true; // The reply comes later.
});

async function ask({service, key, url, cookies}) {
  const response = await fetch(`${service}/api/v1/size`, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-API-Key': key},
    body: JSON.stringify({url, cookies}),
  });
  const headers = Object.fromEntries(HEADERS.map(name => [name, response.headers.get(name)]));
  return {origin: self.location.origin, status: response.status, headers, answer: await response.json()};
}
