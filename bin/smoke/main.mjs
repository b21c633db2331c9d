// What `./smoke` runs: reads the arguments, takes the steps in their order, and tells what came of each.
import { parseArguments, USAGE } from './arguments.mjs';
import { Client } from './client.mjs';
import { report } from './report.mjs';
import { STEPS } from './steps.mjs';
import { take } from './journey.mjs';

const asked = parseArguments(process.argv.slice(2));
if (asked.help) {
  console.log(USAGE);
} else if (asked.problem) {
  console.error(`./smoke: ${asked.problem}\nFor example: ./smoke https://example.com. See ./smoke --help.`);
  process.exitCode = 1;
} else {
  const journey = await take(STEPS, new Client(asked), asked.timeoutSeconds);
  process.stdout.write(report(asked.address, journey, asked.json));
  process.exitCode = journey.works ? 0 : 1;
}
