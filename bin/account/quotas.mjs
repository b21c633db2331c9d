// Whether the account's quotas allow what the template needs at most, in addition to what others use.
import { ok, problem, unanswered, unknown } from './findings.mjs';
import * as needs from './needs.mjs';

/**
 * What a prefix list of AWS's own counts in a security group, whatever it holds at the moment: the VPC user guide,
 * "AWS-managed prefix list weight", looked up in November 2026.
 */
const WEIGHTS = [
  [/\.cloudfront\.origin-facing$/, 55],
  [/\.(s3|dynamodb)$/, 1],
];

/** CloudFormation marks what it makes, and what groups and databases of its making start, with it. */
const STACK_TAG = 'aws:cloudformation:stack-name';

export function quotas(stack, aws) {
  const { template, name } = stack;
  const foreign = (tags) => !(tags ?? []).some((tag) => tag.Key === STACK_TAG && tag.Value === name);
  const ask = (words, list, count) => () => {
    const answer = aws.call(...words);
    return answer.kind === 'answer' ? { kind: 'answer', value: count(answer.value[list] ?? []) } : answer;
  };
  const own = (type, matches) => needs.count(template, type, matches);
  const tagged = (each) => foreign(each.Tags);
  const nothing = () => ({ kind: 'answer', value: 0 });
  const checks = [
    {
      name: 'VPCs',
      code: ['vpc', 'L-F678F1CE'],
      needed: own('AWS::EC2::VPC'),
      used: ask(['ec2', 'describe-vpcs'], 'Vpcs', (vpcs) => vpcs.filter(tagged).length),
    },
    {
      name: 'Elastic IP addresses',
      code: ['ec2', 'L-0263D0A3'],
      needed: own('AWS::EC2::EIP'),
      used: ask(['ec2', 'describe-addresses'], 'Addresses', (addresses) => addresses.filter(tagged).length),
    },
    {
      name: 'interface endpoints of one VPC',
      code: ['vpc', 'L-29B6F2EB'],
      needed: own('AWS::EC2::VPCEndpoint', (properties) => properties.VpcEndpointType === 'Interface'),
      used: nothing,
    },
    {
      name: 'database instances',
      code: ['rds', 'L-7B6409FD'],
      needed: own('AWS::RDS::DBInstance'),
      used: ask(
        ['rds', 'describe-db-instances'],
        'DBInstances',
        (all) => all.filter((each) => foreign(each.TagList)).length,
      ),
    },
    {
      name: 'cache nodes',
      code: ['elasticache', 'L-DFE45DF3'],
      needed: needs.caches(template).reduce((sum, cache) => sum + cache.nodes, 0),
      used: ask(['elasticache', 'describe-cache-clusters'], 'CacheClusters', (clusters) =>
        clusters
          .filter((cluster) => cluster.ReplicationGroupId !== `${name}-cache`)
          .reduce((sum, cluster) => sum + cluster.NumCacheNodes, 0),
      ),
    },
    {
      name: 'read units of one table',
      code: ['dynamodb', 'L-CF0CBE56'],
      needed: Math.max(0, ...needs.warmTables(template).map((table) => table.units)),
      used: nothing,
    },
    ...['application', 'network'].map((kind) => ({
      name: `${kind} load balancers`,
      code: ['elasticloadbalancing', kind === 'application' ? 'L-53DA6B97' : 'L-69A177A2'],
      needed: own('AWS::ElasticLoadBalancingV2::LoadBalancer', ({ Type = 'application' }) => Type === kind),
      // Their answer has no tags; at a step those of this stack count twice, which is on the safe side of 50.
      used: ask(
        ['elbv2', 'describe-load-balancers'],
        'LoadBalancers',
        (all) => all.filter((each) => each.Type === kind).length,
      ),
    })),
  ];
  return [
    processors(template, tagged, aws),
    ...checks.filter((check) => check.needed > 0).map((check) => compare(check, aws)),
    ...rules(template, aws),
  ];
}

function compare({ name, code, needed, used }, aws) {
  const subject = `quota of ${name}`;
  const limit = quota(code, aws);
  if (limit.kind !== 'answer') {
    return unanswered(subject, limit);
  }
  const others = used();
  if (others.kind !== 'answer') {
    return unanswered(subject, others);
  }
  const sum = `${needed} needed, ${others.value} used by others, ${limit.value} allowed`;
  return needed + others.value <= limit.value
    ? ok(subject, sum)
    : problem(
        subject,
        `${sum}: aws service-quotas request-service-quota-increase --service-code ${code[0]} --quota-code ${code[1]} ` +
          `--desired-value ${needed + others.value}`,
      );
}

/** The account's own value; where it has none, AWS's default holds. */
function quota([service, code], aws) {
  const words = ['--service-code', service, '--quota-code', code];
  const own = aws.call('service-quotas', 'get-service-quota', ...words);
  const answer = own.kind === 'missing' ? aws.call('service-quotas', 'get-aws-default-service-quota', ...words) : own;
  return answer.kind === 'answer' ? { kind: 'answer', value: answer.value.Quota.Value } : answer;
}

/** All types here are of the families A, C, D, H, I, M, R, T and Z, which share one quota. */
function processors(template, foreign, aws) {
  const fleets = needs.servers(template);
  const name = 'processors (vCPU) of standard servers at their maxima';
  const running = aws.call(
    ...['ec2', 'describe-instances', '--filters', 'Name=instance-state-name,Values=pending,running'],
  );
  const types = [...new Set(fleets.map((fleet) => fleet.type))].sort();
  const described = aws.call('ec2', 'describe-instance-types', '--instance-types', ...types);
  for (const answer of [running, described]) {
    if (answer.kind !== 'answer') {
      return unanswered(`quota of ${name}`, answer);
    }
  }
  const each = new Map(described.value.InstanceTypes.map((type) => [type.InstanceType, type.VCpuInfo.DefaultVCpus]));
  if (!types.every((type) => each.has(type))) {
    return unknown(`quota of ${name}`, 'AWS did not say how many processors each type has');
  }
  const needed = fleets.reduce((sum, fleet) => sum + fleet.most * each.get(fleet.type), 0);
  const others = running.value.Reservations.flatMap((reservation) => reservation.Instances)
    .filter((instance) => instance.InstanceLifecycle !== 'spot' && /^[acdhimrtz]\d/.test(instance.InstanceType))
    .filter(foreign)
    .reduce((sum, instance) => sum + instance.CpuOptions.CoreCount * instance.CpuOptions.ThreadsPerCore, 0);
  const used = () => ({ kind: 'answer', value: others });
  return compare({ name, code: ['ec2', 'L-1216C47A'], needed, used }, aws);
}

/** Prefix lists are there, and with what they count no security group has too many rules. */
function rules(template, aws) {
  const ids = needs.prefixLists(template);
  const names = new Map();
  const findings = [];
  for (const id of ids) {
    const answer = aws.call('ec2', 'describe-managed-prefix-lists', '--prefix-list-ids', id);
    const list = answer.kind === 'answer' ? answer.value.PrefixLists[0] : undefined;
    if (list) {
      names.set(id, list);
      findings.push(ok(`prefix list ${id}`, list.PrefixListName));
    } else if (answer.kind === 'missing' || answer.kind === 'answer') {
      const remedy = 'reset it in cdk.context.json (./cdk context), with credentials';
      findings.push(problem(`prefix list ${id}`, `does not exist: ${remedy}`));
    } else {
      findings.push(unanswered(`prefix list ${id}`, answer));
    }
  }
  const weights = new Map();
  for (const { group, direction, prefixList } of needs.rules(template)) {
    const key = `${group} ${direction}`;
    weights.set(key, (weights.get(key) ?? 0) + weight(prefixList, names));
  }
  const [fullest, most] = [...weights].reduce((a, b) => (b[1] > a[1] || Number.isNaN(b[1]) ? b : a), ['none', 0]);
  const name = `rules of one security group (${fullest})`;
  findings.push(
    Number.isNaN(most)
      ? unknown(`quota of ${name}`, 'it names a prefix list of unknown weight')
      : compare({ name, code: ['vpc', 'L-0EA8095F'], needed: most, used: () => ({ kind: 'answer', value: 0 }) }, aws),
  );
  return findings;
}

function weight(prefixList, names) {
  if (prefixList === undefined) {
    return 1;
  }
  const list = names.get(prefixList);
  return list?.MaxEntries ?? WEIGHTS.find(([pattern]) => pattern.test(list?.PrefixListName ?? ''))?.[1] ?? NaN;
}
