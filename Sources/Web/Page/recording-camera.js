/** Records with the camera. */

const VIDEO_BITS = 2_500_000;
const AUDIO_BITS = 128_000;

/** Opens the camera and the microphone. Without a microphone, the recording has no sound. */
export async function openCamera() {
  const video = {width: {ideal: 1280}, height: {ideal: 720}};
  if (!navigator.mediaDevices) throw new DOMException('', 'InsecureContextError');
  try {
    return await navigator.mediaDevices.getUserMedia({video, audio: true});
  } catch (error) {
    if (error.name !== 'NotFoundError') throw error;
    return await navigator.mediaDevices.getUserMedia({video});
  }
}

/** Releases the camera and the microphone. */
export function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** Returns whether this browser records videos of this type. */
export function canRecord(type) {
  return typeof MediaRecorder === 'function' && MediaRecorder.isTypeSupported(type);
}

/** One recording, from `start` to `stop`. */
export class Take {
  #recorder;
  #limits;
  #chunks = [];
  #size = 0;
  #startedAt = null;
  #stoppedAfter = null;
  #reason = 'ended';
  #timer = null;

  /** Resolves to the blob, the duration in seconds, and why it ended: "stopped", "duration", "size" or "ended" (by the device). */
  finished;

  constructor(stream, limits, tick) {
    this.#limits = limits;
    this.#recorder = new MediaRecorder(
      stream, {mimeType: limits.mime_type, videoBitsPerSecond: VIDEO_BITS, audioBitsPerSecond: AUDIO_BITS});
    this.#recorder.addEventListener('dataavailable', ({data}) => {
      this.#chunks.push(data);
      this.#size += data.size;
    });
    this.#recorder.addEventListener('start', () => {
      this.#startedAt = performance.now();
      this.#timer = setInterval(() => this.#watch(tick), 200);
    });
    this.finished = new Promise((resolve) => {
      // A recorder that fails stops, too. What it has recorded until then is kept.
      this.#recorder.addEventListener('stop', () => {
        clearInterval(this.#timer);
        // Chunks have a type with parameters, which differ from browser to browser. The form allows only the type itself.
        const blob = new Blob(this.#chunks, {type: limits.mime_type});
        resolve({blob, seconds: this.#stoppedAfter ?? this.seconds, reason: this.#reason});
      });
    });
  }

  /** The seconds since the recording began. */
  get seconds() {
    return this.#startedAt === null ? 0 : (performance.now() - this.#startedAt) / 1000;
  }

  start() {
    // Without a timeslice: with one, Chromium writes no duration into the file.
    this.#recorder.start();
  }

  stop(reason = 'stopped') {
    if (this.#recorder.state === 'inactive') return;
    this.#reason = reason;
    // Timers are late in a page that is not visible. The take is not refused for that.
    this.#stoppedAfter = Math.min(this.seconds, this.#limits.maximum_duration);
    this.#recorder.stop();
  }

  #watch(tick) {
    const {maximum_size: maximumSize, maximum_duration: maximumDuration} = this.#limits;
    const bytesPerSecond = (VIDEO_BITS + AUDIO_BITS) / 8;
    // It stops at once, and its event comes later.
    if (this.#recorder.state !== 'recording') return;
    tick(this.seconds);
    if (this.seconds >= maximumDuration) return this.stop('duration');
    // A long take may reach the size limit. From half of it on, as the bit rate suggests, the data is asked for, so that its size is known.
    if (this.seconds * bytesPerSecond < maximumSize / 2) return;
    this.#recorder.requestData();
    // The data comes late and in bursts: three more seconds at the full bit rate have to fit, or a third of a small limit.
    if (this.#size > maximumSize * 0.95 - Math.min(maximumSize / 3, 3 * bytesPerSecond)) this.stop('size');
  }
}
