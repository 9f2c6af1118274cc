/** Writes sizes, durations, times and media types for people. */

/** Returns a size in decimal units, as the limits are given: 90000000 is "90 MB". */
export function sizeText(bytes) {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const [unit, name] = bytes < 999_500 ? [1e3, 'kB'] : bytes < 999_500_000 ? [1e6, 'MB'] : [1e9, 'GB'];
  const value = bytes / unit;
  // Three digits, without a useless ".0".
  return `${Number(value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0))} ${name}`;
}

/** Returns a size that differs from its limit in the text, too: 90000001 bytes are not "90 MB". */
export function exactSizeText(bytes, limit) {
  return sizeText(bytes) === sizeText(limit) ? `${bytes} bytes` : sizeText(bytes);
}

/** Returns a duration as a clock shows it: "0:05", "1:00:00". */
export function clockText(seconds) {
  const whole = Math.floor(seconds);
  const two = (number) => String(number).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Returns a duration in words: "5 seconds", "60 minutes", "1 minute 30 seconds". */
export function durationText(seconds) {
  const whole = Math.round(seconds);
  const count = (number, unit) => `${number} ${unit}${number === 1 ? '' : 's'}`;
  if (whole === 0) return 'less than a second';
  const parts = [];
  if (whole >= 60) parts.push(count(Math.floor(whole / 60), 'minute'));
  if (whole % 60 > 0) parts.push(count(whole % 60, 'second'));
  return parts.join(' ');
}

/** Returns a media type without its parameters, in lower case: "video/webm;codecs=vp8" is "video/webm". */
export function essence(type) {
  return type.split(';')[0].trim().toLowerCase();
}

/** Returns what people call a media type: "WebM video". */
export function typeText(type) {
  const names = {
    'video/webm': 'WebM video', 'video/mp4': 'MP4 video', 'video/quicktime': 'QuickTime video', 'video/x-matroska': 'Matroska video',
  };
  return names[essence(type)] ?? type;
}

/** Returns texts as a list: "a, b and c". */
export function listText(texts, conjunction) {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${conjunction} ${texts.at(-1)}`;
}

/** Returns a number with separators: "10,000". */
export function countText(number) {
  return number.toLocaleString('en-GB');
}

/** Returns a time: "15 Jan 2024, 10:30". */
export function timeText(time) {
  return new Date(time).toLocaleString('en-GB', {dateStyle: 'medium', timeStyle: 'short'});
}
