/** The page of the library: what it shows in which phase, and what its controls do. */

import * as api from './api.js';
import {clearMessage, element, elementsByID, showFacts, showMessage} from './dom.js';
import {Problem, SessionReplaced, Unanswered} from './errors.js';
import {acceptDrops, faults} from './files.js';
import {listText, sizeText, typeText} from './format.js';
import {uploadVideo} from './library-api.js';
import {VideoList} from './library-list.js';
import {videoType} from './library-media.js';
import {Player} from './library-player.js';
import {words} from './library-words.js';
import {guardLeaving, Phases} from './phases.js';
import {progressMeter} from './progress.js';
import {openSession, signInAgain} from './session.js';

const page = elementsByID();
const player = new Player(page);
const list = new VideoList(page, {play: (video) => player.open(video), announce, signedIn});
const phases = new Phases(page, {
  disconnected: {heading: 'Upload a video', visible: ['reload'], focus: 'reload'},
  choose: {heading: 'Upload a video', visible: ['choose'], focus: 'file'},
  ready: {heading: 'Ready to upload', visible: ['chosen', 'upload', 'discard'], focus: 'heading'},
  uploading: {heading: 'Uploading', visible: ['chosen', 'sending', 'cancel'], focus: 'cancel'},
  refused: {heading: 'Not accepted', visible: ['chosen', 'discard'], focus: 'discard'},
  failed: {heading: 'Not uploaded yet', visible: ['chosen', 'retry', 'discard'], focus: 'retry'},
  done: {heading: 'Uploaded', visible: ['done', 'choose'], focus: 'heading'},
});

let limits = null;
/** The file that is chosen and not uploaded. */
let chosen = null;
/** What makes it safe to send the file again. */
let key = null;
/** The video that was uploaded last. */
let uploaded = null;
let abort = null;

function show(phase, options) {
  phases.show(phase, options);
  guardLeaving(phase === 'uploading');
}

/** Says something to users of screen readers. */
function announce(text) {
  page.status.textContent = text;
}

// MARK: The start

async function connect() {
  clearMessage(page.problem);
  page.reload.disabled = true;
  try {
    limits = await api.limits();
    signedIn(await openSession());
  } catch (error) {
    page.reload.disabled = false;
    show('disconnected');
    return showMessage(page.problem, words(error));
  }
  const types = listText(limits.mime_types.map(typeText), 'or');
  page.limits.textContent = `${types}, at most ${sizeText(limits.maximum_size)}.`;
  page.file.accept = limits.mime_types.join();
  page.file.disabled = false;
  show('choose', {focus: page.reload === document.activeElement});
  await list.load({isQuiet: true});
  page.library.hidden = false;
}

function signedIn(user) {
  page.account.hidden = user === null;
  page.account.textContent = `Signed in as ${user}`;
}

// MARK: The file

async function choose(files) {
  clearMessage(page.problem);
  page.file.value = '';
  if (files.length === 0 || limits === null) return;
  if (phases.current === 'uploading') {
    return showMessage(page.problem, {title: 'An upload is running', text: 'Wait for its end, or cancel it, then choose another file.'});
  }
  const refuse = (texts) => {
    if (phases.current !== 'choose') show('choose');
    page.file.focus();
    showMessage(page.problem, {title: 'This file cannot be uploaded', text: `${texts.join(' ')} Choose another file.`});
  };
  if (files.length > 1) return refuse(['More than one file was dropped.']);
  const [file] = files;
  let type;
  try {
    type = await videoType(file);
  } catch {
    return refuse(['It cannot be read.']);
  }
  const found = faults(file, type, {maximumSize: limits.maximum_size, types: limits.mime_types});
  if (found.length > 0) return refuse(found);
  if (phases.current === 'uploading') return;
  chosen = file;
  key = crypto.randomUUID();
  showFacts(page.facts, [['Name', element('bdi', {}, file.name)], ['Size', sizeText(file.size)], ['Type', `${typeText(type)} (${type})`]]);
  show('ready');
  announce(`${file.name} is chosen.`);
}

function discard() {
  clearMessage(page.problem);
  chosen = null;
  show('choose');
}

// MARK: The upload

async function upload() {
  clearMessage(page.problem);
  const meter = progressMeter(page, 'the service', announce);
  abort = new AbortController();
  show('uploading');
  meter.step('Uploading', 'Waiting for the service', 0);
  try {
    finish(await uploadVideo(chosen, key, meter, abort.signal));
  } catch (error) {
    fail(await replaced(error));
  }
}

/** Signs in again if the session has ended, and returns what there is to say. */
async function replaced(error) {
  if (!(error instanceof Problem) || error.code !== 'SessionInvalid') return error;
  try {
    signedIn(await signInAgain());
    list.load({isQuiet: true});
    return new SessionReplaced();
  } catch (another) {
    return another;
  }
}

function fail(error) {
  // Another try of this file would be refused, too.
  const isRefused = error instanceof Problem && ['FileInvalid', 'FileTooLarge', 'VideoTypeNotAllowed'].includes(error.code);
  show(isRefused ? 'refused' : 'failed');
  showMessage(page.problem, words(error, {isKept: !isRefused}), abort.signal.aborted ? 'notice' : 'problem');
  const isUnknown = error instanceof Unanswered || (error instanceof Problem && error.code === 'OutcomeUnknown');
  if (isUnknown) list.load({isQuiet: true});
}

function finish(video) {
  chosen = null;
  uploaded = video;
  list.add(video);
  page['done-text'].textContent = video.original_filename;
  page['done-facts'].textContent = `${sizeText(video.file_size)} (${video.file_size} bytes), ${video.content_type}`;
  show('done');
  announce(`${video.original_filename} is uploaded: ${sizeText(video.file_size)}, ${video.content_type}.`);
}

// MARK: Controls

page.reload.addEventListener('click', connect);
page.file.addEventListener('change', () => choose([...page.file.files]));
page.upload.addEventListener('click', upload);
page.retry.addEventListener('click', upload);
page.cancel.addEventListener('click', () => abort.abort());
page.discard.addEventListener('click', discard);
page['play-uploaded'].addEventListener('click', () => player.open(uploaded));
acceptDrops(page.drop, choose);

page.file.disabled = true;
show('choose', {focus: false});
await connect();
