/** What can go wrong between a page, the service and the store. `words.js` says it in words. */

/** The service refused a request. The members are those of its problem document (RFC 9457). */
export class Problem extends Error {
  constructor(status, {code, title, detail, field, request_id: requestID} = {}, retryAfter = null) {
    super(code ?? `status ${status}`);
    Object.assign(this, {status, code: code ?? 'ResponseInvalid', title, detail, field, requestID, retryAfter});
  }
}

/** The store refused an upload. The members are those of S3's error document, and what the strict S3 explains. */
export class Refusal extends Error {
  constructor(status, {code, message, requestID, rule, cause, explanation} = {}) {
    super(code ?? `status ${status}`);
    Object.assign(this, {status, code, explained: message, requestID, rule, causeName: cause, explanation});
  }
}

/**
 * A request got no response.
 *
 * `side` is "service" or "store". `kind` is "offline", "timeout", "cut" (after a part was sent) or "unreachable".
 */
export class NoResponse extends Error {
  constructor(side, kind, {origin, sent, total} = {}) {
    super(`${side}: ${kind}`);
    Object.assign(this, {side, kind, origin, sent, total});
  }
}

/** The service looked at the uploaded object, and does not accept it. `errors` has a code and a message for each fault. */
export class NotAccepted extends Error {
  constructor(errors) {
    super(errors.map((each) => each.code).join(', '));
    this.errors = errors;
  }
}

/** The file that was chosen can no longer be read. */
export class FileUnreadable extends Error {}

/** The session ended, so that what was uploaded belongs to a user who is gone. */
export class SessionReplaced extends Error {}

/** Everything was sent, and the service did not answer: it may have recorded the upload. `cause` is what was thrown instead. */
export class Unanswered extends Error {
  constructor(cause) {
    super(cause.message, {cause});
  }
}

/** The user cancelled. */
export class Cancelled extends Error {}
