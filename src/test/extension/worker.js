/* Asks whatever it is told to ask, and tells what it could read of the answer. */
chrome.runtime.onMessage.addListener(({address, key, question}, sender, tell) => {
  const headers = {'Content-Type': 'application/json', ...(key && {'X-API-Key': key})};
  fetch(address, {method: 'POST', headers, body: JSON.stringify(question)})
    .then(async response => ({
      status: response.status,
      body: await response.text(),
      headers: Object.fromEntries(response.headers),
      origin: self.location.origin,
    }))
    .catch(refused => ({status: 0, body: String(refused), origin: self.location.origin}))
    .then(tell);
  return true; // The answer comes later.
});
