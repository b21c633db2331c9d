/**
 * What is known about a group's read replicas right now: state and endpoint from RDS, the address behind the endpoint
 * from DNS, the lag from CloudWatch.
 *
 * @typedef {object} Replica
 * @property {string} identifier the DB instance's identifier
 * @property {string} status the DB instance's status, `absent` when there is no such instance
 * @property {boolean} serving whether RDS lets it answer queries
 * @property {string | null} address IPv4, null when it has none (yet)
 * @property {number | null} lagSeconds seconds behind the source, null when unknown or when replication is broken
 * @property {boolean} broken whether RDS says that replication isn't running
 */

/**
 * RDS User Guide, "Viewing DB instance status": the states in which an instance goes on answering while RDS works on
 * it. Optimizing storage takes hours after each growth; replicas must not leave for that.
 */
const SERVING = new Set([
  "available",
  "backing-up",
  "configuring-enhanced-monitoring",
  "configuring-iam-database-auth",
  "configuring-log-exports",
  "modifying",
  "storage-config-upgrade",
  "storage-initialization",
  "storage-optimization",
]);
const NOT_FOUND = new Set(["DBInstanceNotFoundFault", "DBInstanceNotFound"]);
/** RDS publishes a point a minute, some minutes late; five minutes bridge a gap. */
const LAG_WINDOW_MILLISECONDS = 5 * 60 * 1000;
const LAG_PERIOD_SECONDS = 60;

/**
 * @returns {Promise<Replica[]>} in the order of the identifiers
 * @throws {Error} if RDS, DNS or CloudWatch gives no answer: then nothing is known, and nothing should be changed
 */
export async function describeReplicas(identifiers, { rds, cloudWatch, resolve, now }) {
  const [replicas, lags] = await Promise.all([
    Promise.all(identifiers.map((identifier) => describe(identifier, { rds, resolve }))),
    readLags(identifiers, { cloudWatch, now }),
  ]);
  return replicas.map((replica, index) => ({ ...replica, ...lags[index] }));
}

async function describe(identifier, { rds, resolve }) {
  const instance = await findInstance(identifier, rds);
  const status = instance?.DBInstanceStatus ?? "absent";
  const serving = SERVING.has(status);
  const host = instance?.Endpoint?.Address;
  return { identifier, status, serving, address: host ? await lookUp(host, serving, resolve) : null };
}

async function findInstance(identifier, rds) {
  try {
    const { DBInstances: instances } = await rds.describeDBInstances({ DBInstanceIdentifier: identifier });
    return instances[0];
  } catch (error) {
    if (NOT_FOUND.has(error.name)) {
      return undefined;
    }
    throw error;
  }
}

async function lookUp(host, serving, resolve) {
  try {
    const [address] = await resolve(host);
    return address ?? null;
  } catch (error) {
    // The name of an instance that is being deleted may be gone before the instance is.
    if (!serving && ["ENOTFOUND", "ENODATA"].includes(error.code)) {
      return null;
    }
    throw error;
  }
}

async function readLags(identifiers, { cloudWatch, now }) {
  const { MetricDataResults: results } = await cloudWatch.getMetricData({
    StartTime: new Date(now.getTime() - LAG_WINDOW_MILLISECONDS),
    EndTime: now,
    ScanBy: "TimestampDescending",
    MetricDataQueries: identifiers.map((identifier, index) => ({
      Id: `lag${index}`,
      MetricStat: {
        Metric: {
          Namespace: "AWS/RDS",
          MetricName: "ReplicaLag",
          Dimensions: [{ Name: "DBInstanceIdentifier", Value: identifier }],
        },
        Period: LAG_PERIOD_SECONDS,
        Stat: "Maximum",
      },
    })),
  });
  return identifiers.map((_, index) => {
    const newest = results.find((result) => result.Id === `lag${index}`)?.Values?.[0];
    // RDS reports -1 while replication isn't running.
    const broken = newest < 0;
    return { broken, lagSeconds: newest === undefined || broken ? null : newest };
  });
}
