/**
 * A self-signed X.509 version 3 server certificate that its clients pin: they trust exactly this one.
 */
import { X509Certificate, createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import {
  bitString,
  booleanTrue,
  explicit,
  implicitPrimitive,
  objectIdentifier,
  octetString,
  positiveInteger,
  sequence,
  setOf,
  time,
  utf8String,
} from "./der.mjs";

/** ACM doesn't renew what was imported, and every change rolls the servers that pin it: long, but not for ever. */
const VALIDITY_YEARS = 10;
/** Servers whose clock runs behind must accept it at once. */
const BACKDATED_MILLISECONDS = 60 * 60 * 1000;
/** RFC 5280, appendix A: ub-common-name. */
const LONGEST_COMMON_NAME = 64;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const OID = {
  commonName: "2.5.4.3",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAlternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  extendedKeyUsage: "2.5.29.37",
  serverAuthentication: "1.3.6.1.5.5.7.3.1",
};

/**
 * Makes a P-256 key pair and a certificate for it, both in memory only.
 *
 * @param {string} domainName the one name of the server: lower case, at least two labels, at most 64 characters
 * @param {Date} now the moment from which ten years are counted
 * @returns {{certificate: string, privateKey: string}} both PEM; the key in the form that ACM documents for elliptic
 *     curves ("EC PRIVATE KEY")
 * @throws {Error} if the name isn't a fully qualified host name
 */
export function createCertificate(domainName, now = new Date()) {
  requireHostName(domainName);
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const subjectPublicKeyInfo = publicKey.export({ type: "spki", format: "der" });
  const name = sequence(setOf(sequence(objectIdentifier(OID.commonName), utf8String(domainName))));
  const signatureAlgorithm = sequence(objectIdentifier(OID.ecdsaWithSha256));

  const toBeSigned = sequence(
    explicit(0, positiveInteger(Buffer.of(2))),
    positiveInteger(serialNumber()),
    signatureAlgorithm,
    name,
    validity(now),
    name,
    subjectPublicKeyInfo,
    explicit(3, extensions(domainName, subjectPublicKeyInfo)),
  );
  const certificate = sequence(toBeSigned, signatureAlgorithm, bitString(sign("sha256", toBeSigned, privateKey)));
  return {
    certificate: canonicalPem(certificate),
    privateKey: privateKey.export({ type: "sec1", format: "pem" }),
  };
}

/**
 * The one text form of a certificate. The servers' user data holds it, so another line length or a missing last line
 * break would look like another certificate and roll them.
 *
 * @param {Buffer | string} certificate DER or PEM
 */
export function canonicalPem(certificate) {
  const lines = new X509Certificate(certificate).raw.toString("base64").match(/.{1,64}/g);
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function requireHostName(domainName) {
  const text = String(domainName);
  const labels = text.split(".");
  // Elastic Load Balancing refuses a certificate whose name has no dot.
  if (labels.length < 2 || text.length > LONGEST_COMMON_NAME || !labels.every((label) => LABEL.test(label))) {
    throw new Error(
      `DomainName "${text}" is not a host name of at least two lower-case labels and at most ` +
        `${LONGEST_COMMON_NAME} characters, such as internal.example`,
    );
  }
}

/** 16 random octets, positive, always of full length (RFC 5280 allows 20). */
function serialNumber() {
  const serial = randomBytes(16);
  serial[0] = (serial[0] & 0x7f) | 0x40;
  return serial;
}

function validity(now) {
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + VALIDITY_YEARS);
  return sequence(time(new Date(now.getTime() - BACKDATED_MILLISECONDS)), time(end));
}

/**
 * An end-entity certificate, not an authority: a client accepts it because it holds this very certificate, so the key
 * needs no right to sign others, and whoever got hold of it could still only be this one server.
 */
function extensions(domainName, subjectPublicKeyInfo) {
  const notAnAuthority = sequence();
  const digitalSignature = bitString(Buffer.of(0x80), 7);
  // As in RFC 7093, section 2, method 4: a hash of the whole key info, here its first 160 bits.
  const keyIdentifier = createHash("sha256").update(subjectPublicKeyInfo).digest().subarray(0, 20);
  return sequence(
    extension(OID.basicConstraints, notAnAuthority, { critical: true }),
    extension(OID.keyUsage, digitalSignature, { critical: true }),
    extension(OID.extendedKeyUsage, sequence(objectIdentifier(OID.serverAuthentication))),
    extension(OID.subjectAlternativeName, sequence(implicitPrimitive(2, Buffer.from(domainName, "ascii")))),
    extension(OID.subjectKeyIdentifier, octetString(keyIdentifier)),
  );
}

function extension(identifier, value, { critical = false } = {}) {
  const flag = critical ? [booleanTrue()] : [];
  return sequence(objectIdentifier(identifier), ...flag, octetString(value));
}
