/**
 * CloudFormation custom resource: the certificate of the internal load balancer, self-signed and held by ACM.
 *
 * Properties: `DomainName` (required; another one means another certificate) and `Tags` (optional, name to value).
 * Attributes: `CertificateArn`, `CertificateBase64` (base64 of the PEM, for the servers that pin it). The physical
 * id is the certificate's ARN. The private key exists in this process and in ACM, which doesn't give it out.
 */
import { setTimeout as pause } from "node:timers/promises";
import { beforeDeadline } from "../custom-resource/deadline.mjs";
import { RESPONSE_RESERVE_MILLISECONDS, failure, sendResponse, success } from "../custom-resource/response.mjs";
import { canonicalPem, createCertificate } from "./certificate.mjs";

/** A listener lets go of its certificate some time after it was deleted: minutes at worst. */
const IN_USE_PAUSE_MILLISECONDS = 10_000;
const CERTIFICATE_ARN = /^arn:[^:]+:acm:/;

/** The function's entry point. */
export async function handler(event, context) {
  return handle(event, context, { connect: connectAcm });
}

/**
 * Does what the event asks for and answers CloudFormation, whatever happens on the way.
 *
 * @param {object} event the custom resource request
 * @param {object} context Lambda's context, for the time that is left
 * @param {object} collaborators `connect`: gives the client of ACM; `send`: the answer; `sleep`: waiting, in
 *     milliseconds; `log`: one line to the log
 * @throws {Error} only if the answer could not be sent; Lambda then runs the same event again
 */
export async function handle(event, context, { connect, send = sendResponse, sleep = pause, log = console.log }) {
  const timeLeft = () => context.getRemainingTimeInMillis() - RESPONSE_RESERVE_MILLISECONDS;
  const tools = { connect, sleep, timeLeft };
  let response;
  let created = false;
  try {
    const result = await beforeDeadline(timeLeft(), "the call to AWS Certificate Manager", () =>
      perform(event, tools),
    );
    created = result.created ?? false;
    response = success(event, result.physicalResourceId, result.data);
  } catch (error) {
    // After a failed creation CloudFormation deletes what this id names, so it must not look like a certificate.
    response = failure(event, event.PhysicalResourceId ?? `not-created-${event.RequestId}`, error);
  }
  log(JSON.stringify({ request: event.RequestType, status: response.Status, reason: response.Reason }));
  try {
    await send(event.ResponseURL, response);
  } catch (error) {
    if (created) {
      // CloudFormation never learns of this certificate, and the next run makes another.
      await undo(response.PhysicalResourceId, error, tools);
    }
    throw error;
  }
}

async function undo(arn, reason, tools) {
  try {
    await remove(arn, tools);
  } catch (error) {
    throw new AggregateError([reason, error], `${reason.message}; and ${arn} is left over: ${error.message}`);
  }
}

async function perform(event, tools) {
  const properties = event.ResourceProperties ?? {};
  const existing = event.PhysicalResourceId;
  switch (event.RequestType) {
    case "Create":
      return create(properties, tools);
    case "Update":
      return properties.DomainName === event.OldResourceProperties?.DomainName
        ? keep(existing, properties, event.OldResourceProperties, tools)
        : create(properties, tools);
    case "Delete":
      await remove(existing, tools);
      return { physicalResourceId: existing };
    default:
      throw new Error(`Request type "${event.RequestType}" is not known: Create, Update or Delete`);
  }
}

async function create({ DomainName: domainName, Tags: tags = {} }, { connect }) {
  const { certificate, privateKey } = createCertificate(domainName);
  const acm = await connect();
  const { CertificateArn: arn } = await acm.importCertificate({
    Certificate: Buffer.from(certificate),
    PrivateKey: Buffer.from(privateKey),
    Tags: tagList(tags),
  });
  return { physicalResourceId: arn, data: attributes(arn, certificate), created: true };
}

async function keep(arn, { Tags: tags = {} }, { Tags: oldTags = {} }, { connect }) {
  const added = Object.fromEntries(Object.entries(tags).filter(([name, value]) => oldTags[name] !== value));
  const removed = Object.fromEntries(Object.entries(oldTags).filter(([name]) => !(name in tags)));
  const acm = await connect();
  if (Object.keys(removed).length > 0) {
    await acm.removeTagsFromCertificate({ CertificateArn: arn, Tags: tagList(removed) });
  }
  if (Object.keys(added).length > 0) {
    await acm.addTagsToCertificate({ CertificateArn: arn, Tags: tagList(added) });
  }
  const { Certificate: certificate } = await acm.getCertificate({ CertificateArn: arn });
  return { physicalResourceId: arn, data: attributes(arn, canonicalPem(certificate)) };
}

async function remove(physicalResourceId, { connect, sleep, timeLeft }) {
  if (!CERTIFICATE_ARN.test(physicalResourceId)) {
    return;
  }
  const acm = await connect();
  for (;;) {
    try {
      await acm.deleteCertificate({ CertificateArn: physicalResourceId });
      return;
    } catch (error) {
      if (error.name === "ResourceNotFoundException") {
        return;
      }
      if (error.name !== "ResourceInUseException" || timeLeft() <= IN_USE_PAUSE_MILLISECONDS) {
        throw error;
      }
      await sleep(IN_USE_PAUSE_MILLISECONDS);
    }
  }
}

function attributes(arn, certificate) {
  return { CertificateArn: arn, CertificateBase64: Buffer.from(certificate).toString("base64") };
}

function tagList(tags) {
  return Object.entries(tags).map(([name, value]) => ({ Key: name, Value: value }));
}

/** The SDK comes with Lambda's runtime; failing to load it has to reach CloudFormation like any other failure. */
async function connectAcm() {
  const { ACM } = await import("@aws-sdk/client-acm");
  return new ACM({});
}
