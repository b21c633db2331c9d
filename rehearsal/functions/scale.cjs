/**
 * Makes timers go faster by REHEARSAL_SCALE, and finds AWS's hosts at REHEARSAL_ADDRESS, if that is given. It is loaded
 * before anything else.
 */
"use strict";

const dns = require("node:dns");
const { syncBuiltinESMExports } = require("node:module");
const timers = require("node:timers");
const promises = require("node:timers/promises");

const scale = Number(process.env.REHEARSAL_SCALE);
const address = process.env.REHEARSAL_ADDRESS;
delete process.env.REHEARSAL_SCALE;
delete process.env.REHEARSAL_ADDRESS;

const shorter = (milliseconds) => (typeof milliseconds === "number" ? milliseconds / scale : milliseconds);

for (const name of ["setTimeout", "setInterval"]) {
  const original = globalThis[name];
  const scaled = (callback, milliseconds, ...rest) => original(callback, shorter(milliseconds), ...rest);
  // Some ask for a timer's form as a promise.
  scaled[require("node:util").promisify.custom] = (milliseconds, value, options) =>
    promises[name](milliseconds, value, options);
  globalThis[name] = scaled;
  timers[name] = scaled;
}

const pause = promises.setTimeout;
promises.setTimeout = (milliseconds, value, options) => pause(shorter(milliseconds), value, options);

if (address) {
  const lookup = dns.lookup;
  dns.lookup = (host, ...rest) => lookup(host.endsWith(".amazonaws.com") ? address : host, ...rest);
}

syncBuiltinESMExports();
