/** The page: what it shows in which phase, and what its controls do. */

import * as api from './api.js';
import {canRecord, openCamera, release, Take} from './camera.js';
import {showFacts, element} from './dom.js';
import {Cancelled} from './errors.js';
import {clockText, durationText, sizeText, typeText} from './format.js';
import {RecordingList, showPlayer} from './list.js';
import {durationFault, faults, measure} from './media.js';
import {openSession} from './session.js';
import {Upload} from './upload.js';
import {cameraWords, words} from './words.js';

const page = Object.fromEntries([...document.querySelectorAll('[id]')].map((each) => [each.id, each]));
const list = new RecordingList(page.list, page['list-empty']);

/**
 * The phases: their heading, what is visible, and what gets the focus. A control that disappears would otherwise leave the keyboard user at
 * the top of the page.
 */
const PHASES = {
  disconnected: {heading: 'New recording', visible: ['reload'], focus: 'reload'},
  choose: {heading: 'New recording', visible: ['choose', 'open-camera'], focus: 'open-camera'},
  opening: {heading: 'Waiting for the camera', visible: [], focus: 'heading'},
  camera: {heading: 'Ready to record', visible: ['camera', 'start', 'close-camera'], focus: 'start'},
  recording: {heading: 'Recording', visible: ['camera', 'stop', 'dot'], focus: 'stop'},
  review: {heading: 'Check your recording', visible: ['review', 'upload', 'discard'], focus: 'heading'},
  uploading: {heading: 'Uploading', visible: ['review', 'sending', 'cancel'], focus: 'cancel'},
  failed: {heading: 'Not uploaded yet', visible: ['review', 'retry', 'discard'], focus: 'retry'},
  done: {heading: 'Uploaded', visible: ['done', 'again'], focus: 'heading'},
};
const MOVING = [...new Set(Object.values(PHASES).flatMap((each) => each.visible))];

let limits = null;
let stream = null;
let take = null;
/** What is recorded or chosen and not uploaded: blob, name, duration (null if not known), isRecorded, url, upload. */
let recording = null;
let abort = null;

function show(phase, {focus = true} = {}) {
  const {heading, visible, focus: target} = PHASES[phase];
  document.body.dataset.phase = phase;
  for (const id of MOVING) page[id].hidden = !visible.includes(id);
  page.heading.textContent = heading;
  page['question-field'].hidden = phase === 'done';
  page.question.disabled = phase === 'uploading';
  page.duration.disabled = phase === 'uploading';
  if (focus) page[target].focus();
  guard();
}

/** Says something to users of screen readers. */
function announce(text) {
  page.status.textContent = text;
}

function showProblem({title, text, facts = []}, style = 'problem') {
  const details = element('dl');
  showFacts(details, facts);
  page.problem.className = style;
  page.problem.replaceChildren(
    element('p', {class: 'title'}, title), element('p', {}, text), ...(facts.length > 0 ? [details] : []));
  page.problem.scrollIntoView({block: 'nearest'});
}

function clearProblem() {
  page.problem.className = '';
  page.problem.replaceChildren();
}

/** Asks before the page is left while there is something that would be lost. */
function guard() {
  if (take !== null || recording !== null) {
    addEventListener('beforeunload', warn);
  } else {
    removeEventListener('beforeunload', warn);
  }
}

function warn(event) {
  event.preventDefault();
}

// MARK: The start

async function connect() {
  clearProblem();
  page.reload.disabled = true;
  try {
    limits = await api.limits();
    signedIn(await openSession());
  } catch (error) {
    page.reload.disabled = false;
    show('disconnected');
    return showProblem(words(error, {isKept: false}));
  }
  const type = `${typeText(limits.mime_type)} (${limits.mime_type})`;
  page.limits.textContent =
    `${type}, at most ${sizeText(limits.maximum_size)} and ${durationText(limits.maximum_duration)}.`;
  page.file.accept = limits.mime_type;
  page.file.disabled = false;
  page.longest.textContent = clockText(limits.maximum_duration);
  page['open-camera'].disabled = !canRecord(limits.mime_type);
  if (page['open-camera'].disabled) {
    page.limits.textContent += ' This browser cannot record videos of this type. Choose a file.';
  }
  show('choose', {focus: page.reload === document.activeElement});
}

function signedIn(user) {
  page.account.hidden = user === null;
  page.account.textContent = `Signed in as ${user}`;
  list.open(user);
}

// MARK: The camera

async function useCamera() {
  clearProblem();
  show('opening');
  announce('The browser may ask for permission to use the camera.');
  try {
    stream = await openCamera();
  } catch (error) {
    show('choose');
    return showProblem({title: 'The camera cannot be used', text: cameraWords(error)});
  }
  page.live.srcObject = stream;
  page.live.play().catch(() => {});
  page.elapsed.textContent = clockText(0);
  show('camera');
  const isSilent = stream.getAudioTracks().length === 0;
  announce(isSilent ? 'The camera is on. There is no microphone, so the video has no sound.' : 'The camera is on.');
}

function closeCamera() {
  if (stream) release(stream);
  stream = null;
  page.live.srcObject = null;
}

async function record() {
  try {
    take = new Take(stream, limits, (seconds) => page.elapsed.textContent = clockText(seconds));
    take.start();
  } catch (error) {
    take = null;
    closeCamera();
    show('choose');
    return showProblem({title: 'The camera cannot be used', text: cameraWords(error)});
  }
  show('recording');
  announce('The recording has started.');
  const {blob, seconds, reason} = await take.finished;
  take = null;
  closeCamera();
  if (blob.size === 0) {
    show('choose');
    return showProblem({title: 'The recording is empty', text: 'The camera delivered no video. Record again.'});
  }
  review({blob, name: 'recording.webm', duration: Math.round(seconds * 1000) / 1000, isRecorded: true});
  const reasons = {
    stopped: '', duration: 'It reached the longest duration.', size: 'It reached the largest size.', ended: 'The camera stopped.',
  };
  announce(`The recording has ended after ${durationText(seconds)}. ${reasons[reason]}`);
  if (reason !== 'stopped') page.facts.append(element('dt', {}, 'Note'), element('dd', {}, reasons[reason]));
}

// MARK: Files

async function choose(files) {
  clearProblem();
  page.file.value = '';
  if (files.length === 0) return;
  if (document.body.dataset.phase !== 'choose') {
    const text = 'Upload or discard the recording first, then choose a file.';
    return showProblem({title: 'There is a recording already', text});
  }
  const refuse = (texts) => {
    page.file.focus();
    showProblem({title: 'This file cannot be uploaded', text: `${texts.join(' ')} Choose another file.`});
  };
  if (files.length > 1) return refuse(['More than one file was dropped.']);
  const [file] = files;
  const found = faults(file, limits);
  if (found.length > 0) return refuse(found);
  announce('Reading the file.');
  const duration = await measure(file);
  const fault = duration === null ? null : durationFault(duration, limits);
  if (fault) return refuse([fault]);
  if (document.body.dataset.phase !== 'choose') return;
  review({blob: file, name: file.name, duration: duration === null ? null : Math.round(duration * 1000) / 1000, isRecorded: false});
}

// MARK: The recording

function review(made) {
  recording = {...made, url: URL.createObjectURL(made.blob), upload: new Upload(made.blob, made.name)};
  page.preview.src = recording.url;
  page['duration-field'].hidden = recording.duration !== null;
  page.duration.value = '';
  showFacts(page.facts, [
    ['Name', recording.name],
    ['Size', sizeText(recording.blob.size)],
    ['Type', `${typeText(recording.blob.type)} (${recording.blob.type})`],
    ...(recording.duration === null ? [] : [['Duration', durationText(recording.duration)]]),
  ]);
  show('review');
}

function drop() {
  page.preview.removeAttribute('src');
  page.preview.load();
  URL.revokeObjectURL(recording.url);
  recording = null;
}

/** Discards the recording. It asks first if there is no file from which it can be chosen again. */
function discard() {
  if (!recording.isRecorded) return discardNow();
  page['discard-dialog'].returnValue = 'keep';
  page['discard-dialog'].showModal();
}

function discardNow() {
  clearProblem();
  drop();
  show('choose');
  announce('The recording is discarded.');
}

// MARK: The upload

/** Shows or hides the fault of an input. */
function mark(input, fault, text) {
  fault.hidden = text === null;
  if (text !== null) fault.textContent = text;
  input.setAttribute('aria-invalid', String(text !== null));
  if (text === null) return input.removeAttribute('aria-errormessage');
  input.setAttribute('aria-errormessage', fault.id);
  input.focus();
}

/** Returns what the form of the page says, or null after showing what is wrong with it. */
function inputs() {
  const question = page.question.valueAsNumber;
  const isQuestion = Number.isSafeInteger(question) && question >= 1;
  mark(page.question, page['question-fault'], isQuestion ? null : 'Enter the number of a question: 1 or more.');
  const duration = recording.duration ?? page.duration.valueAsNumber;
  const fault = durationFault(duration, limits);
  mark(page.duration, page['duration-fault'], isQuestion ? fault : null);
  return isQuestion && !fault ? {question, duration} : null;
}

async function upload() {
  const values = inputs();
  if (!values) return announce('A value is missing or wrong.');
  clearProblem();
  // A recording ends before the largest size, but a camera may deliver more at its end than before.
  const found = faults(recording.blob, limits);
  if (found.length > 0) return showProblem({title: 'This recording cannot be uploaded', text: found.join(' ')});
  const meter = progressMeter();
  abort = new AbortController();
  show('uploading');
  try {
    const result = await recording.upload.run(values, {...meter, signedIn}, abort.signal);
    finish(result, values.question);
  } catch (error) {
    show('failed');
    if (error instanceof Cancelled) {
      const text = 'Your recording is still here. Try again, or discard it.';
      return showProblem({title: 'The upload is cancelled', text}, 'notice');
    }
    showProblem(words(error, {isDevelopment: limits.development === true}));
  }
}

/** Shows how far the upload is. Screen readers hear of each quarter only. */
function progressMeter() {
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
    step(name) {
      const labels = {begin: 'Asking for a form', send: 'Uploading', confirm: 'Checking the upload'};
      bar(name === 'send' ? 0 : null, labels[name], name === 'send' ? 'Waiting for the store' : 'Waiting for the service');
      announce(labels[name]);
    },
    progress(sent, total) {
      const share = total > 0 ? sent / total : 1;
      const isSent = share === 1;
      bar(share * 100, 'Uploading', isSent ? 'Sent. Waiting for the store' : `${Math.floor(share * 100)} % of ${sizeText(total)}`);
      if (Math.floor(share * 4) === quarter || isSent) return;
      quarter = Math.floor(share * 4);
      announce(`${quarter * 25} percent uploaded`);
    },
    stalled() {
      const text = 'Nothing was sent for 15 seconds. Wait for the network, or cancel and try again.';
      page['progress-text'].textContent = text;
      announce(text);
    },
  };
}

function finish(result, question) {
  drop();
  list.add(result, question);
  showFacts(page.result, [
    ['Status', element('span', {class: 'good'}, 'Completed')],
    ['Question', String(question)],
    ['Size', `${sizeText(result.size)} (${result.size} bytes)`],
    ['Type', result.mime_type],
  ]);
  page.player.replaceChildren();
  showPlayer(page.player, result.external_id, `The uploaded answer to question ${question}`);
  show('done');
  announce(`The recording is uploaded: ${sizeText(result.size)}, ${result.mime_type}.`);
}

function again() {
  page.player.replaceChildren();
  clearProblem();
  show('choose');
}

// MARK: Controls

page.reload.addEventListener('click', connect);
page['open-camera'].addEventListener('click', useCamera);
page['close-camera'].addEventListener('click', () => {
  closeCamera();
  show('choose');
});
page.start.addEventListener('click', record);
page.stop.addEventListener('click', () => take?.stop());
page.file.addEventListener('change', () => choose([...page.file.files]));
page.upload.addEventListener('click', upload);
page.retry.addEventListener('click', upload);
page.cancel.addEventListener('click', () => abort.abort());
page.discard.addEventListener('click', discard);
page['discard-dialog'].addEventListener('close', () => {
  // The button's value, or "keep" after Escape.
  if (page['discard-dialog'].returnValue === 'discard') discardNow();
});
page.again.addEventListener('click', again);
// A file that is dropped beside its place must not replace the page.
for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  document.addEventListener(type, (event) => {
    event.preventDefault();
    page.drop.classList.toggle('over', type === 'dragenter' || type === 'dragover');
    if (type === 'drop') choose([...event.dataTransfer.files]);
  });
}

page['open-camera'].disabled = page.file.disabled = true;
show('choose', {focus: false});
await connect();
