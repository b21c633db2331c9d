// Requests to the system, over HTTP as it is: no redirect is followed, and no failure is tried again.
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';

/** The firewall refuses requests without one (AWS's rule NoUserAgent_HEADER). */
const USER_AGENT = 'scaling-stages-smoke';

/** Far more than anything that is asked for here; an answer without an end is cut off. */
const LARGEST_ANSWER = 16 * 1024 * 1024;

/** Something did not work; the message is for the one who reads the report. */
export class Failure extends Error {}

export class Client {
  #origin;
  #secure;
  #atOrigin;
  token;

  constructor({ address, insecure, authorities }) {
    this.#origin = address;
    this.#secure = authorities ? { ca: [...tls.rootCertificates, authorities] } : {};
    this.#atOrigin = insecure ? { rejectUnauthorized: false } : this.#secure;
  }

  /** A request with JSON, or without a body. */
  send(signal, method, path, content) {
    const body = content === undefined ? undefined : Buffer.from(JSON.stringify(content));
    const headers = body ? { 'Content-Type': 'application/json' } : {};
    return this.transfer(signal, method, path, headers, body);
  }

  /**
   * A request; `path` may be a whole address. The token goes to the system itself, never to another host.
   * Answers {status, headers, body}; throws a Failure when there is no answer.
   */
  transfer(signal, method, path, headers = {}, body = undefined) {
    const url = new URL(path, this.#origin);
    const own = url.origin === this.#origin;
    const options = {
      method,
      signal,
      headers: { 'User-Agent': USER_AGENT, ...headers, ...(body ? { 'Content-Length': body.length } : {}) },
      // One connection a request: a load balancer may take each to another server.
      agent: false,
      ...(own ? this.#atOrigin : this.#secure),
    };
    if (own && this.token) {
      options.headers.Authorization = `Bearer ${this.token}`;
    }
    return new Promise((resolve, reject) => {
      const fail = (error) => reject(signal.aborted ? signal.reason : new Failure(explain(url, error)));
      const request = (url.protocol === 'https:' ? https : http).request(url, options, (response) => {
        const parts = [];
        let size = 0;
        response.on('data', (part) => {
          size += part.length;
          if (size > LARGEST_ANSWER) {
            response.destroy(new Error(`its answer is longer than ${LARGEST_ANSWER} bytes`));
          } else {
            parts.push(part);
          }
        });
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
        );
        response.on('error', fail);
      });
      request.on('error', fail);
      request.end(body);
    });
  }
}

const SELF_SIGNED = ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'];

function explain(url, error) {
  if (SELF_SIGNED.includes(error.code) || error.code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return (
      `the certificate of ${url.host} is not trusted (${error.message}). The server of stages 1 and 2 signs its` +
      ' own: --insecure accepts it'
    );
  }
  const messages = error.errors?.map((each) => each.message) ?? [error.message];
  return `${url.host} does not answer: ${messages.join('; ')}`;
}

/** The answer, if it has the status that is expected. */
export function expecting(answer, ...statuses) {
  if (statuses.includes(answer.status)) {
    return answer;
  }
  throw new Failure(`answered ${describe(answer)} instead of ${statuses.join(' or ')}`);
}

/** The fields of a JSON answer, each of which has to be there. */
export function fields(answer, ...names) {
  let json;
  try {
    json = JSON.parse(answer.body.toString('utf8'));
  } catch {
    throw new Failure(`answered ${answer.status} with something other than JSON: ${excerpt(answer.body)}`);
  }
  const missing = names.filter((name) => json?.[name] === undefined || json[name] === null);
  if (missing.length > 0) {
    throw new Failure(`answered ${answer.status} without ${missing.join(', ')}: ${excerpt(answer.body)}`);
  }
  return json;
}

/** Status and what the answer says of itself: where it points to, its text, and the id to look for in the logs. */
export function describe(answer) {
  const target = answer.headers.location ? `, to ${answer.headers.location}` : '';
  const id = answer.headers['x-request-id'] ? ` (X-Request-ID ${answer.headers['x-request-id']})` : '';
  const text = excerpt(answer.body);
  return `${answer.status}${target}${id}${text ? `: ${text}` : ''}`;
}

function excerpt(body) {
  const text = body
    .subarray(0, 400)
    .toString('utf8')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
