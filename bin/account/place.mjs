// Whether this is the account, the region and the zones that are meant, and whether the CDK has been there.
import { ok, problem, unanswered, unknown } from './findings.mjs';
import * as needs from './needs.mjs';

/** The account of cdk.context.json, which belongs to nobody. */
const DEMONSTRATION_ACCOUNT = '123456789012';

/** The VPC lays out each tier in three zones at the first deploy. */
const ZONES = 3;

export function place(stack, aws) {
  const [who] = identity(stack, aws);
  return who.result === 'ok'
    ? [who, ...bootstrap(stack, aws), ...zones(stack, aws), ...servers(stack, aws)]
    : [who];
}

function identity(stack, aws) {
  const subject = 'account and region';
  if (stack.account === DEMONSTRATION_ACCOUNT) {
    return [
      problem(
        subject,
        `the template is for the demonstration account ${DEMONSTRATION_ACCOUNT}: the CDK found no credentials. Set ` +
          'AWS_PROFILE or sign in',
      ),
    ];
  }
  const caller = aws.call('sts', 'get-caller-identity');
  if (caller.kind !== 'answer') {
    return [unanswered(subject, caller)];
  }
  const where = `account ${stack.account}, region ${stack.region}`;
  return caller.value.Account === stack.account
    ? [ok(subject, `${where}, as ${caller.value.Arn}`)]
    : [problem(subject, `the template is for ${where}, and the credentials are those of ${caller.value.Account}`)];
}

function bootstrap(stack, aws) {
  const { account, region, properties } = stack;
  const parameter = properties.bootstrapStackVersionSsmParameter;
  const wanted = properties.requiresBootstrapStackVersion;
  const remedy = `npx cdk bootstrap aws://${account}/${region}`;
  const subject = 'bootstrap';
  const version = aws.call('ssm', 'get-parameter', '--name', parameter);
  if (version.kind === 'missing') {
    return [problem(subject, `the account is not bootstrapped in this region: ${remedy}`)];
  }
  if (version.kind !== 'answer') {
    return [unanswered(subject, version)];
  }
  const found = Number(version.value.Parameter.Value);
  if (!(found >= wanted)) {
    return [problem(subject, `version ${version.value.Parameter.Value} is older than ${wanted}: ${remedy}`)];
  }
  return [ok(subject, `version ${found}`), assetsKey(stack, aws)];
}

/** Servers read the assets by a role that knows no key of yours, so the key's own policy has to let them. */
function assetsKey(stack, aws) {
  const subject = 'bucket of the assets';
  const [, bucket] = /^s3:\/\/([^/]+)\//.exec(stack.properties.stackTemplateAssetObjectUrl) ?? [];
  const encryption = aws.call('s3api', 'get-bucket-encryption', '--bucket', bucket);
  if (encryption.kind !== 'answer') {
    return unanswered(`${subject} ${bucket}`, encryption);
  }
  const key = encryption.value.ServerSideEncryptionConfiguration.Rules.map(
    (rule) => rule.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
  ).find((id) => id !== undefined && !id.endsWith('alias/aws/s3'));
  return key === undefined ? ok(subject, bucket) : customerKey(`${subject} ${bucket}`, key, stack, aws);
}

/** The policy of a key that `cdk bootstrap --bootstrap-customer-key` makes is enough; one that was there before may not be. */
function customerKey(subject, key, { account, region }, aws) {
  const answer = aws.call('kms', 'get-key-policy', '--key-id', key, '--policy-name', 'default');
  if (answer.kind !== 'answer') {
    return unanswered(subject, answer);
  }
  const statements = [JSON.parse(answer.value.Policy).Statement].flat().filter(decrypts);
  if (statements.some((statement) => statement.Effect === 'Deny')) {
    const advice = 'make sure that this is not meant for the servers';
    return unknown(subject, `the policy of its key ${key} denies decryption: ${advice}`);
  }
  return statements.some((statement) => allowsAllThroughS3(statement, account, region))
    ? ok(subject, `encrypted with ${key}, whose policy lets the account's roles read through S3`)
    : problem(
        subject,
        `servers may not use your key ${key}, so none could fetch its boot scripts. Let its policy allow ` +
          `kms:Decrypt to all ("AWS": "*") with kms:CallerAccount ${account} and kms:ViaService ` +
          `s3.${region}.amazonaws.com, as cdk bootstrap --bootstrap-customer-key does`,
      );
}

/** Whether a statement is about decrypting; one that lists what it is not about may be. */
function decrypts({ Action, NotAction, Effect }) {
  return NotAction === undefined
    ? [Action].flat().some((action) => /^(\*|kms:(\*|d(\*|ecrypt|e[crypt]*\*)))$/i.test(action))
    : Effect === 'Deny';
}

/** Permission for the account's root is permission to give permission, and servers' roles have been given none. */
function allowsAllThroughS3({ Principal, Condition = {} }, account, region) {
  const expected = { 'kms:CallerAccount': account, 'kms:ViaService': `s3.${region}.amazonaws.com` };
  const { StringEquals = {}, ...others } = Condition;
  return (
    [Principal?.AWS ?? Principal].flat().includes('*') &&
    Object.keys(others).length === 0 &&
    Object.entries(StringEquals).every(([name, value]) => [value].flat().includes(expected[name]))
  );
}

function zones({ template, region }, aws) {
  const subject = 'zones';
  const wanted = needs.zones(template);
  const answer = aws.call('ec2', 'describe-availability-zones', '--filters', 'Name=zone-type,Values=availability-zone');
  if (answer.kind !== 'answer') {
    return [unanswered(subject, answer)];
  }
  const open = answer.value.AvailabilityZones.filter((zone) => zone.State === 'available').map((zone) => zone.ZoneName);
  if (open.length < ZONES) {
    return [problem(subject, `${region} offers this account ${open.length} zones, and each stage needs ${ZONES}`)];
  }
  if (wanted.some((zone) => typeof zone !== 'string')) {
    return [unknown(subject, 'the template leaves the choice to CloudFormation; pin them in cdk.context.json')];
  }
  const closed = wanted.filter((zone) => !open.includes(zone));
  return closed.length > 0
    ? [
        problem(
          subject,
          `${closed.join(', ')}: not available to this account, which has ${open.join(', ')}; name three of them by ` +
            '-c availabilityZones=... before the first deploy',
        ),
      ]
    : [ok(subject, wanted.join(', '))];
}

function servers({ template }, aws) {
  const fleets = needs.servers(template);
  return [...offerings(fleets, aws), ...images(fleets, aws), ...keyPairs(fleets, aws)];
}

function offerings(fleets, aws) {
  const types = [...new Set(fleets.map((fleet) => fleet.type))].sort();
  const subject = `instance types ${types.join(', ')}`;
  const filter = `Name=instance-type,Values=${types.join(',')}`;
  const answer = aws.call(
    ...['ec2', 'describe-instance-type-offerings', '--location-type', 'availability-zone', '--filters', filter],
  );
  if (answer.kind !== 'answer') {
    return [unanswered(subject, answer)];
  }
  return types.map((type) => {
    const offered = answer.value.InstanceTypeOfferings.filter((each) => each.InstanceType === type);
    const wanted = [...new Set(fleets.filter((fleet) => fleet.type === type).flatMap((fleet) => fleet.zones))];
    const missing = wanted.filter((zone) => !offered.some((each) => each.Location === zone));
    return missing.length > 0
      ? problem(
          `instance type ${type}`,
          `not offered in ${missing.join(', ')}; choose other zones (availabilityZones) before the first deploy,` +
            ' or another type',
        )
      : ok(`instance type ${type}`, `in ${wanted.join(', ')}`);
  });
}

function images(fleets, aws) {
  return [...new Set(fleets.map((fleet) => fleet.image))].map((image) => {
    const subject = `image ${image}`;
    const answer = aws.call('ec2', 'describe-images', '--image-ids', String(image));
    const isEmpty = answer.kind === 'answer' && answer.value.Images.length === 0;
    const gone = answer.code?.startsWith('InvalidAMIID') || isEmpty;
    if (gone) {
      return problem(subject, 'does not exist: reset it in cdk.context.json (./cdk context), with credentials');
    }
    return answer.kind === 'answer' ? ok(subject, answer.value.Images[0].Name ?? '') : unanswered(subject, answer);
  });
}

function keyPairs(fleets, aws) {
  return [...new Set(fleets.map((fleet) => fleet.key).filter(Boolean))].map((key) => {
    const subject = `key pair ${key}`;
    const answer = aws.call('ec2', 'describe-key-pairs', '--key-names', key);
    if (answer.kind === 'missing') {
      const remedy = `aws ec2 import-key-pair --key-name ${key} --public-key-material fileb://KEY.pub`;
      return problem(subject, `does not exist: ${remedy}`);
    }
    return answer.kind === 'answer' ? ok(subject) : unanswered(subject, answer);
  });
}
