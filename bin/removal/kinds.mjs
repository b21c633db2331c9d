// How each kind of resource that a stack keeps is removed, in the order in which they can go: first what stands in the
// network.
//
// `before`: whether the network can go only after it. `find`: the question whether it is there; `gone` and `leaving`
// read its answer where being there is not all. `commands`: each a list of words; they get that answer where there is
// one. `patient`: failures that pass. `waits`: whether it takes long. `byHand`: what is kept of a live stack.

const one = (...words) => [words];

/** Secrets and keys of a live stack can be had back for as long as AWS allows; a review has nothing to lose. */
const DAYS = { review: '7', live: '30' };

const days = (stack) => (stack.review ? DAYS.review : DAYS.live);

const isReplica = (item) => item.properties.SourceDBInstanceIdentifier !== undefined;

const database = (replica) => ({
  type: 'AWS::RDS::DBInstance',
  matches: (item) => isReplica(item) === replica,
  before: true,
  find: (item) => ['rds', 'describe-db-instances', '--db-instance-identifier', item.physical],
  leaving: (value) => value.DBInstances[0]?.DBInstanceStatus === 'deleting',
  commands: (item, stack) => [
    [
      ...['rds', 'modify-db-instance', '--db-instance-identifier', item.physical],
      ...['--no-deletion-protection', '--apply-immediately'],
    ],
    [
      ...['rds', 'delete-db-instance', '--db-instance-identifier', item.physical],
      ...(replica || stack.review
        ? ['--skip-final-snapshot']
        : ['--no-delete-automated-backups', '--final-db-snapshot-identifier', `${item.physical}-final`]),
      ...(!replica && stack.review ? ['--delete-automated-backups'] : []),
    ],
  ],
  // The protection goes some seconds after it was told to.
  patient: /Cannot delete protected|InvalidDBInstanceState/,
  waits: true,
});

export const KINDS = [
  database(true),
  database(false),
  {
    type: 'AWS::RedshiftServerless::Namespace',
    before: true,
    find: (item) => ['redshift-serverless', 'get-namespace', '--namespace-name', item.physical],
    leaving: (value) => value.namespace?.status === 'DELETING',
    commands: (item, stack) =>
      one(
        ...['redshift-serverless', 'delete-namespace', '--namespace-name', item.physical],
        ...(stack.review ? [] : ['--final-snapshot-name', `${item.physical}-final`]),
      ),
    waits: true,
  },
  {
    type: 'AWS::DynamoDB::Table',
    find: (item) => ['dynamodb', 'describe-table', '--table-name', item.physical],
    leaving: (value) => value.Table?.TableStatus === 'DELETING',
    commands: (item, stack) => [
      ...(stack.review
        ? []
        : one('dynamodb', 'create-backup', '--table-name', item.physical, '--backup-name', `${item.physical}-final`)),
      ['dynamodb', 'update-table', '--table-name', item.physical, '--no-deletion-protection-enabled'],
      ['dynamodb', 'delete-table', '--table-name', item.physical],
    ],
    // While it changes, or a backup is made.
    patient: /ResourceInUse|BackupInUse/,
    waits: true,
  },
  {
    type: 'AWS::SQS::Queue',
    find: (item) => ['sqs', 'get-queue-attributes', '--queue-url', item.physical],
    commands: (item) => one('sqs', 'delete-queue', '--queue-url', item.physical),
  },
  {
    type: 'AWS::RDS::DBParameterGroup',
    find: (item) => ['rds', 'describe-db-parameter-groups', '--db-parameter-group-name', item.physical],
    commands: (item) => one('rds', 'delete-db-parameter-group', '--db-parameter-group-name', item.physical),
  },
  {
    type: 'AWS::RDS::DBSubnetGroup',
    before: true,
    find: (item) => ['rds', 'describe-db-subnet-groups', '--db-subnet-group-name', item.physical],
    commands: (item) => one('rds', 'delete-db-subnet-group', '--db-subnet-group-name', item.physical),
  },
  {
    type: 'AWS::EC2::SecurityGroup',
    before: true,
    find: (item) => ['ec2', 'describe-security-groups', '--group-ids', item.physical],
    commands: (item) => one('ec2', 'delete-security-group', '--group-id', item.physical),
    // Network interfaces go some minutes after what they belonged to.
    patient: /DependencyViolation/,
  },
  {
    type: 'AWS::ElastiCache::ReplicationGroup',
    find: (item) => ['elasticache', 'describe-snapshots', '--replication-group-id', item.physical],
    gone: (value) => value.Snapshots.length === 0,
    commands: (item, stack, value) =>
      value === undefined
        ? one('elasticache', 'delete-snapshot', '--snapshot-name', 'EACH-SNAPSHOT-OF', item.physical)
        : value.Snapshots.map((each) => ['elasticache', 'delete-snapshot', '--snapshot-name', each.SnapshotName]),
    waits: true,
    leaving: (value) => value.Snapshots.every((snapshot) => snapshot.SnapshotStatus === 'deleting'),
  },
  // It went with the server or the volume.
  { type: 'AWS::EC2::VolumeAttachment', nothing: true },
  {
    type: 'AWS::EC2::Volume',
    find: (item) => ['ec2', 'describe-volumes', '--volume-ids', item.physical],
    commands: (item, stack) => [
      ...(stack.review
        ? []
        : one('ec2', 'create-snapshot', '--volume-id', item.physical, '--description', `the last of ${stack.name}`)),
      ['ec2', 'delete-volume', '--volume-id', item.physical],
    ],
  },
  {
    type: 'AWS::S3::Bucket',
    find: (item) => ['s3api', 'head-bucket', '--bucket', item.physical],
    empties: true,
    commands: (item) => one('s3api', 'delete-bucket', '--bucket', item.physical),
    // What writes logs into another bucket goes before it.
    rank: (item) => (item.properties.LoggingConfiguration ? 0 : 1),
  },
  {
    type: 'AWS::SecretsManager::Secret',
    find: (item) => ['secretsmanager', 'describe-secret', '--secret-id', item.physical],
    gone: (value) => value.DeletedDate !== undefined,
    commands: (item, stack) =>
      one('secretsmanager', 'delete-secret', '--secret-id', item.physical, '--recovery-window-in-days', days(stack)),
  },
  {
    type: 'AWS::Logs::LogGroup',
    find: (item) => ['logs', 'describe-log-groups', '--log-group-name-prefix', item.physical],
    gone: (value, item) => !value.logGroups.some((group) => group.logGroupName === item.physical),
    commands: (item) => one('logs', 'delete-log-group', '--log-group-name', item.physical),
  },
  {
    type: 'AWS::Backup::BackupVault',
    find: (item) => ['backup', 'list-recovery-points-by-backup-vault', '--backup-vault-name', item.physical],
    // The last resort of a live stack: it goes by hand, when nobody will want to go back.
    byHand: true,
    commands: (item, stack, value) => [
      ...(value === undefined
        ? one(
            ...['backup', 'delete-recovery-point', '--backup-vault-name', item.physical],
            ...['--recovery-point-arn', 'EACH-RECOVERY-POINT'],
          )
        : value.RecoveryPoints.map((point) => [
            ...['backup', 'delete-recovery-point', '--backup-vault-name', item.physical],
            ...['--recovery-point-arn', point.RecoveryPointArn],
          ])),
      ['backup', 'delete-backup-vault', '--backup-vault-name', item.physical],
    ],
    patient: /still contains|not empty|recovery points/i,
  },
  {
    type: 'AWS::KMS::Key',
    find: (item) => ['kms', 'describe-key', '--key-id', item.physical],
    gone: (value) => value.KeyMetadata.KeyState === 'PendingDeletion',
    // Snapshots and backups that are kept cannot be read without it.
    byHand: true,
    commands: (item, stack) =>
      one('kms', 'schedule-key-deletion', '--key-id', item.physical, '--pending-window-in-days', days(stack)),
  },
];

/** What is kept, each with its kind, in the order in which it can go; and what no kind is known for. */
export function inOrder(kept) {
  const items = KINDS.flatMap((kind) =>
    kept
      .filter((item) => item.type === kind.type && (kind.matches?.(item) ?? true))
      .sort((a, b) => (kind.rank?.(a) ?? 0) - (kind.rank?.(b) ?? 0))
      .map((item) => ({ ...item, kind })),
  );
  const strange = kept.filter((item) => !KINDS.some((kind) => kind.type === item.type));
  const removable = items.filter(({ kind }) => !kind.nothing);
  const first = removable.filter(({ kind }) => kind.before);
  return { items: [...first, ...removable.filter(({ kind }) => !kind.before)], strange };
}
