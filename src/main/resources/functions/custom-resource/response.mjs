/**
 * The answer to CloudFormation: a PUT to the presigned address that came with the request.
 */
import { setTimeout as pause } from "node:timers/promises";

const ATTEMPTS = 3;
const ATTEMPT_TIMEOUT_MILLISECONDS = 5_000;
const PAUSE_MILLISECONDS = 1_000;
/** Characters, each up to three bytes: CloudFormation takes 4,096 bytes in all. */
const LONGEST_REASON = 800;

/** What sending may take at worst, in milliseconds: the work has to end this long before the function's own end. */
export const RESPONSE_RESERVE_MILLISECONDS = ATTEMPTS * (ATTEMPT_TIMEOUT_MILLISECONDS + PAUSE_MILLISECONDS) + 2_000;

export function success(event, physicalResourceId, data) {
  return { Status: "SUCCESS", PhysicalResourceId: physicalResourceId, ...identifiers(event), Data: data };
}

export function failure(event, physicalResourceId, error) {
  const text = `${error.name}: ${error.message}`.replace(/\p{Cc}+/gu, " ");
  const reason = text.slice(0, LONGEST_REASON);
  return { Status: "FAILED", Reason: reason, PhysicalResourceId: physicalResourceId, ...identifiers(event) };
}

function identifiers(event) {
  return { StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId };
}

/**
 * Sends the answer, with two more attempts when the first fails.
 *
 * @throws {Error} if no attempt was accepted
 */
export async function sendResponse(responseUrl, response, { sleep = pause } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await put(responseUrl, response);
    } catch (error) {
      if (attempt === ATTEMPTS) {
        const reason = error.cause?.message ?? error.message;
        throw new Error(`CloudFormation could not be answered: ${reason}`, { cause: error });
      }
      await sleep(PAUSE_MILLISECONDS);
    }
  }
}

async function put(responseUrl, response) {
  const answer = await fetch(responseUrl, {
    method: "PUT",
    // The address is signed for an empty content type; any other is refused.
    headers: { "content-type": "" },
    body: Buffer.from(JSON.stringify(response), "utf8"),
    signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MILLISECONDS),
  });
  await answer.arrayBuffer();
  if (!answer.ok) {
    throw new Error(`HTTP status ${answer.status}`);
  }
}
