/** Looks at a video before it is uploaded. */

import {durationText} from './format.js';

/** Returns the duration of a video in seconds, or null if this browser cannot tell. */
export function measure(blob) {
  const video = document.createElement('video');
  const url = URL.createObjectURL(blob);
  video.preload = 'metadata';
  video.muted = true;
  return new Promise((resolve) => {
    const look = () => {
      if (Number.isFinite(video.duration)) return resolve(video.duration);
      // The file does not say how long it is. The browser finds out if it has to show the end.
      if (video.duration === Infinity && video.currentTime === 0) video.currentTime = Number.MAX_SAFE_INTEGER;
    };
    video.addEventListener('loadedmetadata', look);
    video.addEventListener('durationchange', look);
    video.addEventListener('error', () => resolve(null));
    setTimeout(() => resolve(null), 10_000);
    video.src = url;
  }).finally(() => {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  });
}

/** Returns what is wrong with a duration, as a sentence, or null. */
export function durationFault(seconds, limits) {
  if (!Number.isFinite(seconds) || seconds < 0) return 'Enter the duration of the video in seconds, for example 12.5.';
  if (seconds <= limits.maximum_duration) return null;
  const [lasts, longest] = [durationText(Math.ceil(seconds)), durationText(limits.maximum_duration)];
  return `The video is too long: it lasts ${lasts}, and at most ${longest} are allowed.`;
}
