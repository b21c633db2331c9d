/**
 * Which replicas should answer reads. No calls, only the decision.
 */

/**
 * Fit replicas answer. When there are fewer than the minimum, the least lagging of the others make up the number:
 * reading slightly old rows is better than reading nothing. And while too few of the chosen have passed the load
 * balancer's health check, replicas that have passed it stay until then.
 *
 * When CloudWatch has no figure for any of them, that is CloudWatch's trouble and not the replicas': those that answer
 * go on, because leaving the whole load to the minimum would do more harm than an old row.
 *
 * @param {import("./replicas.mjs").Replica[]} replicas
 * @param {Map<string, string>} registered address to the load balancer's state of it (`healthy`, `initial`, …)
 * @returns {import("./replicas.mjs").Replica[]} those that should be registered; each has an address
 */
export function chooseReplicas(replicas, registered, { maximumLagSeconds, minimumTargets }) {
  const reachable = replicas.filter((replica) => replica.address !== null);
  const blind = reachable.every(({ lagSeconds, broken }) => lagSeconds === null && !broken);
  const isFit = ({ lagSeconds, address }) =>
    blind ? registered.has(address) : lagSeconds !== null && lagSeconds <= maximumLagSeconds;
  const chosen = reachable.filter((replica) => replica.serving && isFit(replica));
  const others = reachable
    .filter((replica) => !chosen.includes(replica))
    .filter((replica) => replica.serving || registered.has(replica.address))
    .sort((one, other) => compare(one, other, registered));
  const isHealthy = (replica) => registered.get(replica.address) === "healthy";

  while (chosen.length < minimumTargets && others.length > 0) {
    chosen.push(others.shift());
  }
  for (const replica of others.filter(isHealthy)) {
    if (chosen.filter(isHealthy).length >= minimumTargets) {
      break;
    }
    chosen.push(replica);
  }
  return chosen;
}

/** Best first: serving before not, small lag before large, unknown lag last, and among equals those that answer now. */
function compare(one, other, registered) {
  const rank = ({ serving, lagSeconds, address, identifier }) => [
    serving ? 0 : 1,
    lagSeconds ?? Number.MAX_VALUE,
    registered.get(address) === "healthy" ? 0 : 1,
    identifier,
  ];
  const [left, right] = [rank(one), rank(other)];
  const first = left.findIndex((value, index) => value !== right[index]);
  if (first === -1) {
    return 0;
  }
  return left[first] < right[first] ? -1 : 1;
}
