// What `bin/renew-image` runs:   node bin/operator/renew-image.mjs [--lookup-role]
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Aws } from './aws.mjs';

const CONTEXT = 'cdk.context.json';

/** How the CDK writes down what it looked up: the account, the public parameter with the newest image, the region. */
const KEY = /^ssm:account=(\d+):parameterName=(\/aws\/service\/ami-amazon-linux-latest\/[^:]+):region=([^:]+)$/;

function answer(aws, ...words) {
  const result = aws.call(...words);
  if (result.kind !== 'answer') {
    throw new Error(`${words.slice(0, 2).join(' ')}: ${[result.code, result.message].filter(Boolean).join(': ')}`);
  }
  return result.value;
}

function asLookupRole(aws, { Account, Arn }, region) {
  const name = `cdk-hnb659fds-lookup-role-${Account}-${region}`;
  const arn = `arn:${Arn.split(':')[1]}:iam::${Account}:role/${name}`;
  return aws.as(answer(aws, 'sts', 'assume-role', '--role-arn', arn, '--role-session-name', 'renew-image').Credentials);
}

try {
  const context = JSON.parse(readFileSync(CONTEXT, 'utf8'));
  const caller = answer(new Aws(), 'sts', 'get-caller-identity');
  const pinned = Object.keys(context)
    .map((key) => KEY.exec(key))
    .filter((parts) => parts?.[1] === caller.Account);
  if (pinned.length === 0) {
    throw new Error(`${CONTEXT} pins no image of account ${caller.Account}: run ./cdk synth with its credentials`);
  }
  for (const [key, , parameter, region] of pinned) {
    const own = new Aws(region);
    const aws = process.argv.includes('--lookup-role') ? asLookupRole(own, caller, region) : own;
    const newest = answer(aws, 'ssm', 'get-parameter', '--name', parameter).Parameter?.Value;
    if (!/^ami-[0-9a-f]{8,17}$/.test(newest)) {
      throw new Error(`${parameter} in ${region} holds no image, but ${JSON.stringify(newest)}`);
    }
    console.log(
      newest === context[key] ? `${region}: ${newest} is the newest` : `${region}: ${context[key]} becomes ${newest}`,
    );
    context[key] = newest;
  }
  writeFileSync(`${CONTEXT}.new`, `${JSON.stringify(context, null, 2)}\n`);
  renameSync(`${CONTEXT}.new`, CONTEXT);
} catch (error) {
  console.error(`bin/renew-image: ${error.message}`);
  process.exitCode = 1;
}
