/** Says in words what went wrong, and what the user can do. */

import {sizeText} from './format.js';
import {FileUnreadable, NoResponse, NotAccepted, Problem, Refusal, SessionReplaced} from './errors.js';

const KEPT = 'Your recording is still here.';
const FAULT_OF_PAGE = 'This is an error of the page or of the service. Reload the page after you have saved or discarded the recording.';

/** The service's problem codes: a title, and what the user can do. */
const PROBLEMS = {
  SessionInvalid: [
    'You are not signed in',
    'Your session has ended, and this service does not sign in guests. Use another tab to sign in, then try again.',
  ],
  OriginNotAllowed: [
    'The service does not accept requests from this page',
    'Its address is not one of the allowed origins. Open the page at the address that the service prints.',
  ],
  QuestionUnknown: ['There is no question with this number', 'Correct the question number, then try again.'],
  DurationInvalid: [
    'The service does not accept the duration',
    'The video is longer than the service allows, or its duration is wrong.',
  ],
  FieldInvalid: ['The service does not accept a value', 'Correct the value, then try again.'],
  IdempotencyKeyReused: ['The upload was begun with other values', 'Try again to begin a new upload.'],
  FormExpired: ['The upload form has expired', 'Try again to get a new one.'],
  IdempotencyKeyInvalid: ['The service does not accept the request', FAULT_OF_PAGE],
  BodyInvalid: ['The service does not understand the request', FAULT_OF_PAGE],
  BodyTooLarge: ['The request is too large', FAULT_OF_PAGE],
  MediaTypeNotSupported: ['The service does not accept the format of the request', FAULT_OF_PAGE],
  NotFound: ['The service does not have this operation', FAULT_OF_PAGE],
  MethodNotAllowed: ['The service does not allow this operation', FAULT_OF_PAGE],
  Taken: ['The service could not give the upload a name of its own', 'Nothing was recorded. Try again.'],
  Busy: ['The service is busy', 'Wait a moment, then try again.'],
  OutcomeUnknown: [
    'The service does not know whether the upload was recorded',
    'Try again. It is safe: nothing is recorded twice.',
  ],
  RecordingFailed: ['The service could not record the upload', 'Nothing was recorded. Try again.'],
  UploadUnknown: [
    'The service does not know this upload',
    'It may belong to another session. Try again to upload the recording again.',
  ],
  StoreUnavailable: [
    'The service cannot reach the store',
    'The video is uploaded, but not confirmed yet. Try again: only the confirmation is repeated.',
  ],
  StoreForbidden: [
    'The store does not let the service look at the video',
    'The video is uploaded, but not confirmed. Tell the operator of the service: the store answers 403.',
  ],
  StoreResponseInvalid: [
    'The service does not understand the store',
    'The video is uploaded, but not confirmed yet. Try again, or tell the operator of the service.',
  ],
};

/** What the service finds wrong with an uploaded object. */
const OBJECT_FAULTS = {
  ObjectMissing: 'The store does not have the video.',
  ObjectEmpty: 'The uploaded video is empty.',
  ObjectTooLarge: 'The uploaded video is too large.',
  MediaTypeNotAllowed: 'The uploaded video has a type that is not allowed.',
  ObjectReplaced: 'The video was replaced after it had been uploaded.',
  ContentNotAllowed: 'The content of the upload is not a video of the allowed type.',
};

/** Why the store refuses an upload, by S3's code. */
const REFUSALS = {
  EntityTooLarge: 'The video is larger than the form allows.',
  EntityTooSmall: 'The video is smaller than the form allows.',
  AccessDenied: 'The form does not allow this upload, or it has expired.',
  SignatureDoesNotMatch: 'The signature of the form is wrong.',
  InvalidPolicyDocument: 'The policy of the form is not valid.',
  InvalidAccessKeyId: 'The store does not know the access key of the form.',
  ExpiredToken: 'The credentials of the form have expired.',
  NoSuchBucket: 'The store has no such bucket.',
  RequestTimeTooSkewed: "The store's clock and the service's clock differ.",
  RequestTimeout: 'The upload was too slow.',
  SlowDown: 'The store is busy.',
  ServiceUnavailable: 'The store is busy.',
  InternalError: 'The store has an error of its own.',
  MalformedPOSTRequest: 'The store does not understand the form.',
};

/** What the browser says about the camera. */
const CAMERA = {
  NotAllowedError: 'The browser does not allow this page to use the camera. Allow it in the settings of this page, then try again.',
  NotFoundError: 'There is no camera. Connect one and try again, or choose a file.',
  NotReadableError: 'Another program is using the camera, or the camera does not work. Close the other program, then try again.',
  AbortError: 'The camera stopped working. Try again.',
  SecurityError: 'The browser does not allow cameras on this page.',
  InsecureContextError: 'The browser allows cameras only on secure pages: https, or localhost.',
};

/** Returns a title, a text, and facts (pairs of a label and a value) about an error. `isKept` says whether there is a recording to keep. */
export function words(error, {isDevelopment = false, isKept = true} = {}) {
  const kept = isKept ? ` ${KEPT}` : '';
  if (error instanceof Problem) return problem(error, kept);
  if (error instanceof Refusal) return refusal(error, kept, isDevelopment);
  if (error instanceof NoResponse) return noResponse(error, kept);
  if (error instanceof NotAccepted) {
    const texts = error.errors.map(({code, message}) => OBJECT_FAULTS[code] ?? message ?? code);
    return {
      title: 'The service does not accept the video', text: `${texts.join(' ')}${kept}`,
      facts: error.errors.map(({code, message}) => [code, message ?? '']),
    };
  }
  if (error instanceof FileUnreadable) {
    return {
      title: 'The file cannot be read any more', facts: [],
      text: 'It was changed, moved or deleted after you had chosen it. Discard it here, and choose it again.',
    };
  }
  if (error instanceof SessionReplaced) {
    return {
      title: 'Your session has ended', facts: [],
      text: `You are signed in again, as a new guest. Try again to upload the recording in the new session.${kept}`,
    };
  }
  return {title: 'Something went wrong on this page', text: `${error.name}: ${error.message}.${kept}`, facts: []};
}

/** Returns what is wrong with the camera, as a sentence. */
export function cameraWords(error) {
  return CAMERA[error.name] ?? `The camera cannot be used (${error.name}). Try again, or choose a file.`;
}

function problem({code, status, title, detail, field, requestID, retryAfter}, kept) {
  const [ownTitle, text] = PROBLEMS[code] ?? [
    title ?? 'The service did not give a usable response',
    detail ?? `It answered with the status ${status}. Try again later.`,
  ];
  const wait = /^\d+$/.test(retryAfter ?? '') && retryAfter !== '0' ? ` Wait ${retryAfter} ${retryAfter === '1' ? 'second' : 'seconds'} before that.` : '';
  return {
    title: ownTitle, text: `${text}${wait}${kept}`,
    facts: facts(
      ['Code', `${code}, status ${status}`], ['Field', field], ['Details', detail], ['Request ID', requestID]),
  };
}

function refusal({status, code, explained, requestID, rule, causeName, explanation}, kept, isDevelopment) {
  const known = REFUSALS[code] ?? 'The store gave no reason that this page knows.';
  const diagnosis = isDevelopment ? [['Rule', rule], ['Cause', causeName], ['Explanation', explanation]] : [];
  return {
    title: 'The store refused the upload',
    text: `${known} Try again${status < 500 ? ': the page asks for a new form.' : ' in a moment.'}${kept}`,
    facts: facts(
      ['Code', code ? `${code}, status ${status}` : `status ${status}`], ['Message', explained], ...diagnosis,
      ['Request ID', requestID]),
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
const facts = (...pairs) => pairs.filter(([, value]) => value);
