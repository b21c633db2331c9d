/**
 * Runs one function as Lambda does: takes events from standard input, one a line, and writes each answer to standard
 * output, on a line that begins with a mark. What the function itself writes is its log.
 *
 *   node run.mjs HANDLER_FILE HANDLER_NAME SCALE MARK
 */
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [file, name, scale, mark] = process.argv.slice(2);

/** Time passes faster here by the scale; the function is told what it would be told on AWS. */
function context({ requestId, deadline, arn }) {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: "$LATEST",
    invokedFunctionArn: arn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor((deadline - Date.now()) * Number(scale))),
  };
}

async function answer(line) {
  const { event, ...call } = JSON.parse(line);
  try {
    const { [name]: handler } = await import(pathToFileURL(file).href);
    return { result: (await handler(event, context(call))) ?? null };
  } catch (error) {
    console.error(error);
    return { errorType: error.name ?? "Error", errorMessage: String(error.message ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`\n${mark}${JSON.stringify(await answer(line))}\n`);
}
process.exit();
