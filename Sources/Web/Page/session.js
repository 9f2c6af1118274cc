/** The session: a cookie that this page cannot read. It remembers who it is and until when, to know whether it has to sign in. */

import * as api from './api.js';
import {Problem} from './errors.js';
import * as storage from './storage.js';

/** Signs in as a guest if this browser has no session, and returns the user's name, or null if it is not known. */
export async function openSession() {
  const known = storage.read('session');
  if (known && Date.parse(known.expires_at) > Date.now()) return known.user;
  try {
    return await signIn();
  } catch (error) {
    // Without the guest login, the user may have signed in elsewhere. The next request tells.
    if (isWithoutGuestLogin(error)) return null;
    throw error;
  }
}

/** Signs in as a new guest, and returns the user's name. Throws the problem SessionInvalid if there is no guest login. */
export async function signInAgain() {
  try {
    return await signIn();
  } catch (error) {
    throw isWithoutGuestLogin(error) ? new Problem(401, {code: 'SessionInvalid'}) : error;
  }
}

async function signIn() {
  const {user, expires_at} = await api.createSession();
  storage.write('session', {user, expires_at});
  return user;
}

function isWithoutGuestLogin(error) {
  return error instanceof Problem && (error.code === 'NotFound' || error.code === 'MethodNotAllowed');
}
