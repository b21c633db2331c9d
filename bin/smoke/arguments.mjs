// The arguments of `./smoke`.
import { readFileSync } from 'node:fs';

/** Longer than any single step should take after a deploy, the thumbnail of a cold worker included. */
const DEFAULT_TIMEOUT_SECONDS = 60;
const LONGEST_TIMEOUT_SECONDS = 600;

export const USAGE = `Tries a deployed system as one of its users would: signs up and in, writes a post, reads it back
at once, reads the timeline, sends a photo, waits for its thumbnail, likes, and signs out. Prints
a line for each step: whether it worked, and how long it took.

  ./smoke URL [--insecure] [--cacert FILE] [--timeout SECONDS] [--json]

URL                the system's address: the stack's output Url
--insecure         accepts any certificate at URL, such as the self-signed one of stages 1 and 2. Other hosts, such as
                   the one that takes the photo, are checked all the same
--cacert FILE      also trusts the authorities in this file (PEM)
--timeout SECONDS  how long each step may take, 1 to ${LONGEST_TIMEOUT_SECONDS} (default ${DEFAULT_TIMEOUT_SECONDS})
--json             prints one JSON document instead of lines

It leaves behind one account, with a random password, and its posts, and prints their ids.
Exit status: 0 everything works, 1 something does not, or nothing could be tried.`;

/** What the arguments ask for, or {problem}, or {help}. */
export function parseArguments(words) {
  const asked = { insecure: false, json: false, authorities: undefined, timeoutSeconds: DEFAULT_TIMEOUT_SECONDS };
  const rest = [...words];
  const addresses = [];
  try {
    while (rest.length > 0) {
      read(rest.shift(), rest, asked, addresses);
    }
    if (addresses.length > 1) {
      throw new Error(`there are ${addresses.length} addresses, and one is tried: ${addresses.join(' ')}.`);
    }
    if (!asked.help) {
      asked.address = address(addresses[0]);
    }
    return asked;
  } catch (error) {
    return { problem: error.message };
  }
}

function read(word, rest, asked, addresses) {
  const value = () => {
    if (rest.length === 0) {
      throw new Error(`${word} needs a value after it.`);
    }
    return rest.shift();
  };
  switch (word) {
    case '-h':
    case '--help':
      asked.help = true;
      break;
    case '--insecure':
      asked.insecure = true;
      break;
    case '--json':
      asked.json = true;
      break;
    case '--cacert':
      asked.authorities = authorities(value());
      break;
    case '--timeout':
      asked.timeoutSeconds = seconds(value());
      break;
    default:
      if (word.startsWith('-')) {
        throw new Error(`there is no option ${word}.`);
      }
      addresses.push(word);
  }
}

function authorities(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`the authorities in ${file} cannot be read: ${error.message}`);
  }
}

function seconds(text) {
  if (!/^\d{1,3}$/.test(text) || Number(text) < 1 || Number(text) > LONGEST_TIMEOUT_SECONDS) {
    throw new Error(`--timeout is a whole number of seconds from 1 to ${LONGEST_TIMEOUT_SECONDS}, not ${text}.`);
  }
  return Number(text);
}

function address(text) {
  if (text === undefined) {
    throw new Error('the address of the system is missing.');
  }
  const wrong = `${text} is not an address such as https://example.com.`;
  if (!URL.canParse(text)) {
    throw new Error(wrong);
  }
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw new Error(wrong);
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new Error(`${text} has a path, a query or a fragment; the address of the system has none.`);
  }
  return url.origin;
}
