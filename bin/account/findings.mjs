// What a check finds, and how AWS's answers are turned into findings.

/** It is as it has to be. */
export const ok = (subject, detail = '') => ({ result: 'ok', subject, detail });

/** A deploy would fail, or create something that is not wanted. */
export const problem = (subject, detail) => ({ result: 'problem', subject, detail });

/** Not known, since the credentials lack a permission or AWS did not answer. Never the same as ok. */
export const unknown = (subject, detail) => ({ result: 'unknown', subject, detail });

/** What a call that was not answered means for a check. */
export function unanswered(subject, failure) {
  const who = failure.kind === 'denied' ? 'these credentials lack the permission' : 'no answer';
  return unknown(subject, `${who} (${[failure.code, failure.message].filter(Boolean).join(': ')})`);
}
