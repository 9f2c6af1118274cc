/** The list of the user's videos: search, order, and the next videos. */

import {clearMessage, element, showMessage} from './dom.js';
import {Problem, SessionReplaced} from './errors.js';
import {clockText, countText, sizeText, timeText, typeText} from './format.js';
import * as api from './library-api.js';
import {words} from './library-words.js';
import {signInAgain} from './session.js';

const PAGE_SIZE = 20;
/** How long the page waits for the next letter of a search, in milliseconds. */
const PAUSE = 300;
/** How each order is called: descending, ascending. */
const ORDERS = {
  created_at: ['Newest first', 'Oldest first'],
  original_filename: ['Z to A', 'A to Z'],
  file_size: ['Largest first', 'Smallest first'],
  duration: ['Longest first', 'Shortest first'],
};

export class VideoList {
  #page;
  #events;
  #videos = [];
  #total = 0;
  #isTotalExact = true;
  #cursor = null;
  /** What the list shows: the parameters of its first request. */
  #query = null;
  /** The request that the list waits for. The responses of others come too late. */
  #request = null;
  #pause = null;

  /** `events` has `play`, `announce` and `signedIn`. */
  constructor(page, events) {
    this.#page = page;
    this.#events = events;
    page.query.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#search();
    });
    page.search.addEventListener('input', () => {
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => this.#search(), PAUSE);
    });
    page.sort.addEventListener('change', () => {
      const [descending, ascending] = ORDERS[page.sort.value];
      [page.order.options[0].textContent, page.order.options[1].textContent] = [descending, ascending];
      // Names are read from A on, everything else from the newest or largest.
      page.order.value = page.sort.value === 'original_filename' ? 'asc' : 'desc';
      this.load();
    });
    page.order.addEventListener('change', () => this.load());
    page['clear-search'].addEventListener('click', () => {
      page.search.value = '';
      page.search.focus();
      this.load();
    });
    page.more.addEventListener('click', () => this.#more());
    page['list-retry'].addEventListener('click', () => this.load());
  }

  /** Loads the first videos of what is searched. */
  async load({isQuiet = false, maySignIn = true} = {}) {
    clearTimeout(this.#pause);
    const {search, sort, order} = this.#page;
    const query = {search: search.value.trim(), sort_by: sort.value, sort_order: order.value};
    const answer = await this.#ask({...query, page_size: PAGE_SIZE}, maySignIn);
    if (!answer) return;
    this.#empty();
    this.#query = query;
    this.#append(answer);
    if (!isQuiet) this.#events.announce(this.#page.count.textContent || this.#page['list-empty-text'].textContent);
  }

  /** Shows a video that was uploaded now. */
  add(video) {
    const {search, sort_by: field, sort_order: order} = this.#query ?? {};
    // Only in this order its place is known. Cursors go on behind it.
    if (search !== '' || field !== 'created_at' || order !== 'desc' || this.#request) return this.load({isQuiet: true});
    this.#videos.unshift(video);
    this.#page.list.prepend(this.#item(video));
    this.#total += 1;
    this.#showCounts();
  }

  #search() {
    // A space more or less is the same search.
    if (this.#query?.search === this.#page.search.value.trim() && !this.#request) return clearTimeout(this.#pause);
    this.load();
  }

  async #more() {
    const answer = await this.#ask({...this.#query, page_size: PAGE_SIZE, cursor: this.#cursor});
    if (!answer) return;
    const first = this.#append(answer);
    this.#events.announce(this.#page.shown.textContent || this.#page.count.textContent);
    // The button moves down, or disappears. The new videos are where it was.
    (first ?? this.#page['list-heading']).focus();
  }

  /** Asks for a list, and returns the answer, or null after showing what went wrong or if another request has replaced this one. */
  async #ask(parameters, maySignIn = true) {
    this.#request?.abort();
    const request = this.#request = new AbortController();
    this.#page.list.ariaBusy = 'true';
    let answer = null, failure = null;
    try {
      answer = await api.listVideos(parameters, request.signal);
      if (!Array.isArray(answer.videos)) throw new Problem(200);
    } catch (error) {
      failure = error;
    }
    if (request !== this.#request) return null;
    this.#request = null;
    this.#page.list.ariaBusy = 'false';
    if (failure) {
      await this.#fail(failure, parameters, maySignIn);
      return null;
    }
    clearMessage(this.#page['list-problem']);
    this.#page['list-retry'].hidden = true;
    return answer;
  }

  async #fail(error, {cursor}, maySignIn) {
    const {query, 'list-problem': place, 'list-retry': retry} = this.#page;
    if (error instanceof Problem && error.code === 'SessionInvalid' && maySignIn) {
      try {
        this.#events.signedIn(await signInAgain());
        await this.load({isQuiet: true, maySignIn: false});
        if (retry.hidden) showMessage(place, words(new SessionReplaced()), 'notice');
        return;
      } catch (another) {
        error = another;
      }
    }
    // The list has changed so much that it cannot be continued.
    if (error instanceof Problem && error.code === 'CursorInvalid') return this.load();
    showMessage(place, words(error));
    // The next videos can be asked for again. Any other list would belong to another search.
    if (cursor) return;
    this.#empty();
    query.hidden = retry.hidden = false;
  }

  #empty() {
    const {list, count, more, shown, 'list-empty': empty} = this.#page;
    this.#query = this.#cursor = null;
    this.#videos = [];
    list.replaceChildren();
    count.textContent = '';
    more.hidden = shown.hidden = empty.hidden = true;
  }

  /** Shows the videos of an answer after the others, and returns the first new control, or null. */
  #append({videos, total_count: total, next_cursor: cursor, total_is_exact: isExact}) {
    const known = new Set(this.#videos.map((each) => each.id));
    const added = videos.filter((each) => !known.has(each.id));
    const items = added.map((each) => this.#item(each));
    this.#videos.push(...added);
    [this.#total, this.#isTotalExact, this.#cursor] = [total, isExact !== false, cursor ?? null];
    this.#page.list.append(...items);
    this.#showCounts();
    return items[0]?.querySelector('button') ?? null;
  }

  #showCounts() {
    const {search} = this.#query;
    const [page, shown] = [this.#page, this.#videos.length];
    const isEmpty = shown === 0 && this.#total === 0;
    const number = `${this.#isTotalExact ? '' : 'more than '}${countText(this.#total)}`;
    const noun = this.#total === 1 ? 'video' : 'videos';
    const text = search ? `${number} ${noun} ${this.#total === 1 ? 'matches' : 'match'} “${search}”` : `${number} ${noun}`;
    page.count.textContent = isEmpty ? '' : text[0].toUpperCase() + text.slice(1);
    page['list-empty'].hidden = !isEmpty;
    page['list-empty-text'].textContent = search ? `No video matches “${search}”.` : 'No videos yet. What you upload appears here.';
    page['clear-search'].hidden = search === '';
    // There is nothing to search in. Whoever typed there until now finds the heading.
    const isWithoutQuery = isEmpty && search === '';
    if (isWithoutQuery && page.query.contains(document.activeElement)) page['list-heading'].focus();
    page.query.hidden = isWithoutQuery;
    page.more.hidden = page.shown.hidden = this.#cursor === null;
    page.shown.textContent = this.#cursor === null ? '' : `${countText(shown)} of ${number} shown`;
  }

  #item(video) {
    const {original_filename: name, file_size: size, content_type: type, duration, uploaded_at: time} = video;
    const button = element('button', {type: 'button', 'aria-label': `Play: ${name}`}, 'Play');
    button.addEventListener('click', () => this.#events.play(video));
    const image = picture(video);
    // For the mouse. The button does the same for everybody.
    image.addEventListener('click', () => this.#events.play(video));
    const facts = [duration === null ? null : clockText(duration), sizeText(size), typeText(type)].filter((each) => each !== null);
    return element(
      'li', {}, image,
      element(
        'div', {class: 'about'}, element('h3', {}, element('bdi', {}, name)),
        element('p', {class: 'dim'}, element('time', {datetime: time}, timeText(time))),
        element('p', {class: 'dim'}, facts.join(' · '))),
      button);
  }
}

/** Returns the thumbnail of a video, or a placeholder if there is none or it cannot be loaded. */
function picture({thumbnail_url: address, original_filename: name}) {
  const place = element('div', {class: 'picture'});
  if (!address) return place;
  const image = element('img', {alt: `A picture of ${name}`, loading: 'lazy', decoding: 'async', width: '160', height: '90'});
  image.addEventListener('error', () => image.remove());
  image.src = address;
  place.append(image);
  return place;
}
