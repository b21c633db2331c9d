import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { createCertificate } from "../../main/resources/functions/internal-certificate/certificate.mjs";
import { handle } from "../../main/resources/functions/internal-certificate/index.mjs";

const ARN = "arn:aws:acm:eu-central-1:111122223333:certificate/0001";
const NAME = "internal.scaling-stages";
const IDENTIFIERS = { StackId: "stack", RequestId: "request", LogicalResourceId: "Certificate" };

function request(type, { name = NAME, tags, ...fields } = {}) {
  return {
    RequestType: type,
    ResponseURL: "https://answers.test/secret-signature",
    ...IDENTIFIERS,
    ResourceProperties: { ServiceToken: "function", DomainName: name, ...(tags && { Tags: tags }) },
    ...fields,
  };
}

function failed(name, message = name) {
  return Object.assign(new Error(message), { name });
}

/** ACM with the given answers; runs the event and returns the response, the calls and what was logged. */
async function run(event, { acm = {}, answer, milliseconds = 300_000 } = {}) {
  const calls = [];
  const log = [];
  const responses = [];
  let left = milliseconds;
  const operations = {
    importCertificate: () => ({ CertificateArn: ARN }),
    getCertificate: () => ({ Certificate: "" }),
    deleteCertificate: () => ({}),
    addTagsToCertificate: () => ({}),
    removeTagsFromCertificate: () => ({}),
    ...acm,
  };
  const recorded = Object.entries(operations).map(([name, operation]) => [
    name,
    async (input) => {
      calls.push([name, input]);
      return operation(input, calls.filter(([called]) => called === name).length);
    },
  ]);
  const outcome = handle(event, { getRemainingTimeInMillis: () => left }, {
    connect: async () => Object.fromEntries(recorded),
    sleep: async (duration) => {
      left -= duration;
    },
    send: async (url, response) => {
      responses.push({ url, ...response });
      answer?.();
    },
    log: (line) => log.push(line),
  });
  const error = await outcome.then(() => undefined, (problem) => problem);
  return { response: responses[0], responses, calls, log, error };
}

const names = (calls) => calls.map(([name]) => name);

test("Create imports a certificate with its tags and returns it", async () => {
  const { response, calls, error } = await run(request("Create", { tags: { system: "demo", stage: "3" } }));
  assert.equal(error, undefined);
  assert.deepEqual(names(calls), ["importCertificate"]);
  const imported = calls[0][1];
  assert.deepEqual(imported.Tags, [
    { Key: "system", Value: "demo" },
    { Key: "stage", Value: "3" },
  ]);
  assert.equal(imported.CertificateArn, undefined);
  assert.equal(new X509Certificate(imported.Certificate).subjectAltName, `DNS:${NAME}`);
  assert.deepEqual(response, {
    url: "https://answers.test/secret-signature",
    Status: "SUCCESS",
    PhysicalResourceId: ARN,
    ...IDENTIFIERS,
    Data: { CertificateArn: ARN, CertificateBase64: imported.Certificate.toString("base64") },
  });
});

test("the private key goes to ACM and nowhere else", async () => {
  const { calls, ...seen } = await run(request("Create"));
  const key = calls[0][1].PrivateKey.toString();
  assert.match(key, /PRIVATE KEY/);
  const secret = key.split("\n")[1];
  for (const text of [JSON.stringify(seen), Buffer.from(seen.response.Data.CertificateBase64, "base64").toString()]) {
    assert.ok(!text.includes(secret) && !text.includes("PRIVATE KEY"));
  }
});

test("neither properties nor the signed address are logged", async () => {
  const { log } = await run(request("Create"));
  assert.equal(log.length, 1);
  assert.ok(!log[0].includes("secret-signature"));
});

test("a failed Create is answered with the reason and an id that isn't a certificate", async () => {
  const denied = () => {
    throw failed("AccessDeniedException", "not allowed to import");
  };
  const { response, error } = await run(request("Create"), { acm: { importCertificate: denied } });
  assert.equal(error, undefined);
  assert.equal(response.Status, "FAILED");
  assert.equal(response.Reason, "AccessDeniedException: not allowed to import");
  assert.equal(response.PhysicalResourceId, "not-created-request");
  assert.equal(response.Data, undefined);

  const clean = await run(request("Delete", { PhysicalResourceId: response.PhysicalResourceId }));
  assert.equal(clean.response.Status, "SUCCESS");
  assert.deepEqual(clean.calls, []);
});

test("wrong properties and unknown requests are answered with FAILED", async () => {
  for (const event of [
    request("Create", { name: "no-dot" }),
    request("Create", { ResourceProperties: undefined }),
    request("Sing"),
  ]) {
    const { response, calls } = await run(event);
    assert.equal(response.Status, "FAILED");
    assert.match(response.Reason, /DomainName|Sing/);
    assert.deepEqual(calls, []);
  }
});

test("Update without another name keeps the certificate and returns the very same data", async () => {
  const { certificate } = createCertificate(NAME);
  const event = request("Update", { PhysicalResourceId: ARN, OldResourceProperties: { DomainName: NAME } });
  const inAnotherForm = certificate.trimEnd().replaceAll("\n", "\r\n");
  const { response, calls } = await run(event, { acm: { getCertificate: () => ({ Certificate: inAnotherForm }) } });
  assert.deepEqual(calls, [["getCertificate", { CertificateArn: ARN }]]);
  assert.equal(response.Status, "SUCCESS");
  assert.equal(response.PhysicalResourceId, ARN);
  assert.deepEqual(response.Data, {
    CertificateArn: ARN,
    CertificateBase64: Buffer.from(certificate).toString("base64"),
  });
});

test("Update with other tags changes the tags of the same certificate", async () => {
  const event = request("Update", {
    PhysicalResourceId: ARN,
    tags: { system: "demo", stage: "4" },
    OldResourceProperties: { DomainName: NAME, Tags: { system: "demo", stage: "3", owner: "x" } },
  });
  const { certificate } = createCertificate(NAME);
  const { response, calls } = await run(event, { acm: { getCertificate: () => ({ Certificate: certificate }) } });
  assert.equal(response.PhysicalResourceId, ARN);
  assert.deepEqual(calls.slice(0, 2), [
    ["removeTagsFromCertificate", { CertificateArn: ARN, Tags: [{ Key: "owner", Value: "x" }] }],
    ["addTagsToCertificate", { CertificateArn: ARN, Tags: [{ Key: "stage", Value: "4" }] }],
  ]);
});

test("Update with another name makes another certificate and leaves the old one to CloudFormation", async () => {
  const old = `${ARN}-old`;
  const event = request("Update", { PhysicalResourceId: old, OldResourceProperties: { DomainName: "old.test" } });
  const { response, calls } = await run(event);
  assert.deepEqual(names(calls), ["importCertificate"]);
  assert.equal(response.PhysicalResourceId, ARN);
});

test("a failed Update keeps the physical id, so that nothing is deleted", async () => {
  const missing = () => {
    throw failed("ResourceNotFoundException", "gone");
  };
  const event = request("Update", { PhysicalResourceId: ARN, OldResourceProperties: { DomainName: NAME } });
  const { response } = await run(event, { acm: { getCertificate: missing } });
  assert.equal(response.Status, "FAILED");
  assert.equal(response.PhysicalResourceId, ARN);
});

test("Delete deletes the certificate, and one that is gone is no failure", async () => {
  const gone = () => {
    throw failed("ResourceNotFoundException");
  };
  for (const acm of [{}, { deleteCertificate: gone }]) {
    const { response, calls } = await run(request("Delete", { PhysicalResourceId: ARN }), { acm });
    assert.deepEqual(calls, [["deleteCertificate", { CertificateArn: ARN }]]);
    assert.equal(response.Status, "SUCCESS");
    assert.equal(response.PhysicalResourceId, ARN);
  }
});

test("Delete waits while the certificate is in use", async () => {
  const inUseTwice = (_, call) => {
    if (call <= 2) {
      throw failed("ResourceInUseException");
    }
  };
  const event = request("Delete", { PhysicalResourceId: ARN });
  const { response, calls } = await run(event, { acm: { deleteCertificate: inUseTwice } });
  assert.equal(calls.length, 3);
  assert.equal(response.Status, "SUCCESS");
});

test("Delete gives up with ACM's reason while there is still time to answer", async () => {
  const inUse = () => {
    throw failed("ResourceInUseException", "used by a listener");
  };
  const event = request("Delete", { PhysicalResourceId: ARN });
  const { response, calls } = await run(event, { acm: { deleteCertificate: inUse }, milliseconds: 120_000 });
  assert.ok(calls.length > 5 && calls.length < 12, `${calls.length} attempts`);
  assert.equal(response.Reason, "ResourceInUseException: used by a listener");
});

test("Delete doesn't repeat what can't succeed", async () => {
  const denied = () => {
    throw failed("AccessDeniedException");
  };
  const event = request("Delete", { PhysicalResourceId: ARN });
  const { response, calls } = await run(event, { acm: { deleteCertificate: denied } });
  assert.equal(calls.length, 1);
  assert.equal(response.Status, "FAILED");
});

test("a call that hangs is answered with FAILED before the function's time is over", async () => {
  const hangs = () => new Promise(() => undefined);
  const { response } = await run(request("Create"), { acm: { importCertificate: hangs }, milliseconds: 20_100 });
  assert.equal(response.Status, "FAILED");
  assert.match(response.Reason, /didn't end in the function's time/);
});

test("a created certificate that CloudFormation can't be told of is deleted, and the run fails", async () => {
  const answer = () => {
    throw new Error("no connection");
  };
  const { calls, error } = await run(request("Create"), { answer });
  assert.deepEqual(names(calls), ["importCertificate", "deleteCertificate"]);
  assert.match(error.message, /no connection/);
});

test("a certificate that was there before is kept when CloudFormation can't be told", async () => {
  const event = request("Update", { PhysicalResourceId: ARN, OldResourceProperties: { DomainName: NAME } });
  const { calls, error } = await run(event, {
    acm: { getCertificate: () => ({ Certificate: createCertificate(NAME).certificate }) },
    answer: () => {
      throw new Error("no connection");
    },
  });
  assert.deepEqual(names(calls), ["getCertificate"]);
  assert.match(error.message, /no connection/);
});

test("when that deletion fails too, the error names what is left over", async () => {
  const answer = () => {
    throw new Error("no connection");
  };
  const deleteCertificate = () => {
    throw failed("AccessDeniedException", "not allowed");
  };
  const { error } = await run(request("Create"), { answer, acm: { deleteCertificate } });
  assert.match(error.message, /no connection; and arn:.*\/0001 is left over: not allowed/);
});
