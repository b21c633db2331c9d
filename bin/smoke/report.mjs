// What `./smoke` prints.

/** A line for each step, then what is left behind; or one JSON document. */
export function report(address, { steps, works, left }, json) {
  if (json) {
    return `${JSON.stringify({ address, works, steps, left }, null, 2)}\n`;
  }
  const lines = steps.map(line);
  const failed = steps.filter((step) => step.result !== 'ok').length;
  const failure = `${failed} of ${steps.length} steps did not succeed`;
  lines.push(works ? `${address} works.` : `${address} does not work: ${failure}.`);
  if (left.email) {
    const posts = left.posts.length > 0 ? ` and its posts ${left.posts.join(', ')}` : '';
    lines.push(`Left behind: account ${left.account ?? 'of unknown id'} (${left.email})${posts}.`);
  }
  return `${lines.join('\n')}\n`;
}

function line({ name, result, seconds, detail }) {
  const time = result === 'skipped' ? '' : `${seconds.toFixed(3)} s`;
  return `${result.padEnd(8)}${time.padStart(9)}  ${name}${detail ? `: ${detail}` : ''}`;
}
