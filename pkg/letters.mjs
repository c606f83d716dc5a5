// Writes bytes as letters of a script, for `letters.js` to read.

/** What must not stand in a string of a script, of JSON or of a page's own text. */
const UNSAFE = `'"\\$\`<`;

/** @param {Uint8Array} bytes */
export function spelled(bytes) {
  const often = new Array(256).fill(0);
  for (const byte of bytes) often[byte] += 1;
  const safe = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).filter(
    (one) => !UNSAFE.includes(one),
  );
  // The rarest characters shift.
  const rarity = safe.toSorted((one, other) => often[one.charCodeAt(0)] - often[other.charCodeAt(0)]);
  const shifts = rarity.slice(0, 3).join("");
  const free = new Set(safe.filter((letter) => !shifts.includes(letter)));
  const count = free.size;
  const usual = [...often.keys()].toSorted((one, other) => often[other] - often[one]).slice(0, count);
  // Letters of the module's sentences stay what they are, as a compressor knows English.
  const letterOf = new Map();
  for (const byte of usual) {
    const itself = String.fromCharCode(byte);
    if (free.delete(itself)) letterOf.set(byte, itself);
  }
  for (const byte of usual) {
    if (letterOf.has(byte)) continue;
    const [letter] = free;
    free.delete(letter);
    letterOf.set(byte, letter);
  }
  const letters = usual.map((byte) => letterOf.get(byte)).join("");
  const others = [...often.keys()].filter((byte) => !letterOf.has(byte));
  others.forEach((byte, at) => letterOf.set(byte, shifts[Math.floor(at / count)] + letters[at % count]));
  return { size: bytes.length, usual, letters, shifts, text: Array.from(bytes, (byte) => letterOf.get(byte)).join("") };
}
