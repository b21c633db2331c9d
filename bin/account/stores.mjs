// Whether databases, caches and a warehouse of these versions and sizes can still be created, and where.
import { ok, problem, unanswered, unknown } from './findings.mjs';
import { resources, target, text } from '../operator/template.mjs';
import * as needs from './needs.mjs';

/** RDS and ElastiCache place a standby in another zone. */
const ZONES_WITH_STANDBY = 2;

export function stores(stack, aws) {
  const { template } = stack;
  return [...databases(template, aws), ...running(stack, aws), ...caches(template, aws), ...warehouse(template, aws)];
}

function databases(template, aws) {
  const kinds = needs.databases(template);
  const versions = new Set(kinds.map((kind) => `${kind.engine} ${kind.version}`));
  return [
    ...[...versions].map((version) => engine(...version.split(' '), aws)),
    ...kinds.map((kind) => orderable(kind, needs.zones(template), aws)),
  ];
}

/** RDS raises minor versions by itself and goes back to none, and wants replicas raised before their source. */
function running(stack, aws) {
  const wanted = new Map();
  for (const { properties } of resources(stack.template, 'AWS::RDS::DBInstance')) {
    const source = stack.template.Resources[target(properties.SourceDBInstanceIdentifier)]?.Properties;
    const name = text(properties.DBInstanceIdentifier, stack);
    wanted.set(name, { version: properties.EngineVersion ?? source?.EngineVersion, isReplica: source !== undefined });
  }
  if (wanted.size === 0) {
    return [];
  }
  const subject = 'versions of running databases';
  const answer = aws.call('rds', 'describe-db-instances');
  if (answer.kind !== 'answer') {
    return [unanswered(subject, answer)];
  }
  const there = answer.value.DBInstances.filter((each) => wanted.has(each.DBInstanceIdentifier));
  const findings = there.flatMap((each) => {
    const { version, isReplica } = wanted.get(each.DBInstanceIdentifier);
    const order = compareVersions(each.EngineVersion, version);
    if (Number.isNaN(order)) {
      return [unknown(subject, `it is not known whether ${each.DBInstanceIdentifier} is newer than ${version}`)];
    }
    if (order > 0 && !isReplica) {
      return [
        problem(
          subject,
          `${each.DBInstanceIdentifier} has ${each.EngineVersion}, and RDS does not go back to ${version}: set ` +
            `databaseVersion to ${each.EngineVersion} in cdk.json`,
        ),
      ];
    }
    return order < 0 && isReplica
      ? [
          problem(
            subject,
            `${each.DBInstanceIdentifier} has ${each.EngineVersion}, and its source is to get ${version}: upgrade ` +
              `replicas first: aws rds modify-db-instance --db-instance-identifier ${each.DBInstanceIdentifier} ` +
              `--engine-version ${version} --apply-immediately`,
          ),
        ]
      : [];
  });
  return findings.length > 0 ? findings : [ok(subject, `${there.length} at the template's version or below`)];
}

/** Below 0 when the first one is older, NaN when one of them is not made of numbers. */
function compareVersions(one, other) {
  if (![one, other].every((version) => /^\d+(\.\d+)*$/.test(String(version)))) {
    return NaN;
  }
  const [left, right] = [one, other].map((version) => String(version).split('.').map(Number));
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

/** Without --include-all RDS lists only versions that new databases can have. */
function engine(name, version, aws) {
  const subject = `${name} ${version}`;
  const answer = aws.call('rds', 'describe-db-engine-versions', '--engine', name, '--engine-version', version);
  if (answer.kind !== 'answer') {
    return unanswered(subject, answer);
  }
  const found = answer.value.DBEngineVersions.some(
    (each) => each.EngineVersion === version && each.Status !== 'deprecated',
  );
  return found
    ? ok(subject, 'can be created')
    : problem(subject, 'RDS creates no new databases of this version; running ones are not affected');
}

function orderable({ engine, version, instanceClass, storage, multiAz, count }, zones, aws) {
  const subject = `${count} x ${instanceClass}${multiAz ? ' with standby' : ''}`;
  const answer = aws.call(
    ...['rds', 'describe-orderable-db-instance-options', '--engine', engine, '--engine-version', version],
    ...['--db-instance-class', instanceClass, '--vpc'],
  );
  if (answer.kind !== 'answer') {
    return unanswered(subject, answer);
  }
  const options = answer.value.OrderableDBInstanceOptions.filter(
    (option) => (storage === undefined || option.StorageType === storage) && (!multiAz || option.MultiAZCapable),
  );
  const offered = new Set(options.flatMap((option) => option.AvailabilityZones.map((zone) => zone.Name)));
  const usable = zones.filter((zone) => offered.has(zone));
  const wanted = multiAz ? ZONES_WITH_STANDBY : 1;
  if (usable.length < wanted) {
    return problem(
      subject,
      `${engine} ${version} with ${storage ?? 'any'} storage is offered in ${usable.length} of the zones ` +
        `${zones.join(', ')}, and ${wanted} are needed: choose other zones (availabilityZones) before the first ` +
        'deploy, or another class',
    );
  }
  const missing = zones.filter((zone) => !offered.has(zone));
  return ok(subject, `in ${usable.join(', ')}${missing.length > 0 ? `, not in ${missing.join(', ')}` : ''}`);
}

function caches(template, aws) {
  return needs.caches(template).flatMap(({ type, engine, version }) => {
    const made = aws.call(
      ...['elasticache', 'describe-cache-engine-versions', '--engine', engine, '--engine-version', version],
    );
    const subject = `${engine} ${version}`;
    const isMade = made.kind === 'answer' && made.value.CacheEngineVersions.length > 0;
    const offered = aws.call('elasticache', 'describe-reserved-cache-nodes-offerings', '--cache-node-type', type);
    return [
      made.kind !== 'answer'
        ? unanswered(subject, made)
        : isMade
          ? ok(subject, 'can be created')
          : problem(subject, 'ElastiCache creates no caches of this version'),
      cacheNodes(type, offered),
    ];
  });
}

/** ElastiCache does not say which types it offers. Those that it sells reservations of are; others may not be. */
function cacheNodes(type, offered) {
  if (offered.kind !== 'answer') {
    return unanswered(type, offered);
  }
  return offered.value.ReservedCacheNodesOfferings.length > 0
    ? ok(type, 'offered in this region; ElastiCache does not say in which zones')
    : unknown(type, 'no reservations of it are sold in this region, so it may not be offered');
}

function warehouse(template, aws) {
  if (needs.count(template, 'AWS::RedshiftServerless::Workgroup') === 0) {
    return [];
  }
  const subject = 'Redshift Serverless';
  const answer = aws.call('redshift-serverless', 'list-workgroups');
  if (answer.kind === 'error' && /Could not connect to the endpoint/.test(answer.message)) {
    return [problem(subject, 'is not offered in this region')];
  }
  return [
    answer.kind === 'answer'
      ? ok(subject, 'offered in this region; Redshift does not say in which zones')
      : unanswered(subject, answer),
  ];
}
