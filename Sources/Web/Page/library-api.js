/** The operations of the library. */

import {call, members} from './api.js';
import {Cancelled, NoResponse, Problem, Unanswered} from './errors.js';
import {post} from './post.js';

/** Returns a page of the user's videos. The parameters are those of the service; those that are null or empty are left out. */
export function listVideos(parameters, signal) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== null && value !== ''));
  return call('GET', `api/v1/videos/s3-videos?${query}`, {signal});
}

/** Returns a video by its key, whose slashes belong to the path. */
export const findVideo = (key) =>
  call('GET', `api/v1/videos/s3-videos/by-key/${key.split('/').map(encodeURIComponent).join('/')}`);

/**
 * Uploads a file, and returns its video. The same `key` again returns the same video, so that a retry stores nothing twice.
 *
 * Throws `Unanswered` if everything was sent and the service did not answer.
 */
export async function uploadVideo(file, key, events, signal) {
  const form = new FormData();
  form.append('file', file, file.name);
  let isSent = false;
  const progress = (sent, total) => {
    isSent = sent === total;
    events.progress(sent, total);
  };
  try {
    const request = await post(
      'api/v1/upload/video', form,
      {file, side: 'service', headers: {'Idempotency-Key': key}, events: {...events, progress}, signal});
    return members(request.status, request.responseText, request.getResponseHeader('Retry-After'));
  } catch (error) {
    throw isSent && isUnanswered(error) ? new Unanswered(error) : error;
  }
}

/** Returns whether an error is no answer of the service: it may come from a proxy in front of it, or the response is not complete. */
function isUnanswered(error) {
  if (error instanceof Problem) return error.code === 'ResponseInvalid' && (error.status < 300 || error.status >= 500);
  return error instanceof NoResponse || error instanceof Cancelled;
}
