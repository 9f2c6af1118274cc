/** Remembers small values in the browser from one visit to the next. A browser that keeps nothing is no error. */

/** Returns the value that was written under this name, or null. */
export function read(name) {
  try {
    return JSON.parse(localStorage.getItem(`video-spec.${name}`));
  } catch {
    return null;
  }
}

/** Writes a value under a name. */
export function write(name, value) {
  try {
    localStorage.setItem(`video-spec.${name}`, JSON.stringify(value));
  } catch {
    // Storage is full, or the user has switched it off.
  }
}
