// Prints one line for each stack of a cloud assembly:   node bin/summary.mjs ASSEMBLY [ARGUMENT...]
//
// The arguments are those of `cdk synth`. One that names a stack means that its template was asked for, and a table
// after it would only be in the way; the same holds when there is just one stack.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const GAP = '  ';
const DEFAULT_WIDTH = 120;
const NARROWEST_PURPOSE = 30;

/** The stacks of an assembly in the order in which the app made them, which is the order of its stages. */
function readStacks(assembly) {
  const manifest = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
  return Object.entries(manifest.artifacts ?? {})
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, artifact]) => {
      const template = JSON.parse(readFileSync(join(assembly, artifact.properties.templateFile), 'utf8'));
      const name = artifact.properties.stackName ?? id;
      return {
        stage: /-stage-(\d+)$/.exec(name)?.[1] ?? '',
        name,
        resources: String(Object.keys(template.Resources ?? {}).length),
        purpose: template.Description ?? '',
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

const [assembly, ...requested] = process.argv.slice(2);
const stacks = readStacks(assembly);
if (stacks.length > 1 && !stacks.some((stack) => requested.includes(stack.name))) {
  console.log(`\n${table(stacks, process.stderr.columns ?? DEFAULT_WIDTH)}`);
}
