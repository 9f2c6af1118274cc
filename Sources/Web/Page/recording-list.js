/** The list of what was uploaded from this browser, by the user who is signed in. */

import {element} from './dom.js';
import {Problem} from './errors.js';
import {sizeText, timeText, typeText} from './format.js';
import * as api from './recording-api.js';
import {words} from './recording-words.js';
import * as storage from './storage.js';

const LONGEST = 20;
const STATES = {completed: ['Completed', 'good'], failed: ['Not accepted', 'bad'], processing: ['Not confirmed yet', 'dim']};

export class RecordingList {
  #list;
  #empty;
  #user = null;
  #recordings = [];

  constructor(list, empty) {
    this.#list = list;
    this.#empty = empty;
  }

  /** Shows what this user uploaded in earlier visits, as the service knows it now. */
  async open(user) {
    this.#user = user;
    this.#recordings = (storage.read('recordings') ?? []).filter((each) => each.user === user);
    this.#empty.hidden = this.#recordings.length > 0;
    this.#list.replaceChildren(...this.#recordings.map((each) => this.#item(each)));
    for (const each of [...this.#recordings]) await this.#refresh(each);
  }

  /** Adds a recording that was uploaded now. */
  add({external_id, status, size, mime_type}, question) {
    const recording = {user: this.#user, external_id, question, status, size, mime_type, at: Date.now()};
    this.#recordings.unshift(recording);
    this.#list.prepend(this.#item(recording));
    while (this.#recordings.length > LONGEST) {
      this.#recordings.pop();
      this.#list.lastElementChild.remove();
    }
    this.#save();
  }

  /** Asks the service about a recording. One that it does not know is removed. */
  async #refresh(recording) {
    const index = () => this.#recordings.indexOf(recording);
    try {
      const {status, size, mime_type} = await api.video(recording.external_id);
      const isSame = recording.status === status && recording.size === size && recording.mime_type === mime_type;
      // An item that is as it was stays in its place: the user may play it already.
      if (isSame || index() < 0) return;
      Object.assign(recording, {status, size, mime_type});
      this.#list.children[index()].replaceWith(this.#item(recording));
    } catch (error) {
      const isGone = error instanceof Problem && ['UploadUnknown', 'SessionInvalid'].includes(error.code);
      if (!isGone || index() < 0) return;
      this.#list.children[index()].remove();
      this.#recordings.splice(index(), 1);
    }
    this.#save();
  }

  #save() {
    this.#empty.hidden = this.#recordings.length > 0;
    storage.write('recordings', this.#recordings);
  }

  #item(recording) {
    const {question, status, size, mime_type: type, at} = recording;
    const [state, style] = STATES[status] ?? [status, 'dim'];
    const what = `Question ${question}, ${timeText(at)}`;
    const known = size === null ? '' : ` · ${sizeText(size)} · ${typeText(type)}`;
    const place = element('div');
    const row = element(
      'div', {class: 'row'},
      element('p', {}, what, element('br'), element('span', {class: style}, state), element('span', {class: 'dim'}, known)));
    if (status === 'completed') {
      const button = element('button', {type: 'button', 'aria-label': `Play: ${what}`, 'aria-expanded': 'false'}, 'Play');
      button.addEventListener('click', () => this.#togglePlayer(button, place, recording, what));
      row.append(button);
    }
    return element('li', {}, row, place);
  }

  async #togglePlayer(button, place, recording, what) {
    if (place.firstChild) {
      place.replaceChildren();
      button.setAttribute('aria-expanded', 'false');
      button.textContent = 'Play';
      return;
    }
    button.disabled = true;
    await showPlayer(place, recording.external_id, what, {isPlaying: true});
    button.disabled = false;
    button.setAttribute('aria-expanded', 'true');
    button.textContent = 'Close';
    button.focus();
  }
}

/** Shows an uploaded video, from the address that the service gives. The address expires, so that each showing asks for a new one. */
export async function showPlayer(place, id, what, {isPlaying = false} = {}) {
  const fail = (title, text) => {
    const again = element('button', {type: 'button'}, 'Load the video again');
    again.addEventListener('click', () => showPlayer(place, id, what, {isPlaying}));
    place.replaceChildren(
      element('div', {class: 'problem', role: 'alert'}, element('p', {class: 'title'}, title), element('p', {}, text), again));
  };
  try {
    const {playback_url: address} = await api.video(id);
    if (!address) return fail('There is no video to play', 'The service has not accepted it.');
    const video = element('video', {controls: '', playsinline: '', preload: 'metadata', 'aria-label': what});
    video.addEventListener('error', () =>
      fail(
        'The video cannot be played',
        'The store did not deliver it, its address has expired, or this browser does not know the format.'));
    video.src = address;
    place.replaceChildren(video);
    // A browser may refuse to play without a click. The controls are there.
    if (isPlaying) video.play().catch(() => {});
  } catch (error) {
    const {title, text} = words(error, {isKept: false});
    fail(title, text);
  }
}
