// Prints what bin/release needs of a cloud assembly with one stack, a line for each:
//   node bin/release-facts.mjs ASSEMBLY PARTITION
// name, account, region, URL of the uploaded template, role to deploy with, role that CloudFormation works with, whether
// the stack is protected from deletion, whether its template has the deployment alarm, and its tags as the API takes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [assembly, partition] = process.argv.slice(2);
const readJson = (name) => JSON.parse(readFileSync(join(assembly, name), 'utf8'));

const stacks = Object.entries(readJson('manifest.json').artifacts ?? {}).filter(
  ([, artifact]) => artifact.type === 'aws:cloudformation:stack',
);
if (stacks.length !== 1) {
  console.error(`bin/release: the assembly has ${stacks.length} stacks instead of one`);
  process.exit(1);
}

const [[id, { environment, properties }]] = stacks;
const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment);
const inPartition = (arn) => arn.replaceAll('${AWS::Partition}', partition);
const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(properties.stackTemplateAssetObjectUrl);
const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
const template = readJson(properties.templateFile);

const facts = [
  properties.stackName ?? id,
  account,
  region,
  // In the form that `cdk deploy` uses.
  `https://s3.${region}.${domain}/${bucket}/${key}`,
  inPartition(properties.assumeRoleArn),
  inPartition(properties.cloudFormationExecutionRoleArn),
  properties.terminationProtection === true,
  'DeploymentAlarmArn' in (template.Outputs ?? {}),
  JSON.stringify(Object.entries(properties.tags ?? {}).map(([Key, Value]) => ({ Key, Value }))),
];
console.log(facts.join('\n'));
