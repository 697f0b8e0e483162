const newline = 10;
const newlines = 0x0a0a0a0a;
const allButHigh = 0x7f7f7f7f;
const ones = 0x01010101;
const bytesInWord = 4;
/** So many words can be added up before a byte of the sum runs over. */
const wordsInSum = 255;

/**
 * How many bytes are newlines. Four bytes are looked at together, as one word: in files of hundreds of megabytes that
 * takes a third of the time of a search from line to line.
 */
export function countNewlines(bytes: Uint8Array): number {
  // Words begin where memory counts in fours.
  const before = -bytes.byteOffset & (bytesInWord - 1);
  if (bytes.length < before + bytesInWord) return oneByOne(bytes, 0, bytes.length);
  const words = Math.floor((bytes.length - before) / bytesInWord);
  const whole = new Int32Array(bytes.buffer, bytes.byteOffset + before, words);
  const after = before + words * bytesInWord;
  return oneByOne(bytes, 0, before) + inWords(whole) + oneByOne(bytes, after, bytes.length);
}

function oneByOne(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if (bytes[at] === newline) count += 1;
  return count;
}

function inWords(words: Int32Array): number {
  let others = 0;
  for (let at = 0; at < words.length; ) {
    const end = Math.min(words.length, at + wordsInSum);
    let sum = 0;
    for (; at < end; at += 1) {
      const difference = (words[at] ?? 0) ^ newlines;
      // The high bit of a byte is set unless all of its bits are 0; nothing is carried from byte to byte.
      const differs = ((difference & allButHigh) + allButHigh) | difference;
      sum = (sum + ((differs >>> 7) & ones)) | 0;
    }
    others += (sum & 0xff) + ((sum >>> 8) & 0xff) + ((sum >>> 16) & 0xff) + (sum >>> 24);
  }
  return words.length * bytesInWord - others;
}
