import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { X509Certificate, createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { canonicalPem, createCertificate } from "../../main/resources/functions/internal-certificate/certificate.mjs";

const NAME = "internal.scaling-stages";
const DAY = 24 * 60 * 60 * 1000;
const OPENSSL = spawnSync("openssl", ["version"]).status === 0;

test("the certificate is signed by its own key, which comes with it", () => {
  const { certificate, privateKey } = createCertificate(NAME);
  const parsed = new X509Certificate(certificate);
  assert.ok(parsed.verify(parsed.publicKey));
  assert.ok(parsed.checkPrivateKey(createPrivateKey(privateKey)));
  assert.equal(parsed.publicKey.asymmetricKeyDetails.namedCurve, "prime256v1");
  assert.match(privateKey, /^-----BEGIN EC PRIVATE KEY-----\n/);
});

test("the certificate names the server, and isn't an authority", () => {
  const parsed = new X509Certificate(createCertificate(NAME).certificate);
  assert.equal(parsed.subject, `CN=${NAME}`);
  assert.equal(parsed.issuer, parsed.subject);
  assert.equal(parsed.subjectAltName, `DNS:${NAME}`);
  assert.equal(parsed.checkHost(NAME), NAME);
  assert.equal(parsed.checkHost("other.scaling-stages"), undefined);
  assert.equal(parsed.ca, false);
  assert.deepEqual([...parsed.keyUsage], ["1.3.6.1.5.5.7.3.1"]);
});

test("the certificate is valid for ten years, and a little before it was made", () => {
  const now = new Date("2026-11-20T10:00:00.500Z");
  const parsed = new X509Certificate(createCertificate(NAME, now).certificate);
  assert.equal(new Date(parsed.validFrom).toISOString(), "2026-11-20T09:00:00.000Z");
  assert.equal(new Date(parsed.validTo).toISOString(), "2036-11-20T10:00:00.000Z");
});

test("times from 2050 on have four digits for the year", () => {
  const parsed = new X509Certificate(createCertificate(NAME, new Date("2049-12-31T23:59:59Z")).certificate);
  assert.equal(new Date(parsed.validFrom).getUTCFullYear(), 2049);
  assert.equal(new Date(parsed.validTo).toISOString(), "2059-12-31T23:59:59.000Z");
});

test("each certificate has another key and another positive serial number of 16 octets", () => {
  const made = Array.from({ length: 50 }, () => new X509Certificate(createCertificate(NAME).certificate));
  const distinct = (values) => new Set(values).size;
  assert.equal(distinct(made.map(({ serialNumber }) => serialNumber)), made.length);
  assert.equal(distinct(made.map(({ publicKey }) => publicKey.export({ type: "spki", format: "pem" }))), made.length);
  for (const { serialNumber } of made) {
    assert.match(serialNumber, /^[4-7][0-9A-F]{31}$/);
  }
});

test("long names work up to the 64 characters of a common name", () => {
  const longest = `${"a".repeat(31)}.${"b".repeat(32)}`;
  assert.equal(new X509Certificate(createCertificate(longest).certificate).checkHost(longest), longest);
});

test("what isn't a fully qualified host name is refused", () => {
  const wrong = [undefined, "", "internal", "a..b", "Internal.test", "a b.test", "*.test", "-a.test", "10.0.0.1\n"];
  for (const name of wrong) {
    assert.throws(() => createCertificate(name), /DomainName ".*" is not a host name/s, String(name));
  }
  assert.throws(() => createCertificate(`${"a".repeat(40)}.${"b".repeat(40)}`), /64 characters/);
});

test("the text form is the same however the certificate is given", () => {
  const { certificate } = createCertificate(NAME);
  assert.equal(canonicalPem(certificate.trimEnd().replaceAll("\n", "\r\n")), certificate);
  assert.equal(canonicalPem(new X509Certificate(certificate).raw), certificate);
});

test("only a client that trusts exactly this certificate connects, and only by its name", async (t) => {
  const { certificate, privateKey } = createCertificate(NAME);
  const server = https.createServer({ key: privateKey, cert: certificate }, (_, response) => response.end("hello"));
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address();

  assert.equal(await get({ port, ca: certificate, servername: NAME }), "hello");
  const byAnotherName = get({ port, ca: certificate, servername: "other.test" });
  await assert.rejects(byAnotherName, { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  const another = createCertificate(NAME).certificate;
  await assert.rejects(get({ port, ca: another, servername: NAME }), /self-signed|signature|certificate/);
  await assert.rejects(get({ port, servername: NAME }), /self-signed certificate/);
});

test("OpenSSL, and so nginx, accepts it as its own and only trusted certificate", { skip: !OPENSSL }, (t) => {
  const directory = mkdtempSync(join(tmpdir(), "certificate-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "certificate.pem");
  const another = join(directory, "another.pem");
  writeFileSync(file, createCertificate(NAME).certificate);
  writeFileSync(another, createCertificate(NAME).certificate);
  const verify = (trusted, ...options) =>
    spawnSync("openssl", ["verify", "-no-CApath", "-CAfile", trusted, "-purpose", "sslserver", ...options, file]);

  assert.equal(verify(file, "-verify_hostname", NAME).status, 0, String(verify(file).stderr));
  assert.equal(verify(file, "-x509_strict", "-verify_hostname", NAME).status, 0);
  assert.notEqual(verify(file, "-verify_hostname", "other.test").status, 0);
  assert.notEqual(verify(another).status, 0);
  const afterTheEnd = Math.floor((Date.now() + 3660 * DAY) / 1000);
  assert.notEqual(verify(file, "-attime", String(afterTheEnd)).status, 0);

  const text = spawnSync("openssl", ["x509", "-in", file, "-noout", "-text"], { encoding: "utf8" }).stdout;
  assert.match(text, /Version: 3/);
  assert.match(text, /Basic Constraints: critical\s+CA:FALSE/);
  assert.match(text, /Key Usage: critical\s+Digital Signature\n/);
  assert.match(text, /Extended Key Usage: ?\s+TLS Web Server Authentication\n/);
  assert.match(text, /Signature Algorithm: ecdsa-with-SHA256/);
});

function get({ port, ca, servername }) {
  return new Promise((resolve, reject) => {
    https
      .get({ host: "127.0.0.1", port, ca, servername, agent: false }, async (response) => {
        resolve((await response.toArray()).join(""));
      })
      .on("error", reject);
  });
}
