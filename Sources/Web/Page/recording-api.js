/** The operations of the recording service. */

import {call} from './api.js';

export const beginUpload = (body, key, signal) =>
  call('POST', 'api/video/presigned-url', {body, headers: {'Idempotency-Key': key}, signal});
export const completeUpload = (id, signal) => call('POST', 'api/feedback', {body: {external_id: id}, signal});
export const video = (id) => call('GET', `api/video/${encodeURIComponent(id)}`);
