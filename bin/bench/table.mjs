// Prints the results of bin/bench/synth as a Markdown table, and what they were measured on:
//   node bin/bench/table.mjs RESULT
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const { results } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const runs = results[0].times.length;

/** What a program says of its version, on either stream. */
function firstLine(program, ...options) {
  const { stdout, stderr } = spawnSync(program, options, { encoding: 'utf8' });
  return `${stdout}${stderr}`.split('\n')[0];
}

const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';
const jdk = /"([^"]+)"/.exec(firstLine(java, '-version'))[1];
const node = firstLine(process.env.JSII_NODE || 'node', '--version').replace(/^v/, '');
const date = new Date().toISOString().slice(0, 10);

/** The median of a command, or nothing where there is no such command. */
function seconds(command) {
  const result = results.find((candidate) => candidate.command === command);
  return result ? `${result.median.toFixed(2)} s` : '';
}

const row = (title, name) =>
  `| ${title} | ${seconds(name)} | ${seconds(`${name}, unprepared`)} | ${seconds(`${name}, validated`)} |`;

console.log(`| app | prepared | unprepared | prepared, validation on |
| --- | ---: | ---: | ---: |
${row('empty, one stack', 'empty')}
${row('the resources of six stages in plain JavaScript', 'floor')}
${row('stage 4', 'one')}
${row('all six stages', 'six')}

Medians of ${runs} runs on ${date}: JDK ${jdk}, Node ${node}, ${availableParallelism()} CPUs.`);
