// Reads bytes that stand in a script as letters: one letter for each of the usual bytes, two for the others, whose first is
// a shift. base64 cuts bytes in pieces, so that a compressor no longer sees what repeats; so spelled, the module is a
// fifth less to download. `letters.mjs` writes.

/**
 * @param {{ size: number, usual: number[], letters: string, shifts: string, text: string }} spelled how many bytes; the bytes
 *   that have a letter, and their letters; the shifts, each of which stands before a letter; the bytes themselves
 */
export function bytesOf({ size, usual, letters, shifts, text }) {
  const place = new Uint8Array(128);
  for (let at = 0; at < letters.length; at += 1) place[letters.charCodeAt(at)] = at;
  const others = new Uint8Array(256).map((_, byte) => byte).filter((byte) => !usual.includes(byte));
  const shifted = new Uint8Array(128);
  for (let at = 0; at < shifts.length; at += 1) shifted[shifts.charCodeAt(at)] = at + 1;
  const bytes = new Uint8Array(size);
  for (let at = 0, to = 0; to < size; at += 1, to += 1) {
    const shift = shifted[text.charCodeAt(at)];
    if (shift) at += 1;
    const letter = place[text.charCodeAt(at)];
    bytes[to] = shift ? others[(shift - 1) * letters.length + letter] : usual[letter];
  }
  return bytes;
}
