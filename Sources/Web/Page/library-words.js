/** Says in words what went wrong with the library, and what the user can do. */

import {Cancelled, SessionReplaced, Unanswered} from './errors.js';
import * as common from './words.js';

const KEPT = 'The file is still chosen.';
const AGAIN = 'The video may be in the list already. Check the list, or try again: it is not stored twice.';

/** The problem codes of the library: a title, and what the user can do. */
const PROBLEMS = {
  FileInvalid: ['The service does not accept the file', 'It is empty, or it has no name. Choose another file.'],
  VideoTypeNotAllowed: [
    'The file is not a video of an allowed type',
    'The service looks at the content of the file, not at its name. Choose another file, or convert this one.',
  ],
  FileTooLarge: ['The file is too large', 'Choose a smaller file, or compress this one.'],
  SpoolFull: ['The service has no space for the upload', 'Nothing was recorded. Wait a while, then try again.'],
  StoreUnavailable: ['The service cannot reach the store', 'Nothing was recorded. Try again.'],
  StoreForbidden: [
    'The store does not let the service store the video',
    'Nothing was recorded. Tell the operator of the service: the store answers 403.',
  ],
  StoreResponseInvalid: [
    'The service does not understand the store', 'Nothing was recorded. Try again, or tell the operator of the service.',
  ],
  RecordingFailed: ['The service could not record the upload', 'Nothing was recorded. Try again.'],
  OutcomeUnknown: ['The service does not know whether the upload was recorded', AGAIN],
  VideoUnknown: ['The video does not exist any more', 'It was deleted, or it belongs to another session.'],
};

const FAULTS = {
  ParameterInvalid: 'The service does not accept the search',
  CursorInvalid: 'The service cannot continue the list',
};

/** Returns a title, a text, and facts (pairs of a label and a value) about an error. `isKept` says whether there is a file to keep. */
export function words(error, {isKept = false} = {}) {
  const kept = isKept ? ` ${KEPT}` : '';
  if (error instanceof SessionReplaced) {
    return {
      title: 'Your session has ended', facts: [],
      text: `You are signed in again, as a new guest with a library of your own.${isKept ? ' Try again to upload the video there.' : ''}${kept}`,
    };
  }
  if (error instanceof Unanswered) {
    const isCancelled = error.cause instanceof Cancelled;
    return {title: isCancelled ? 'The upload is cancelled' : 'The service did not answer', text: `Everything was sent. ${AGAIN}`, facts: []};
  }
  if (error instanceof Cancelled) return {title: 'The upload is cancelled', text: 'Try again, or choose another file.', facts: []};
  return common.words(error, {problems: PROBLEMS, faults: FAULTS, reload: 'Reload the page.', kept});
}
