// Whether a name that the template gives is taken by something outside the stack: left over, or somebody else's.
import { resources, text } from '../operator/template.mjs';
import { ok, problem, unanswered } from './findings.mjs';

/** How to list named resources: the type's property, the call, and where its answer has the names. */
const LISTS = {
  'AWS::Logs::LogGroup': ['LogGroupName', ['logs', 'describe-log-groups'], 'logGroups', 'logGroupName'],
  'AWS::RDS::DBInstance': [
    'DBInstanceIdentifier',
    ['rds', 'describe-db-instances'],
    'DBInstances',
    'DBInstanceIdentifier',
  ],
  'AWS::ElastiCache::ReplicationGroup': [
    'ReplicationGroupId',
    ['elasticache', 'describe-replication-groups'],
    'ReplicationGroups',
    'ReplicationGroupId',
  ],
  'AWS::ElastiCache::SubnetGroup': [
    'CacheSubnetGroupName',
    ['elasticache', 'describe-cache-subnet-groups'],
    'CacheSubnetGroups',
    'CacheSubnetGroupName',
  ],
  'AWS::ElastiCache::User': ['UserId', ['elasticache', 'describe-users'], 'Users', 'UserId'],
  'AWS::ElastiCache::UserGroup': ['UserGroupId', ['elasticache', 'describe-user-groups'], 'UserGroups', 'UserGroupId'],
  'AWS::Backup::BackupVault': [
    'BackupVaultName',
    ['backup', 'list-backup-vaults'],
    'BackupVaultList',
    'BackupVaultName',
  ],
  'AWS::RedshiftServerless::Namespace': [
    'NamespaceName',
    ['redshift-serverless', 'list-namespaces'],
    'namespaces',
    'namespaceName',
  ],
  'AWS::RedshiftServerless::Workgroup': [
    'WorkgroupName',
    ['redshift-serverless', 'list-workgroups'],
    'workgroups',
    'workgroupName',
  ],
  'AWS::CloudTrail::Trail': ['TrailName', ['cloudtrail', 'list-trails'], 'Trails', 'Name'],
  'AWS::S3::Bucket': ['BucketName', ['s3api', 'list-buckets'], 'Buckets', 'Name'],
  'AWS::Synthetics::Canary': ['Name', ['synthetics', 'describe-canaries'], 'Canaries', 'Name'],
};

const IS_NAME = /(Name|Identifier|Id)$/;

/** A finding for each type that has names, and the types whose names are left to CloudFormation's own validation. */
export function names(stack, aws) {
  const existing = aws.call('cloudformation', 'list-stack-resources', '--stack-name', stack.name);
  if (existing.kind !== 'answer' && existing.kind !== 'missing') {
    return { findings: [unanswered('names', existing)], unasked: [] };
  }
  const members = existing.kind === 'answer' ? existing.value.StackResourceSummaries : [];
  const owned = new Set(
    members.filter((each) => each.ResourceStatus !== 'DELETE_COMPLETE').map((each) => each.PhysicalResourceId),
  );
  const findings = [
    existing.kind === 'answer'
      ? ok('stack', `${stack.name} exists, with ${members.length} resources`)
      : ok('stack', `${stack.name} does not exist yet`),
  ];
  for (const [type, list] of Object.entries(LISTS)) {
    const wanted = resources(stack.template, type)
      .map(({ properties }) => text(properties[list[0]], stack))
      .filter((name) => name !== undefined && !owned.has(name));
    if (wanted.length > 0) {
      findings.push(...free(type, wanted, list, stack.name, aws));
    }
  }
  return { findings, unasked: unasked(stack) };
}

function free(type, wanted, [, call, list, id], stackName, aws) {
  const subject = `names of ${type.replace('AWS::', '')}`;
  const taken = new Set();
  for (const words of calls(type, wanted, call, stackName)) {
    const answer = aws.call(...words);
    if (answer.kind !== 'answer') {
      return [unanswered(subject, answer)];
    }
    for (const each of answer.value[list] ?? []) {
      taken.add(each[id]);
    }
  }
  const inTheWay = wanted.filter((name) => taken.has(name));
  return inTheWay.length === 0
    ? [ok(subject, `${wanted.length} free`)]
    : inTheWay.map((name) =>
        problem(subject, `${name} already exists outside the stack: import or remove it`),
      );
}

/** One question for all; log groups are too many to list them all, so they are asked for by their beginnings. */
function calls(type, wanted, call, stackName) {
  if (type !== 'AWS::Logs::LogGroup') {
    return [call];
  }
  const beginnings = wanted.map((name) => {
    const at = name.indexOf(stackName);
    return at < 0 ? name : name.slice(0, at + stackName.length);
  });
  return [...new Set(beginnings)].map((beginning) => [...call, '--log-group-name-prefix', beginning]);
}

function unasked(stack) {
  const types = resources(stack.template)
    .filter(({ type, properties }) => {
      return (
        !(type in LISTS) &&
        Object.entries(properties).some(
          ([property, value]) => IS_NAME.test(property) && text(value, stack)?.includes(stack.name),
        )
      );
    })
    .map(({ type }) => type.replace('AWS::', ''));
  return [...new Set(types)].sort();
}
