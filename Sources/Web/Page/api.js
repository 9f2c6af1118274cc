/** The operations of the service. Each throws a `Problem`, a `NoResponse` or `Cancelled` if it does not succeed. */

import {Cancelled, NoResponse, Problem} from './errors.js';

const TIMEOUT = 30_000;

export const limits = () => call('GET', 'api/limits');
export const createSession = (signal) => call('POST', 'api/session', {body: {}, signal});
export const beginUpload = (body, key, signal) =>
  call('POST', 'api/video/presigned-url', {body, headers: {'Idempotency-Key': key}, signal});
export const completeUpload = (id, signal) => call('POST', 'api/feedback', {body: {external_id: id}, signal});
export const video = (id) => call('GET', `api/video/${encodeURIComponent(id)}`);

/** Sends a request, and returns the members of the response with the time at which the service sent it. */
async function call(method, path, {body, headers = {}, signal} = {}) {
  const timeout = AbortSignal.timeout(TIMEOUT);
  let response, text;
  try {
    response = await fetch(path, {
      method,
      body: body && JSON.stringify(body),
      headers: body ? {...headers, 'Content-Type': 'application/json'} : headers,
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    text = await response.text();
  } catch {
    if (signal?.aborted) throw new Cancelled();
    throw new NoResponse('service', timeout.aborted ? 'timeout' : navigator.onLine ? 'unreachable' : 'offline');
  }
  const members = parsed(text);
  // A response without JSON is not from the service: a proxy in front of it may have sent it.
  if (!response.ok || !members) throw new Problem(response.status, members ?? {}, response.headers.get('Retry-After'));
  return {...members, sentAt: Date.parse(response.headers.get('Date')) || Date.now()};
}

/** Returns the JSON object in a text, or null. */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
