// Prints the four results of bench/synth as a Markdown table, and what they were measured on:
//   node bench/table.mjs RESULT
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const { results } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const [validatedEmpty, validatedStages, empty, stages] = results.map((result) => result.median);
const runs = results[0].times.length;

/** What a program says of its version, on either stream. */
function firstLine(program, ...options) {
  const { stdout, stderr } = spawnSync(program, options, { encoding: 'utf8' });
  return `${stdout}${stderr}`.split('\n')[0];
}

const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';
const jdk = /"([^"]+)"/.exec(firstLine(java, '-version'))[1];
const node = firstLine(process.env.JSII_NODE || 'node', '--version').replace(/^v/, '');
const seconds = (value) => `${value.toFixed(2)} s`;
const date = new Date().toISOString().slice(0, 10);

console.log(`| app | validation on | validation off |
| --- | ---: | ---: |
| empty, one stack | ${seconds(validatedEmpty)} | ${seconds(empty)} |
| all six stages | ${seconds(validatedStages)} | ${seconds(stages)} |
| ratio | ${(validatedStages / validatedEmpty).toFixed(2)} | ${(stages / empty).toFixed(2)} |

Medians of ${runs} runs on ${date}: JDK ${jdk}, Node ${node}, ${availableParallelism()} CPUs.`);
