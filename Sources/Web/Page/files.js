/** Files that the user chooses or drops. */

import {essence, exactSizeText, listText, sizeText, typeText} from './format.js';

/** Returns what is wrong with a file of this media type, in sentences. Nothing is sent before this is empty. */
export function faults(blob, type, {maximumSize, types}) {
  const found = [];
  if (blob.size === 0) found.push('The file is empty.');
  if (blob.size > maximumSize) {
    found.push(`The file is too large: it has ${exactSizeText(blob.size, maximumSize)}, and at most ${sizeText(maximumSize)} are allowed.`);
  }
  if (!types.map(essence).includes(essence(type))) {
    const wanted = listText(types.map((each) => `${typeText(each)} (${each})`), 'and');
    const areAllowed = `${wanted} ${types.length === 1 ? 'is' : 'are'} allowed.`;
    found.push(
      type
        ? `The file has the wrong type: it is ${type}, and only ${areAllowed}`
        : `This browser does not know the type of the file. Only ${areAllowed}`);
  }
  return found;
}

/** Calls a function with the files that are dropped on the page. The place for them is marked while files are above the page. */
export function acceptDrops(place, choose) {
  // A file that is dropped beside its place must not replace the page.
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    document.addEventListener(type, (event) => {
      event.preventDefault();
      place.classList.toggle('over', type === 'dragenter' || type === 'dragover');
      if (type === 'drop') choose([...event.dataTransfer.files]);
    });
  }
}
