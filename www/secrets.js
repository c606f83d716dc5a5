// @ts-check
// What secrets look like: an ID token and the access tokens of the services that CI jobs use. Such a text is in a
// publisher by mistake, and must not be passed on with it.

const SECRET =
  /eyJ[\w-]{8,}\.|\bhf_\w{8,}|\bgh[oprsu]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{12,}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bxox[a-z]-[\w-]{10,}/;

/** @param {string} text */
export const holdsSecret = (text) => SECRET.test(text);
