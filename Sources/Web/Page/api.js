/** Talks to the service. The operations throw a `Problem`, a `NoResponse` or `Cancelled` if they do not succeed. */

import {Cancelled, NoResponse, Problem} from './errors.js';

const TIMEOUT = 30_000;

export const limits = () => call('GET', 'api/limits');
export const createSession = (signal) => call('POST', 'api/session', {body: {}, signal});

/** Sends a request, and returns the members of the response with the time at which the service sent it. */
export async function call(method, path, {body, headers = {}, signal} = {}) {
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
  const result = members(response.status, text, response.headers.get('Retry-After'));
  return {...result, sentAt: Date.parse(response.headers.get('Date')) || Date.now()};
}

/** Returns the members of a response, or throws what the service refused. */
export function members(status, text, retryAfter) {
  const result = parsed(text);
  // A response without JSON is not from the service: a proxy in front of it may have sent it.
  if (status < 200 || status > 299 || !result) throw new Problem(status, result ?? {}, retryAfter);
  return result;
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
