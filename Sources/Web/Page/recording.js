/** The page of the recording service: what it shows in which phase, and what its controls do. */

import * as api from './api.js';
import {clearMessage, element, elementsByID, showFacts, showMessage} from './dom.js';
import {Cancelled} from './errors.js';
import {acceptDrops, faults} from './files.js';
import {clockText, durationText, sizeText, typeText} from './format.js';
import {guardLeaving, Phases} from './phases.js';
import {progressMeter} from './progress.js';
import {canRecord, openCamera, release, Take} from './recording-camera.js';
import {RecordingList, showPlayer} from './recording-list.js';
import {durationFault, measure} from './recording-media.js';
import {Upload} from './recording-upload.js';
import {cameraWords, words} from './recording-words.js';
import {openSession} from './session.js';

const page = elementsByID();
const list = new RecordingList(page.list, page['list-empty']);
const phases = new Phases(page, {
  disconnected: {heading: 'New recording', visible: ['reload'], focus: 'reload'},
  choose: {heading: 'New recording', visible: ['choose', 'open-camera'], focus: 'open-camera'},
  opening: {heading: 'Waiting for the camera', visible: [], focus: 'heading'},
  camera: {heading: 'Ready to record', visible: ['camera', 'start', 'close-camera'], focus: 'start'},
  recording: {heading: 'Recording', visible: ['camera', 'stop', 'dot'], focus: 'stop'},
  review: {heading: 'Check your recording', visible: ['review', 'upload', 'discard'], focus: 'heading'},
  uploading: {heading: 'Uploading', visible: ['review', 'sending', 'cancel'], focus: 'cancel'},
  failed: {heading: 'Not uploaded yet', visible: ['review', 'retry', 'discard'], focus: 'retry'},
  done: {heading: 'Uploaded', visible: ['done', 'again'], focus: 'heading'},
});

let limits = null;
let stream = null;
let take = null;
/** What is recorded or chosen and not uploaded: blob, name, duration (null if not known), isRecorded, url, upload. */
let recording = null;
let abort = null;

function show(phase, options) {
  page['question-field'].hidden = phase === 'done';
  page.question.disabled = phase === 'uploading';
  page.duration.disabled = phase === 'uploading';
  phases.show(phase, options);
  guardLeaving(take !== null || recording !== null);
}

/** Says something to users of screen readers. */
function announce(text) {
  page.status.textContent = text;
}

function showProblem(message, style) {
  showMessage(page.problem, message, style);
}

function clearProblem() {
  clearMessage(page.problem);
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

function faultsOf(blob) {
  return faults(blob, blob.type, {maximumSize: limits.maximum_size, types: [limits.mime_type]});
}

async function choose(files) {
  clearProblem();
  page.file.value = '';
  if (files.length === 0) return;
  if (phases.current !== 'choose') {
    const text = 'Upload or discard the recording first, then choose a file.';
    return showProblem({title: 'There is a recording already', text});
  }
  const refuse = (texts) => {
    page.file.focus();
    showProblem({title: 'This file cannot be uploaded', text: `${texts.join(' ')} Choose another file.`});
  };
  if (files.length > 1) return refuse(['More than one file was dropped.']);
  const [file] = files;
  const found = faultsOf(file);
  if (found.length > 0) return refuse(found);
  announce('Reading the file.');
  const duration = await measure(file);
  const fault = duration === null ? null : durationFault(duration, limits);
  if (fault) return refuse([fault]);
  if (phases.current !== 'choose') return;
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
  const found = faultsOf(recording.blob);
  if (found.length > 0) return showProblem({title: 'This recording cannot be uploaded', text: found.join(' ')});
  const meter = progressMeter(page, 'the store', announce);
  const step = (name) => {
    const labels = {begin: 'Asking for a form', send: 'Uploading', confirm: 'Checking the upload'};
    meter.step(labels[name], `Waiting for ${name === 'send' ? 'the store' : 'the service'}`, name === 'send' ? 0 : null);
  };
  abort = new AbortController();
  show('uploading');
  try {
    const result = await recording.upload.run(values, {...meter, step, signedIn}, abort.signal);
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
  // The button's value, or "keep" after Escape. The event comes late: there may be a second one for the same value.
  const isDiscarded = page['discard-dialog'].returnValue === 'discard';
  page['discard-dialog'].returnValue = 'keep';
  if (isDiscarded) discardNow();
});
page.again.addEventListener('click', again);
acceptDrops(page.drop, choose);

page['open-camera'].disabled = page.file.disabled = true;
show('choose', {focus: false});
await connect();
