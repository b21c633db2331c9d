/**
 * A writer of DER, the binary form of ASN.1 (ITU-T X.690), with only the types that a certificate needs.
 * Each function returns one complete value as a Buffer.
 */

const SEQUENCE = 0x30;
const SET = 0x31;
const FIRST_YEAR_OF_GENERALIZED_TIME = 2050;

function encode(tag, content) {
  return Buffer.concat([Buffer.of(tag), encodeLength(content.length), content]);
}

function encodeLength(length) {
  if (length < 0x80) {
    return Buffer.of(length);
  }
  const octets = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    octets.unshift(rest % 256);
  }
  return Buffer.of(0x80 | octets.length, ...octets);
}

export function sequence(...values) {
  return encode(SEQUENCE, Buffer.concat(values));
}

/** A SET of one value; DER would ask for an order among several. */
export function setOf(value) {
  return encode(SET, value);
}

/**
 * @param {Buffer} magnitude the positive number, most significant octet first
 */
export function positiveInteger(magnitude) {
  let first = 0;
  while (first < magnitude.length - 1 && magnitude[first] === 0) {
    first += 1;
  }
  const shortest = magnitude.subarray(first);
  const signed = shortest[0] >= 0x80 ? Buffer.concat([Buffer.of(0), shortest]) : shortest;
  return encode(0x02, signed);
}

export function booleanTrue() {
  return encode(0x01, Buffer.of(0xff));
}

/**
 * @param {Buffer} content the bits, first bit in the highest place
 * @param {number} unusedBits how many of the last octet's low bits don't count, 0 to 7
 */
export function bitString(content, unusedBits = 0) {
  return encode(0x03, Buffer.concat([Buffer.of(unusedBits), content]));
}

export function octetString(content) {
  return encode(0x04, content);
}

/**
 * @param {string} dotted for example "2.5.29.17"
 */
export function objectIdentifier(dotted) {
  const [first, second, ...rest] = dotted.split(".").map(Number);
  const octets = [first * 40 + second, ...rest].flatMap(encodeArc);
  return encode(0x06, Buffer.from(octets));
}

function encodeArc(arc) {
  const octets = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    octets.unshift(0x80 | (rest % 128));
  }
  return octets;
}

export function utf8String(text) {
  return encode(0x0c, Buffer.from(text, "utf8"));
}

/**
 * A certificate's time, to the second. RFC 5280, 4.1.2.5: years to 2049 in two digits (UTCTime), later ones in four
 * (GeneralizedTime).
 *
 * @param {Date} date
 */
export function time(date) {
  const digits = date.toISOString().replace(/\.\d+Z$/, "Z").replace(/[-:T]/g, "");
  return date.getUTCFullYear() < FIRST_YEAR_OF_GENERALIZED_TIME
    ? encode(0x17, Buffer.from(digits.slice(2), "ascii"))
    : encode(0x18, Buffer.from(digits, "ascii"));
}

/** A value under an explicit context tag, such as a certificate's version. */
export function explicit(number, value) {
  return encode(0xa0 | number, value);
}

/** A primitive value under an implicit context tag, such as a name in subjectAltName. */
export function implicitPrimitive(number, content) {
  return encode(0x80 | number, content);
}
