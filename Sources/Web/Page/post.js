/** Sends forms with files. */

import {Cancelled, FileUnreadable, NoResponse} from './errors.js';

const STALL = 15_000;

/**
 * Posts a form with a file by XMLHttpRequest, because fetch reports no progress. Returns the request when it has a response of any status.
 *
 * `file` is the file in the form, `side` is who gets it: "service" or "store", `headers` are further headers. `events` has `progress` and `stalled`, which learns whether everything
 * is sent.
 */
export function post(url, form, {file, side, headers = {}, events, signal}) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Cancelled());
    const request = new XMLHttpRequest();
    let sent = 0, total = file.size, isStalled = false, changedAt = Date.now();
    const watch = setInterval(() => {
      if (isStalled || Date.now() - changedAt < STALL) return;
      isStalled = true;
      events.stalled(sent === total);
    }, 1000);
    const cancel = () => request.abort();
    signal.addEventListener('abort', cancel);
    request.upload.addEventListener('progress', (event) => {
      isStalled = false;
      changedAt = Date.now();
      ({loaded: sent, total} = event);
      events.progress(sent, total);
    });
    request.addEventListener('load', () => resolve(request));
    request.addEventListener('error', async () => reject(await failure(file, side, {url, sent, total})));
    request.addEventListener('abort', () => reject(new Cancelled()));
    request.addEventListener('loadend', () => {
      clearInterval(watch);
      signal.removeEventListener('abort', cancel);
    });
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(form);
  });
}

/** Returns why a request got no response, as far as a page can know. */
async function failure(file, side, {url, sent, total}) {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    return new FileUnreadable();
  }
  const kind = !navigator.onLine ? 'offline' : sent > 0 ? 'cut' : 'unreachable';
  return new NoResponse(side, kind, {origin: new URL(url, location.href).origin, sent, total});
}
