import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const DIRECTORY = new URL("../../main/resources/functions/viewer-request/", import.meta.url);

/** Hands a viewer's request to a function, as CloudFront does, in a context without Node's globals. */
function answer(file, request) {
  const code = readFileSync(new URL(file, DIRECTORY), "utf8").replace("@DOMAIN@", "www.example.com");
  assert.ok(code.length <= 10_240, "CloudFront takes functions of up to 10 KB");
  const event = {
    version: "1.0",
    context: { eventType: "viewer-request" },
    viewer: { ip: "2001:db8::7" },
    request: { method: "GET", uri: "/", querystring: {}, headers: {}, cookies: {}, ...request },
  };
  // JSON brings the result out of the context, whose objects have other prototypes.
  return JSON.parse(vm.runInNewContext(`${code}\nJSON.stringify(handler(${JSON.stringify(event)}))`));
}

test("the viewer's address is CloudFront's word, also where the viewer wrote one", () => {
  for (const forged of [
    {},
    { "x-viewer-address": { value: "203.0.113.7" } },
    { "x-viewer-address": { value: "6.6.6.6", multiValue: [{ value: "6.6.6.6" }, { value: "203.0.113.7" }] } },
  ]) {
    const request = answer("viewer-address.js", { headers: { ...forged, accept: { value: "*/*" } } });
    assert.deepEqual(request.headers, { accept: { value: "*/*" }, "x-viewer-address": { value: "2001:db8::7" } });
  }
});

test("nothing else of the request changes", () => {
  const asked = {
    method: "POST",
    uri: "/api/..;/sessions",
    querystring: { a: { value: "1" } },
    headers: { "x-forwarded-for": { value: "203.0.113.7" } },
    cookies: { b: { value: "2" } },
  };
  const request = answer("viewer-address.js", asked);
  assert.deepEqual(request.headers["x-forwarded-for"], { value: "203.0.113.7" });
  delete request.headers["x-viewer-address"];
  assert.deepEqual(request, asked);
});

test("CloudFront's own name leads to the same address at the domain, and nothing is passed on", () => {
  for (const [uri, querystring, location] of [
    ["/", {}, "/"],
    ["/api/posts/1/likes", {}, "/api/posts/1/likes"],
    ["/api/posts", { limit: { value: "5" }, flag: { value: "" } }, "/api/posts?limit=5&flag"],
    ["/x", { a: { value: "2", multiValue: [{ value: "1" }, { value: "%262" }] } }, "/x?a=1&a=%262"],
    ["//evil.example", {}, "//evil.example"],
    [".evil.example", {}, "/"],
    ["@evil.example/", {}, "/"],
  ]) {
    const response = answer("to-domain.js", { uri, querystring });
    assert.equal(response.statusCode, 308);
    assert.equal(response.headers.location.value, `https://www.example.com${location}`);
    assert.equal(new URL(response.headers.location.value).host, "www.example.com");
    assert.equal(response.headers["cache-control"].value, "no-store");
  }
});
