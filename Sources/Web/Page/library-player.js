/** Plays a video in a dialog. */

import {clearMessage, element, showFacts, showMessage} from './dom.js';
import {durationText, sizeText, timeText, typeText} from './format.js';
import * as api from './library-api.js';
import {words} from './library-words.js';

const CANNOT_BE_PLAYED = {
  title: 'The video cannot be played', text: 'The store did not deliver it, or this browser does not know the format.',
};

export class Player {
  #page;
  #video = null;
  #isRenewed = false;

  constructor(page) {
    this.#page = page;
    page.player.addEventListener('close', () => {
      // The event comes late: the next video may be there already.
      if (!page.player.open) this.#empty();
    });
  }

  /** Opens the dialog and plays a video. */
  open(video) {
    const {player, 'player-title': title} = this.#page;
    this.#empty();
    this.#video = video;
    title.textContent = video.original_filename;
    player.showModal();
    this.#start();
  }

  #start() {
    const place = this.#page['player-video'];
    clearMessage(this.#page['player-problem']);
    this.#isRenewed = false;
    const screen = element('video', {controls: '', playsinline: '', preload: 'metadata', 'aria-label': this.#video.original_filename});
    screen.addEventListener('error', () => this.#renew(screen));
    place.replaceChildren(screen);
    this.#play(screen);
  }

  #play(screen) {
    showFacts(this.#page['player-facts'], facts(this.#video));
    if (!this.#video.playback_url) return this.#renew(screen);
    screen.src = this.#video.playback_url;
    // A browser may refuse to play without a click. The controls are there.
    screen.play().catch(() => {});
  }

  /** Asks once for a new address, because addresses expire, and goes on where the video stopped. */
  async #renew(screen) {
    if (this.#isRenewed) return this.#fail(CANNOT_BE_PLAYED);
    this.#isRenewed = true;
    const [video, time] = [this.#video, screen.currentTime];
    try {
      // The list has the same object, and plays from the new address next time.
      const {sentAt, ...found} = await api.findVideo(video.s3_key);
      Object.assign(video, found);
    } catch (error) {
      if (screen.isConnected) this.#fail(words(error));
      return;
    }
    if (!screen.isConnected) return;
    if (time > 0) screen.addEventListener('loadedmetadata', () => screen.currentTime = time, {once: true});
    this.#play(screen);
  }

  #fail(message) {
    const place = this.#page['player-problem'];
    const again = element('button', {type: 'button'}, 'Load the video again');
    again.addEventListener('click', () => {
      this.#start();
      this.#page['close-player'].focus();
    });
    this.#page['player-video'].replaceChildren();
    showMessage(place, message);
    place.append(again);
  }

  /** Ends the download, too. */
  #empty() {
    const screen = this.#page['player-video'].firstChild;
    this.#page['player-video'].replaceChildren();
    clearMessage(this.#page['player-problem']);
    this.#video = null;
    screen?.removeAttribute('src');
    screen?.load();
  }
}

/** Returns what is known about a video, as pairs of a label and a value. */
function facts({file_size: size, content_type: type, duration, uploaded_at: time, metadata}) {
  const {resolution, fps, codec} = metadata ?? {};
  return [
    ['Uploaded', timeText(time)],
    ['Size', sizeText(size)],
    ['Type', typeText(type)],
    ['Duration', duration === null ? null : durationText(duration)],
    ['Resolution', resolution?.replace('x', ' × ')],
    ['Frame rate', fps ? `${Number(fps.toFixed(2))} frames per second` : null],
    ['Codec', codec],
  ].filter(([, value]) => value);
}
