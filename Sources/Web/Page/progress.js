/** Shows how far an upload is. */

import {sizeText} from './format.js';

/**
 * Returns functions that show the steps of an upload and its progress in the elements "progress", "progress-label" and "progress-text".
 *
 * `receiver` is who gets the upload: "the store". Screen readers hear of each quarter only.
 */
export function progressMeter(page, receiver, announce) {
  let quarter = 0;
  const bar = (value, label, text) => {
    if (value === null) {
      page.progress.removeAttribute('value');
    } else {
      page.progress.value = value;
    }
    page['progress-label'].textContent = label;
    page['progress-text'].textContent = text;
  };
  return {
    /** Begins a step. Without a value, the bar does not say how far it is. */
    step(label, text, value = null) {
      bar(value, label, text);
      announce(label);
    },
    progress(sent, total) {
      const share = total > 0 ? sent / total : 1;
      const isSent = share === 1;
      bar(share * 100, 'Uploading', isSent ? `Sent. Waiting for ${receiver}` : `${Math.floor(share * 100)} % of ${sizeText(total)}`);
      if (Math.floor(share * 4) === quarter || isSent) return;
      quarter = Math.floor(share * 4);
      announce(`${quarter * 25} percent uploaded`);
    },
    stalled(isSent) {
      const text = isSent
        ? `Sent. No response from ${receiver} for 15 seconds. Wait, or cancel and try again.`
        : 'Nothing was sent for 15 seconds. Wait for the network, or cancel and try again.';
      page['progress-text'].textContent = text;
      announce(text);
    },
  };
}
