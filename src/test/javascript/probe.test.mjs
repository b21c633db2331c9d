import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SCRIPT = new URL("../../main/resources/functions/probe/index.js", import.meta.url);

/** Runs the canary's script with what Synthetics gives it; the system answers with a status. */
async function run(statusCode) {
  const requests = [];
  const synthetics = {
    async executeHttpStep(name, options, callback) {
      requests.push(options);
      await callback({ statusCode, statusMessage: "" });
    },
  };
  const module = { exports: {} };
  vm.runInNewContext(readFileSync(SCRIPT, "utf8"), {
    require: (name) => (name === "Synthetics" ? synthetics : assert.fail(`no module ${name}`)),
    exports: module.exports,
    process: { env: { URL: "https://www.example.com" } },
    URL,
  });
  await module.exports.handler();
  return requests;
}

test("the probe asks as a user would, and says who asks", async () => {
  const [request] = await run(200);
  assert.equal(request.hostname, "www.example.com");
  assert.equal(request.path, "/health");
  // AWS's common rules block a request without this header (NoUserAgent_HEADER).
  assert.match(request.headers["User-Agent"], /^scaling-stages-probe$/);
});

test("any other answer than 200 is a failure", async () => {
  await assert.rejects(run(403), /\/health answered 403/);
});
