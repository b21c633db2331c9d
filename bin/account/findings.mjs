// What a check finds, and how the answers of AWS become that.

/** What was asked is as it has to be. */
export const ok = (subject, detail = '') => ({ result: 'ok', subject, detail });

/** A deploy would fail, or make something that is not meant. */
export const problem = (subject, detail) => ({ result: 'problem', subject, detail });

/** Nobody knows: whoever asks may not know, or AWS did not answer. Never the same as ok. */
export const unknown = (subject, detail) => ({ result: 'unknown', subject, detail });

/** What a call that was not answered means for a check. */
export function unanswered(subject, failure) {
  const who = failure.kind === 'denied' ? 'these credentials may not ask' : 'no answer';
  return unknown(subject, `${who} (${[failure.code, failure.message].filter(Boolean).join(': ')})`);
}
