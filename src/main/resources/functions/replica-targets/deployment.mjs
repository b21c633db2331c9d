/**
 * CloudFormation custom resource: holds a deploy until the replicas answer behind their load balancer, so that the
 * servers that read from them start only then. It registers the replicas at once and doesn't wait for the schedule.
 *
 * Property: `TargetGroups`, the ARNs of the target groups. An update waits for those only that the deployed ones don't
 * name: what has served before is the schedule's business, and a rollback must not depend on it. There are no
 * attributes, and a deletion takes nothing away.
 */
import { setTimeout as pause } from "node:timers/promises";
import { beforeDeadline } from "../custom-resource/deadline.mjs";
import { RESPONSE_RESERVE_MILLISECONDS, failure, sendResponse, success } from "../custom-resource/response.mjs";
import { reconcile } from "./reconcile.mjs";

/** The load balancer asks each target every ten seconds and believes the second good answer. */
const PAUSE_MILLISECONDS = 10_000;

/**
 * Does what the event asks for and answers CloudFormation, whatever happens on the way.
 *
 * @param {object} event the custom resource request
 * @param {object} context Lambda's context, for the time that is left
 * @param {object} collaborators `prepare`: gives what reconcile takes; `send`: the answer; `sleep`: waiting, in
 *     milliseconds; `log`: one line to the log
 * @throws {Error} only if the answer could not be sent; Lambda then runs the same event again
 */
export async function handleDeployment(event, context, collaborators) {
  const { prepare, send = sendResponse, sleep = pause, log = console.log } = collaborators;
  const timeLeft = () => context.getRemainingTimeInMillis() - RESPONSE_RESERVE_MILLISECONDS;
  const physicalResourceId = event.PhysicalResourceId ?? `${event.LogicalResourceId}-${event.RequestId}`;
  let response;
  try {
    await beforeDeadline(timeLeft(), "waiting for the replicas", () => perform(event, { prepare, sleep, timeLeft }));
    response = success(event, physicalResourceId);
  } catch (error) {
    response = failure(event, physicalResourceId, error);
  }
  log(JSON.stringify({ request: event.RequestType, status: response.Status, reason: response.Reason }));
  await send(event.ResponseURL, response);
}

async function perform(event, { prepare, sleep, timeLeft }) {
  switch (event.RequestType) {
    case "Create":
      return untilServing(targetGroups(event.ResourceProperties), await prepare(), { sleep, timeLeft });
    case "Update": {
      const known = targetGroups(event.OldResourceProperties);
      const added = targetGroups(event.ResourceProperties).filter((arn) => !known.includes(arn));
      return untilServing(added, await prepare(), { sleep, timeLeft });
    }
    case "Delete":
      return undefined;
    default:
      throw new Error(`Request type "${event.RequestType}" is not known: Create, Update or Delete`);
  }
}

function targetGroups(properties) {
  const arns = properties?.TargetGroups;
  if (!Array.isArray(arns) || arns.length === 0) {
    throw new Error("the property TargetGroups must be a list of target groups' ARNs");
  }
  return arns;
}

async function untilServing(arns, tools, { sleep, timeLeft }) {
  const unknown = arns.filter((arn) => !tools.groups.some(({ targetGroupArn }) => targetGroupArn === arn));
  if (unknown.length > 0) {
    throw new Error(`the function doesn't follow ${unknown.join(", ")}`);
  }
  const waiting = tools.groups.filter(({ targetGroupArn }) => arns.includes(targetGroupArn));
  while (waiting.length > 0) {
    const obstacles = await lookAt(waiting, tools);
    if (obstacles.length === 0) {
      return;
    }
    if (timeLeft() <= PAUSE_MILLISECONDS) {
      throw new Error(`no replica answers behind the load balancer: ${obstacles.join("; ")}`);
    }
    await sleep(PAUSE_MILLISECONDS);
  }
}

/** Brings the groups in step, and says of each why it doesn't serve yet. What fails now may work in ten seconds. */
async function lookAt(groups, tools) {
  const looks = groups.map(async (group) => {
    const name = group.targetGroupArn.slice(group.targetGroupArn.lastIndexOf(":") + 1);
    try {
      await reconcile({ ...tools, groups: [group], now: new Date() });
      const answer = await tools.loadBalancing.describeTargetHealth({ TargetGroupArn: group.targetGroupArn });
      const targets = answer.TargetHealthDescriptions ?? [];
      return targets.some(({ TargetHealth: health }) => health.State === "healthy")
        ? []
        : [`${name} has ${targets.map(describe).join(", ") || "no targets"}`];
    } catch (error) {
      return [`${name}: ${error.message}`];
    }
  });
  return (await Promise.all(looks)).flat();
}

function describe({ Target: target, TargetHealth: health }) {
  return `${target.Id} ${[health.State, health.Reason].filter(Boolean).join(" ")}`;
}
