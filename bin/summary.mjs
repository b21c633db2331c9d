// Says which account and region the stacks of a cloud assembly are for, and prints one line for each stack:
//   node bin/summary.mjs ASSEMBLY [ARGUMENT...]
//
// The arguments are those of `cdk synth`. When some of them name stacks, only these are listed. The account and region
// are always printed: a template for the wrong ones looks like any other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const GAP = '  ';
const DEFAULT_WIDTH = 120;
const NARROWEST_PURPOSE = 30;

/** The account of cdk.context.json, which belongs to nobody. */
const DEMONSTRATION_ACCOUNT = '123456789012';

/** By which the CDK chooses a region, in this order, before it looks into the profile. */
const REGION_VARIABLES = ['AWS_REGION', 'AMAZON_REGION', 'AWS_DEFAULT_REGION', 'AMAZON_DEFAULT_REGION'];

/** The region that the CDK takes where nothing names one. */
const LAST_RESORT = 'us-east-1';

/** The stacks of an assembly in the order in which the app made them, which is the order of its stages. */
function readStacks(assembly) {
  const manifest = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
  return Object.entries(manifest.artifacts ?? {})
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => {
      const template = JSON.parse(readFileSync(join(assembly, artifact.properties.templateFile), 'utf8'));
      const name = artifact.properties.stackName ?? id;
      return {
        stage: /-stage-(\d+)$/.exec(name)?.[1] ?? /^Stage (\d+) of /.exec(template.Description)?.[1] ?? '',
        name,
        resources: String(Object.keys(template.Resources ?? {}).length),
        purpose: template.Description ?? '',
        environment: artifact.environment ?? '',
      };
    });
}

function wrap(text, width) {
  const lines = [''];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const line = lines.at(-1);
    if (line && line.length + 1 + word.length > width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = line ? `${line} ${word}` : word;
    }
  }
  return lines;
}

function table(stacks, width) {
  const rows = [
    { stage: 'Stage', name: 'Stack', resources: 'Resources', purpose: 'What it is for' },
    ...stacks,
  ];
  const widest = (key) => Math.max(...rows.map((row) => row[key].length));
  const [stage, name, resources] = ['stage', 'name', 'resources'].map(widest);
  const indent = ' '.repeat(stage + name + resources + 3 * GAP.length);
  const room = Math.max(width - indent.length, NARROWEST_PURPOSE);
  return rows
    .map((row) => {
      const [first, ...more] = wrap(row.purpose, room);
      const start = [row.stage.padEnd(stage), row.name.padEnd(name), row.resources.padStart(resources), first];
      return [start.join(GAP).trimEnd(), ...more.map((line) => indent + line)].join('\n');
    })
    .join('\n');
}

/** An option's value, as `--name value` or `--name=value`. */
function option(words, name) {
  const at = words.indexOf(name);
  return at >= 0 ? words[at + 1] : words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Where the stacks belong and by what that was chosen: a line for each place, of which there is one as a rule. */
function places(stacks, words) {
  const profile = option(words, '--profile') ?? process.env.AWS_PROFILE ?? process.env.AWS_DEFAULT_PROFILE;
  return [...new Set(stacks.map((stack) => stack.environment))].flatMap((environment) => {
    const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment) ?? [];
    if (account === undefined) {
      return [];
    }
    if (account === DEMONSTRATION_ACCOUNT) {
      return [
        `For the demonstration account ${account} in ${region}: the CDK found no credentials, so nothing can be` +
          ' deployed. Choose your account and region with AWS_PROFILE and AWS_REGION.',
      ];
    }
    const credentials = profile ? `profile ${profile}` : 'your credentials';
    const source = regionSource(region, words, profile);
    return [`For account ${account} (from ${credentials}) in ${region} (from ${source}).`];
  });
}

function regionSource(region, words, profile) {
  if (option(words, '--region')) {
    return '--region';
  }
  const variable = REGION_VARIABLES.find((name) => process.env[name]);
  if (variable) {
    return variable;
  }
  const named = profile ? `profile ${profile}` : 'your default profile';
  return region === LAST_RESORT ? `${named}, or the default if it names none: AWS_REGION chooses one` : named;
}

const [assembly, ...requested] = process.argv.slice(2);
const stacks = readStacks(assembly);
for (const line of places(stacks, requested)) {
  console.log(line);
}
const named = stacks.filter((stack) => requested.includes(stack.name));
if (stacks.length > 0) {
  console.log(`\n${table(named.length > 0 ? named : stacks, process.stderr.columns ?? DEFAULT_WIDTH)}`);
}
