/**
 * The function's metrics in CloudWatch's embedded metric format: one JSON object a line on standard output.
 *
 * - `targets_in_service` (Count; dimension `TargetGroup`, as in the namespace AWS/NetworkELB): registered targets
 *   after the run.
 * - `replica_lag_seconds` (Seconds; dimension `DBInstanceIdentifier`): missing while unknown.
 */

/**
 * @param {object} outcome what was found and done for one group, as reconcile returns it
 * @returns {string[]} lines without line breaks
 */
export function metricLines(outcome, namespace, now) {
  const { targetGroupArn, replicas, inService, added, removed } = outcome;
  const group = targetGroupArn.slice(targetGroupArn.lastIndexOf(":") + 1);
  const lags = replicas.filter(({ lagSeconds }) => lagSeconds !== null);
  return [
    embed({ namespace, now, dimension: "TargetGroup", metric: "targets_in_service", unit: "Count" }, {
      TargetGroup: group,
      targets_in_service: inService.length,
      in_service: inService,
      added,
      removed,
      replicas,
    }),
    ...lags.map(({ identifier, lagSeconds }) =>
      embed({ namespace, now, dimension: "DBInstanceIdentifier", metric: "replica_lag_seconds", unit: "Seconds" }, {
        DBInstanceIdentifier: identifier,
        replica_lag_seconds: lagSeconds,
      }),
    ),
  ];
}

function embed({ namespace, now, dimension, metric, unit }, values) {
  const directive = { Namespace: namespace, Dimensions: [[dimension]], Metrics: [{ Name: metric, Unit: unit }] };
  return JSON.stringify({ _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [directive] }, ...values });
}
