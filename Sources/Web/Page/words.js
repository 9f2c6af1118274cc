/** Says in words what went wrong, and what the user can do. Each page adds the words for what is its own. */

import {FileUnreadable, NoResponse, Problem} from './errors.js';
import {sizeText} from './format.js';

/** The problem codes of every service: a title, and what the user can do. */
const PROBLEMS = {
  SessionInvalid: [
    'You are not signed in',
    'Your session has ended, and this service does not sign in guests. Use another tab to sign in, then try again.',
  ],
  OriginNotAllowed: [
    'The service does not accept requests from this page',
    'Its address is not one of the allowed origins. Open the page at the address that the service prints.',
  ],
  Busy: ['The service is busy', 'Wait a moment, then try again.'],
};

/** The problem codes that only an error of the page or of the service can cause. */
const FAULTS = {
  BodyInvalid: 'The service does not understand the request',
  BodyTooLarge: 'The request is too large',
  MediaTypeNotSupported: 'The service does not accept the format of the request',
  NotFound: 'The service does not have this operation',
  MethodNotAllowed: 'The service does not allow this operation',
};

/**
 * Returns a title, a text, and facts (pairs of a label and a value) about an error.
 *
 * `problems` and `faults` are the page's own codes, `reload` is its advice after a fault, and `kept` says what is not lost.
 */
export function words(error, {problems = {}, faults = {}, reload, kept = ''}) {
  const texts = {...PROBLEMS, ...problems};
  for (const [code, title] of Object.entries({...FAULTS, ...faults})) {
    texts[code] ??= [title, `This is an error of the page or of the service. ${reload}`];
  }
  if (error instanceof Problem) return problem(error, texts, kept);
  if (error instanceof NoResponse) return noResponse(error, kept);
  if (error instanceof FileUnreadable) {
    return {
      title: 'The file cannot be read any more', facts: [],
      text: 'It was changed, moved or deleted after you had chosen it. Choose it again.',
    };
  }
  return {title: 'Something went wrong on this page', text: `${error.name}: ${error.message}.${kept}`, facts: []};
}

/** Returns the pairs that have a value. */
export function known(...pairs) {
  return pairs.filter(([, value]) => value);
}

function problem({code, status, title, detail, field, requestID, retryAfter}, texts, kept) {
  const [ownTitle, text] = texts[code] ?? [
    title ?? 'The service did not give a usable response',
    detail ?? `It answered with the status ${status}. Try again later.`,
  ];
  const wait = /^\d+$/.test(retryAfter ?? '') && retryAfter !== '0' ? ` Wait ${retryAfter} ${retryAfter === '1' ? 'second' : 'seconds'} before that.` : '';
  return {
    title: ownTitle, text: `${text}${wait}${kept}`,
    facts: known(
      ['Code', `${code}, status ${status}`], ['Field', field], ['Details', detail], ['Request ID', requestID]),
  };
}

function noResponse({side, kind, origin, sent, total}, kept) {
  const place = side === 'store' ? `the store (${origin})` : 'the service';
  const [title, text] = {
    offline: ['You are offline', 'Connect to the network, then try again.'],
    timeout: [`${upper(place)} did not respond in time`, 'Try again.'],
    cut: [
      'The connection was cut',
      `It ended after ${sizeText(sent ?? 0)} of ${sizeText(total ?? 0)}. Try again: the upload starts from the beginning.`,
    ],
    unreachable: [
      `${upper(place)} could not be reached`,
      side === 'store'
        ? 'It may be down, a firewall may block it, or it does not allow uploads from this page (CORS). Try again.'
        : 'It may be down, or the connection is broken. Try again.',
    ],
  }[kind];
  return {title, text: `${text}${kept}`, facts: []};
}

const upper = (text) => text[0].toUpperCase() + text.slice(1);
