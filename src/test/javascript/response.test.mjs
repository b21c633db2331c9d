import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { test } from "node:test";
import { createCertificate } from "../../main/resources/functions/internal-certificate/certificate.mjs";
import { handle } from "../../main/resources/functions/internal-certificate/index.mjs";
import {
  RESPONSE_RESERVE_MILLISECONDS,
  failure,
  sendResponse,
  success,
} from "../../main/resources/functions/custom-resource/response.mjs";

const LONG_IDENTIFIERS = {
  StackId: `arn:aws:cloudformation:ap-southeast-1:111122223333:stack/${"s".repeat(128)}/${"0".repeat(36)}`,
  RequestId: "0".repeat(36),
  LogicalResourceId: "L".repeat(255),
};
const CERTIFICATE_ARN = `arn:aws-us-gov:acm:us-gov-west-1:111122223333:certificate/${"0".repeat(36)}`;

/** A server that records requests and answers with the given statuses, one after the other, then 200. */
async function receiver(t, statuses = []) {
  const requests = [];
  const left = [...statuses];
  const server = http.createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    requests.push({ method: request.method, url: request.url, headers: request.headers, body });
    response.statusCode = left.shift() ?? 200;
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { requests, url: `http://127.0.0.1:${server.address().port}/answer?X-Amz-Signature=abc%2F1` };
}

test("the answer is a PUT of JSON with an empty content type, to exactly the given address", async (t) => {
  const { requests, url } = await receiver(t);
  const event = {
    RequestType: "Delete",
    ResponseURL: url,
    PhysicalResourceId: "not-created-1",
    ResourceProperties: {},
    ...LONG_IDENTIFIERS,
  };
  await handle(event, { getRemainingTimeInMillis: () => 60_000 }, { connect: assert.fail, log: () => undefined });
  assert.equal(requests.length, 1);
  const [{ method, url: path, headers, body }] = requests;
  assert.equal(method, "PUT");
  assert.equal(path, "/answer?X-Amz-Signature=abc%2F1");
  assert.equal(headers["content-type"] ?? "", "");
  assert.equal(Number(headers["content-length"]), Buffer.byteLength(body));
  assert.deepEqual(JSON.parse(body), {
    Status: "SUCCESS",
    PhysicalResourceId: "not-created-1",
    ...LONG_IDENTIFIERS,
  });
});

test("an answer that isn't taken is sent again", async (t) => {
  const { requests, url } = await receiver(t, [503, 500]);
  await sendResponse(url, { Status: "SUCCESS" }, { sleep: async () => undefined });
  assert.equal(requests.length, 3);
  assert.equal(new Set(requests.map(({ body }) => body)).size, 1);
});

test("after three attempts it fails", async (t) => {
  const { requests, url } = await receiver(t, [403, 403, 403]);
  const sent = sendResponse(url, {}, { sleep: async () => undefined });
  await assert.rejects(sent, /could not be answered: HTTP status 403/);
  assert.equal(requests.length, 3);
});

test("nobody listening is a failure with its reason", async () => {
  const server = http.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  const sent = sendResponse(`http://127.0.0.1:${port}/`, {}, { sleep: async () => undefined });
  await assert.rejects(sent, /could not be answered: .*ECONNREFUSED/);
});

test("the largest answers fit into CloudFormation's 4,096 bytes", () => {
  const { certificate } = createCertificate(`${"a".repeat(31)}.${"b".repeat(32)}`);
  const data = { CertificateArn: CERTIFICATE_ARN, CertificateBase64: Buffer.from(certificate).toString("base64") };
  const size = (response) => Buffer.byteLength(JSON.stringify(response));
  assert.ok(size(success(LONG_IDENTIFIERS, CERTIFICATE_ARN, data)) < 4096);
  for (const text of ["\u0000", 'é"', "\u8a9e\\"]) {
    const response = failure(LONG_IDENTIFIERS, CERTIFICATE_ARN, new Error(text.repeat(100_000)));
    assert.ok(size(response) < 4096, `${size(response)} bytes`);
  }
});

test("the time kept for the answer covers all attempts", () => {
  assert.ok(RESPONSE_RESERVE_MILLISECONDS >= 3 * 5_000 + 2 * 1_000);
});
