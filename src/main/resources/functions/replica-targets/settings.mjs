/**
 * What the function is told by its environment.
 *
 * - `TARGET_GROUPS` (required): JSON array of `{"targetGroupArn", "replicas": [identifier, …], "port": 13306}`.
 * - `MAXIMUM_LAG_SECONDS` (default 30): how far behind its source a replica may be and still answer reads.
 * - `MINIMUM_TARGETS` (default 1): how many replicas of each group keep answering, even when they lag.
 * - `METRIC_NAMESPACE` (default `scaling-stages`): CloudWatch namespace of the function's own metrics.
 *
 * @throws {Error} naming the variable that is missing or wrong
 */
export function readSettings(environment) {
  return {
    groups: targetGroups(environment.TARGET_GROUPS),
    maximumLagSeconds: wholeNumber(environment, "MAXIMUM_LAG_SECONDS", 30),
    minimumTargets: wholeNumber(environment, "MINIMUM_TARGETS", 1),
    namespace: environment.METRIC_NAMESPACE || "scaling-stages",
  };
}

function targetGroups(text) {
  let groups;
  try {
    groups = JSON.parse(text);
  } catch (error) {
    throw new Error(`TARGET_GROUPS is not JSON: ${error.message}`, { cause: error });
  }
  if (!Array.isArray(groups) || groups.length === 0 || !groups.every(isTargetGroup)) {
    throw new Error('TARGET_GROUPS must be a list of {"targetGroupArn": "…", "replicas": ["…"], "port": 13306}');
  }
  return groups;
}

function isTargetGroup(group) {
  return (
    typeof group?.targetGroupArn === "string" &&
    Array.isArray(group.replicas) &&
    group.replicas.length > 0 &&
    group.replicas.every((identifier) => typeof identifier === "string") &&
    Number.isInteger(group.port)
  );
}

function wholeNumber(environment, name, byDefault) {
  const text = environment[name] ?? String(byDefault);
  if (!/^\d+$/.test(text)) {
    throw new Error(`${name} is "${text}"; a whole number such as ${byDefault} is needed`);
  }
  return Number(text);
}
