// What `bin/check-account` runs on a synthesized assembly:   node bin/account/main.mjs ASSEMBLY [--lookup-role]
import { Aws } from '../operator/aws.mjs';
import { readStack } from '../operator/template.mjs';
import { names } from './names.mjs';
import { place } from './place.mjs';
import { quotas } from './quotas.mjs';
import { stores } from './stores.mjs';
import { tables } from './tables.mjs';

/** What no AWS API says. */
const NEVER_ASKED =
  'Not checked, since no AWS API says: whether AWS has capacity for the servers at the moment, in which zones' +
  ' ElastiCache and Redshift Serverless are offered, and how many requests the firewall (WAF) takes, which is not in' +
  ' Service Quotas.';

const [assembly, ...options] = process.argv.slice(2);

function print(findings) {
  const width = Math.max(...findings.map((finding) => finding.subject.length));
  for (const { result, subject, detail } of findings) {
    console.log(`${result.padEnd(8)} ${detail ? `${subject.padEnd(Math.min(width, 40))}  ${detail}` : subject}`);
  }
}

/** The role that `cdk bootstrap` made for look-ups: it may read all that is asked here. */
function asLookupRole({ properties, region }) {
  const aws = new Aws(region);
  if (!options.includes('--lookup-role')) {
    return aws;
  }
  const caller = aws.call('sts', 'get-caller-identity');
  const partition = caller.kind === 'answer' ? caller.value.Arn.split(':')[1] : 'aws';
  const role = properties.lookupRole?.arn?.replaceAll('${AWS::Partition}', partition);
  const answer = aws.call('sts', 'assume-role', '--role-arn', String(role), '--role-session-name', 'check-account');
  if (answer.kind !== 'answer') {
    throw new Error(`the role for look-ups cannot be assumed (${answer.code}: ${answer.message})`);
  }
  return aws.as(answer.value.Credentials);
}

try {
  const stack = readStack(assembly);
  const aws = asLookupRole(stack);
  const where = place(stack, aws);
  print(where.slice(0, 1));
  if (where[0].result === 'ok') {
    print(where.slice(1));
    const named = names(stack, aws);
    const findings = [...stores(stack, aws), ...tables(stack, aws), ...quotas(stack, aws), ...named.findings];
    print(findings);
    console.log(NEVER_ASKED);
    if (named.unasked.length > 0) {
      console.log(`Checked only when CloudFormation validates a change set: the names of ${named.unasked.join(', ')}.`);
    }
    process.exitCode = [...where, ...findings].every((finding) => finding.result === 'ok') ? 0 : 1;
  } else {
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`bin/check-account: ${error.message}`);
  process.exitCode = 1;
}
