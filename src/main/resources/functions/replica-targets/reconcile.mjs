/**
 * Brings target groups in step with the read replicas: follows their addresses and leaves out those that lag or fail. A
 * run that finds nothing to do changes nothing.
 */
import { metricLines } from "./metrics.mjs";
import { describeReplicas } from "./replicas.mjs";
import { chooseReplicas } from "./selection.mjs";

/**
 * Brings every group in step. A group whose calls fail keeps its targets as they are and doesn't hold up the others.
 *
 * @param {object} collaborators
 *     `rds`, `cloudWatch`, `loadBalancing`: clients of the AWS SDK with a method for each call;
 *     `resolve`: host name to a promise of IPv4 addresses;
 *     `groups`, `maximumLagSeconds`, `minimumTargets`, `namespace`: see readSettings;
 *     `write`: takes text for standard output; `now`: the present moment
 * @returns {Promise<object[]>} what was done, for each group
 * @throws {AggregateError} when all groups are through, if any of them failed
 */
export async function reconcile({ groups, namespace, write = writeOut, now = new Date(), ...tools }) {
  const results = await Promise.allSettled(groups.map((group) => reconcileGroup(group, { ...tools, now })));
  const outcomes = results.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
  for (const line of outcomes.flatMap((outcome) => metricLines(outcome, namespace, now))) {
    write(`${line}\n`);
  }
  const problems = results.flatMap(({ status, reason }, index) =>
    status === "rejected" ? [`${groups[index].targetGroupArn}: ${reason.name}: ${reason.message}`] : [],
  );
  if (problems.length > 0) {
    const reasons = results.flatMap(({ reason }) => reason ?? []);
    throw new AggregateError(reasons, `${problems.length} of ${groups.length} groups failed. ${problems.join("; ")}`);
  }
  return outcomes;
}

async function reconcileGroup({ targetGroupArn, replicas: identifiers, port }, tools) {
  const { loadBalancing, maximumLagSeconds, minimumTargets } = tools;
  const [replicas, targets] = await Promise.all([
    describeReplicas(identifiers, tools),
    registeredTargets(targetGroupArn, loadBalancing),
  ]);
  const onPort = targets.filter((target) => target.port === port);
  const states = new Map(onPort.map(({ address, state }) => [address, state]));
  const chosen = chooseReplicas(replicas, states, { maximumLagSeconds, minimumTargets });

  const inService = [...new Set(chosen.map(({ address }) => address))];
  const added = inService.filter((address) => !states.has(address));
  const removed = targets.filter((target) => target.port !== port || !inService.includes(target.address));
  const toTarget = ({ address, port: targetPort }) => ({ Id: address, Port: targetPort });

  // First in, then out: there is no moment in which the group has lost the old and doesn't know the new.
  if (added.length > 0) {
    const newTargets = added.map((address) => toTarget({ address, port }));
    await loadBalancing.registerTargets({ TargetGroupArn: targetGroupArn, Targets: newTargets });
  }
  if (removed.length > 0) {
    await loadBalancing.deregisterTargets({ TargetGroupArn: targetGroupArn, Targets: removed.map(toTarget) });
  }
  return { targetGroupArn, replicas, inService, added, removed: removed.map(({ address }) => address) };
}

/** Targets that are draining have left already; one that is fit again has to be registered again. */
async function registeredTargets(targetGroupArn, loadBalancing) {
  const answer = await loadBalancing.describeTargetHealth({ TargetGroupArn: targetGroupArn });
  const descriptions = answer.TargetHealthDescriptions ?? [];
  return descriptions
    .map(({ Target: target, TargetHealth: health }) => ({ address: target.Id, port: target.Port, state: health.State }))
    .filter(({ state }) => state !== "draining");
}

/** Past console.log, which would put time and request in front and hide the metrics from CloudWatch. */
function writeOut(text) {
  process.stdout.write(text);
}
