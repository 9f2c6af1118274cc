/** Brings a recording into the store: asks the service for a form, posts it, and has the service look at the object. */

import {NotAccepted, Problem, Refusal, SessionReplaced} from './errors.js';
import {post} from './post.js';
import * as api from './recording-api.js';
import {signInAgain} from './session.js';

/** A form is not used in its last seconds, because the store checks it when the upload arrives. */
const MARGIN = 10_000;

/**
 * A recording on its way to the store.
 *
 * `run` can be called again after an error or a cancel. It goes on where it ended: with the same idempotency key and the same form while the
 * form is valid, with new ones afterwards, and without another upload if only the confirmation is missing.
 */
export class Upload {
  #blob;
  #name;
  #body;
  #key = crypto.randomUUID();
  #form = null;
  #isStored = false;

  constructor(blob, name) {
    this.#blob = blob;
    this.#name = name;
  }

  /** Uploads, and returns the service's result. `events` has `step`, `progress`, `stalled` and `signedIn`. */
  async run({question, duration}, events, signal) {
    const body = {question_id: question, duration};
    // The service refuses a known key with another body.
    if (this.#body && JSON.stringify(this.#body) !== JSON.stringify(body)) this.#renew();
    this.#body = body;
    if (!this.#isStored) {
      events.step('begin');
      await this.#begin(events, signal);
      events.step('send');
      await this.#send(events, signal);
      this.#isStored = true;
    }
    events.step('confirm');
    return await this.#confirm(events, signal);
  }

  /** Makes sure that there is a form that is still valid. */
  async #begin(events, signal) {
    if (this.#form && Date.now() < this.#form.usableUntil) return;
    if (this.#form) this.#renew();
    await this.#requestForm(events, signal);
    if (Date.now() < this.#form.usableUntil) return;
    // The key was known from an earlier try whose response was lost, and its form has expired in the meantime.
    this.#renew();
    await this.#requestForm(events, signal);
  }

  async #requestForm(events, signal) {
    let response;
    try {
      response = await api.beginUpload(this.#body, this.#key, signal);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'SessionInvalid') events.signedIn(await signInAgain());
      // The service knows the key from a request whose response was lost, and whose form has expired.
      else if (error.code === 'FormExpired' || error.code === 'IdempotencyKeyReused') this.#renew();
      else throw error;
      response = await api.beginUpload(this.#body, this.#key, signal);
    }
    const {external_id: id, url, fields, expires_at: expiry, sentAt} = response;
    if (typeof id !== 'string' || !URL.canParse(url) || typeof fields !== 'object' || Number.isNaN(Date.parse(expiry))) {
      throw new Problem(200);
    }
    // The service's clock, not this computer's, says how long the form is valid.
    this.#form = {id, url, fields, usableUntil: Date.now() + (Date.parse(expiry) - sentAt) - MARGIN};
  }

  async #send(events, signal) {
    try {
      await postForm(this.#form, this.#blob, this.#name, events, signal);
    } catch (error) {
      // The store refuses this form. Another one may be accepted: this one may have expired, or was altered.
      if (error instanceof Refusal && error.status < 500) this.#renew();
      throw error;
    }
  }

  async #confirm(events, signal) {
    let result;
    try {
      result = await api.completeUpload(this.#form.id, signal);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'UploadUnknown') this.#renew();
      if (error.code !== 'SessionInvalid') throw error;
      events.signedIn(await signInAgain());
      this.#renew();
      throw new SessionReplaced();
    }
    if (result.status === 'completed') return result;
    this.#renew();
    throw new NotAccepted(result.errors ?? []);
  }

  #renew() {
    this.#key = crypto.randomUUID();
    this.#form = null;
    this.#isStored = false;
  }
}

async function postForm({url, fields}, blob, name, events, signal) {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  // S3 ignores the fields after the file.
  form.append('file', blob, name);
  const request = await post(url, form, {file: blob, side: 'store', events, signal});
  if (request.status < 200 || request.status > 299) throw refusal(request);
}

/** Returns what the store says in its error document, and in the headers of the strict S3. */
function refusal(request) {
  const document = new DOMParser().parseFromString(request.responseText, 'application/xml');
  const text = (name) => document.querySelector(`Error > ${name}`)?.textContent;
  // getResponseHeader writes an error to the console if CORS hides the header.
  const headers = new Map(
    request.getAllResponseHeaders().trim().split(/\r?\n/).map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }));
  return new Refusal(request.status, {
    code: text('Code'),
    message: text('Message'),
    requestID: text('RequestId'),
    rule: headers.get('x-video-spec-rule'),
    cause: headers.get('x-video-spec-cause'),
    explanation: headers.get('x-video-spec-explanation'),
  });
}
