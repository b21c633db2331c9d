// The AWS command line, one call at a time.
import { spawnSync } from 'node:child_process';

const DENIED =
  /AccessDenied|UnauthorizedOperation|NotAuthorized|AuthFailure|ExpiredToken|InvalidClientTokenId|OptInRequired|^403$/;
/** What S3 answers to a HEAD, it answers without a body, so there is only the number. */
const MISSING = /NotFound|NoSuch|DoesNotExist|NonExistent|^404$/;
const ERROR = /An error occurred \(([\w.]+)\) when calling the \S+ operation[^:]*: (.*)/s;

/** Tens of thousands of lines of JSON: an account with many log groups answers that much. */
const LARGEST_ANSWER = 256 * 1024 * 1024;

/**
 * What came of a call: {kind: 'answer', value}, or {kind, code, message} where `kind` is
 * 'missing' (there is no such thing), 'denied' (the credentials lack the permission) or 'error' (anything else).
 */
export class Aws {
  #options;
  #environment;

  constructor(region, environment = process.env) {
    this.#options = [...(region ? ['--region', region] : []), '--output', 'json'];
    this.#environment = { ...environment, AWS_PAGER: '' };
  }

  /** The same, with the credentials of a role. */
  as({ AccessKeyId, SecretAccessKey, SessionToken }) {
    const { AWS_PROFILE, AWS_DEFAULT_PROFILE, ...environment } = this.#environment;
    const other = new Aws('', {
      ...environment,
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_SESSION_TOKEN: SessionToken,
    });
    other.#options = this.#options;
    return other;
  }

  call(...words) {
    const run = spawnSync('aws', [...words, ...this.#options], {
      encoding: 'utf8',
      env: this.#environment,
      maxBuffer: LARGEST_ANSWER,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (run.error) {
      return { kind: 'error', code: run.error.code, message: `aws cannot be run: ${run.error.message}` };
    }
    if (run.status !== 0) {
      return failure(run.stderr.trim());
    }
    try {
      return { kind: 'answer', value: run.stdout.trim() === '' ? {} : JSON.parse(run.stdout) };
    } catch {
      const start = run.stdout.slice(0, 200);
      return { kind: 'error', code: 'NoJson', message: `aws printed something other than JSON: ${start}` };
    }
  }
}

function failure(text) {
  const [, code = '', message = text.split('\n').at(-1)] = ERROR.exec(text) ?? [];
  const gone = code === 'ValidationError' && message.includes('does not exist');
  const kind = DENIED.test(code) ? 'denied' : MISSING.test(code) || gone ? 'missing' : 'error';
  return { kind, code, message: message.trim() || 'aws failed without a message' };
}

/** A command as one would type it. */
export function written(words) {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
