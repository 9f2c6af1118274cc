/** Says in words what went wrong with a recording, and what the user can do. */

import {NotAccepted, Refusal, SessionReplaced} from './errors.js';
import * as common from './words.js';

const KEPT = 'Your recording is still here.';
const RELOAD = 'Reload the page after you have saved or discarded the recording.';

/** The problem codes of the recording service: a title, and what the user can do. */
const PROBLEMS = {
  QuestionUnknown: ['There is no question with this number', 'Correct the question number, then try again.'],
  DurationInvalid: [
    'The service does not accept the duration',
    'The video is longer than the service allows, or its duration is wrong.',
  ],
  FieldInvalid: ['The service does not accept a value', 'Correct the value, then try again.'],
  IdempotencyKeyReused: ['The upload was begun with other values', 'Try again to begin a new upload.'],
  FormExpired: ['The upload form has expired', 'Try again to get a new one.'],
  Taken: ['The service could not give the upload a name of its own', 'Nothing was recorded. Try again.'],
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

const FAULTS = {IdempotencyKeyInvalid: 'The service does not accept the request'};

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
  if (error instanceof Refusal) return refusal(error, kept, isDevelopment);
  if (error instanceof NotAccepted) {
    const texts = error.errors.map(({code, message}) => OBJECT_FAULTS[code] ?? message ?? code);
    return {
      title: 'The service does not accept the video', text: `${texts.join(' ')}${kept}`,
      facts: error.errors.map(({code, message}) => [code, message ?? '']),
    };
  }
  if (error instanceof SessionReplaced) {
    return {
      title: 'Your session has ended', facts: [],
      text: `You are signed in again, as a new guest. Try again to upload the recording in the new session.${kept}`,
    };
  }
  return common.words(error, {problems: PROBLEMS, faults: FAULTS, reload: RELOAD, kept});
}

/** Returns what is wrong with the camera, as a sentence. */
export function cameraWords(error) {
  return CAMERA[error.name] ?? `The camera cannot be used (${error.name}). Try again, or choose a file.`;
}

function refusal({status, code, explained, requestID, rule, causeName, explanation}, kept, isDevelopment) {
  const known = REFUSALS[code] ?? 'The store gave no reason that this page knows.';
  const diagnosis = isDevelopment ? [['Rule', rule], ['Cause', causeName], ['Explanation', explanation]] : [];
  return {
    title: 'The store refused the upload',
    text: `${known} Try again${status < 500 ? ': the page asks for a new form.' : ' in a moment.'}${kept}`,
    facts: common.known(
      ['Code', code ? `${code}, status ${status}` : `status ${status}`], ['Message', explained], ...diagnosis,
      ['Request ID', requestID]),
  };
}
