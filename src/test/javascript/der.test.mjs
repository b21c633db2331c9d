import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bitString,
  objectIdentifier,
  octetString,
  positiveInteger,
  time,
} from "../../main/resources/functions/internal-certificate/der.mjs";

const hex = (value) => value.toString("hex");

test("lengths take one octet up to 127, and say their own length above", () => {
  assert.equal(hex(octetString(Buffer.alloc(127)).subarray(0, 2)), "047f");
  assert.equal(hex(octetString(Buffer.alloc(128)).subarray(0, 3)), "048180");
  assert.equal(hex(octetString(Buffer.alloc(256)).subarray(0, 4)), "04820100");
});

test("integers are positive and as short as can be", () => {
  assert.equal(hex(positiveInteger(Buffer.of(0))), "020100");
  assert.equal(hex(positiveInteger(Buffer.of(0x7f))), "02017f");
  assert.equal(hex(positiveInteger(Buffer.of(0x80))), "02020080");
  assert.equal(hex(positiveInteger(Buffer.of(0, 0, 5))), "020105");
});

test("object identifiers are written as X.690 says", () => {
  assert.equal(hex(objectIdentifier("2.5.29.17")), "0603551d11");
  assert.equal(hex(objectIdentifier("1.2.840.10045.4.3.2")), "06082a8648ce3d040302");
});

test("bit strings tell how many bits don't count", () => {
  assert.equal(hex(bitString(Buffer.of(0x80), 7)), "03020780");
});

test("times change their form with the year 2050", () => {
  assert.equal(time(new Date("2049-12-31T23:59:59.999Z")).toString("latin1"), "\x17\x0d491231235959Z");
  assert.equal(time(new Date("2050-01-01T00:00:00Z")).toString("latin1"), "\x18\x0f20500101000000Z");
});
