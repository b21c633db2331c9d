// Takes steps one after the other, each within its time.
import { Failure } from './client.mjs';

/**
 * What came of each step, and what it left behind.
 *
 * A step is {name, needs, run(context)}. One that needs what an earlier one did not bring is skipped, and said to be.
 * `run` answers with a remark, or nothing. A skipped step is none that works.
 */
export async function take(steps, client, timeoutSeconds) {
  const found = {};
  const results = [];
  for (const step of steps) {
    const missing = (step.needs ?? []).find((need) => found[need] === undefined);
    results.push(
      missing === undefined
        ? await attempt(step, client, found, timeoutSeconds)
        : { name: step.name, result: 'skipped', seconds: 0, detail: `there is no ${missing}` },
    );
  }
  return {
    steps: results,
    works: results.every((result) => result.result === 'ok'),
    left: { account: found.account, email: found.email, posts: [found.post, found.photo].filter(Boolean) },
  };
}

async function attempt(step, client, found, timeoutSeconds) {
  const start = performance.now();
  const result = (kind, detail) => ({
    name: step.name,
    result: kind,
    seconds: (performance.now() - start) / 1000,
    detail,
  });
  const late = new Failure(`not done within ${timeoutSeconds} s`);
  const timer = new AbortController();
  const alarm = setTimeout(() => timer.abort(late), timeoutSeconds * 1000);
  const context = { client, found, signal: timer.signal, progress: '' };
  try {
    return result('ok', (await step.run(context)) ?? '');
  } catch (error) {
    if (!(error instanceof Failure)) {
      return result('failed', `unexpected answer: ${error}`);
    }
    const progress = error === late && context.progress ? `: ${context.progress}` : '';
    return result('failed', `${error.message}${progress}`);
  } finally {
    clearTimeout(alarm);
  }
}
