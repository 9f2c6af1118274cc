/** Looks at a video file before it is uploaded. */

import {essence} from './format.js';

/** How many bytes are read. The headers that tell the type are much smaller. */
const HEAD = 4096;

/**
 * Returns the media type of a file: from its content, as the service does, or else what the browser takes it for by its name.
 *
 * A file whose content tells nothing is left to the service.
 */
export async function videoType(file) {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  return typeOfContent(head) ?? essence(file.type);
}

/** Returns the type that the first bytes of a file tell, or null. */
function typeOfContent(head) {
  const text = String.fromCharCode(...head);
  // An EBML header, whose DocType (ID 4282, length, text) tells the type.
  if (text.startsWith('\x1A\x45\xDF\xA3')) {
    const type = /\x42\x82[\x84-\x88](webm|matroska)/.exec(text)?.[1];
    return {webm: 'video/webm', matroska: 'video/x-matroska'}[type] ?? null;
  }
  // The first box is "ftyp" with the main brand. Old QuickTime files begin with other boxes.
  if (text.slice(4, 8) === 'ftyp') return text.slice(8, 12) === 'qt  ' ? 'video/quicktime' : 'video/mp4';
  return null;
}
