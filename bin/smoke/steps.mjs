// What a user does, in this order. What one step finds (an account, a post) stands in `found` for those after it.
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expecting, Failure, fields } from './client.mjs';
import { jpegSize, png, THUMBNAIL_SIDE } from './picture.mjs';

const PAUSE_MILLISECONDS = 250;
const PICTURE_WIDTH = 1000;

/** What says "not yet": a post that is still in the queue, a store that is to be asked again. */
const NOT_YET = [404, 409, 503];

const TEXT = 'A test after a deploy';

export const STEPS = [
  { name: 'answers', run: answers },
  { name: 'signs up', needs: ['answer'], run: signUp },
  { name: 'signs in', needs: ['account'], run: signIn },
  { name: 'writes a post', needs: ['session'], run: write },
  { name: 'reads it back at once', needs: ['post'], run: readBack },
  { name: 'reads the timeline', needs: ['post'], run: readTimeline },
  { name: 'sends a photo', needs: ['session'], run: sendPhoto },
  { name: 'has its thumbnail', needs: ['upload'], run: seeThumbnail },
  { name: 'likes', needs: ['post'], run: like },
  { name: 'signs out', needs: ['session'], run: signOut },
];

async function answers({ client, signal, found }) {
  const answer = await client.send(signal, 'GET', '/health');
  found.answer = true;
  expecting(answer, 200);
}

async function signUp({ client, signal, found }) {
  // .invalid is reserved: no mail can ever go there (RFC 2606, section 2).
  const email = `smoke-${Date.now()}-${randomBytes(4).toString('hex')}@smoke.invalid`;
  found.password = randomBytes(24).toString('base64url');
  const account = { email, displayName: 'Smoke test', password: found.password };
  const made = expecting(await client.send(signal, 'POST', '/api/accounts', account), 201);
  found.email = email;
  found.account = fields(made, 'accountId').accountId;
}

async function signIn({ client, signal, found }) {
  const credentials = { email: found.email, password: found.password };
  const session = fields(
    expecting(await client.send(signal, 'POST', '/api/sessions', credentials), 201),
    'token',
    'accountId',
  );
  if (session.accountId !== found.account) {
    throw new Failure(`the session is that of account ${session.accountId} instead of ${found.account}`);
  }
  client.token = session.token;
  found.session = session.accountId;
}

async function write({ client, signal, found }) {
  const answer = expecting(await client.send(signal, 'POST', '/api/posts', { body: TEXT }), 201, 202);
  found.post = fields(answer, 'postId').postId;
  return answer.status === 202 ? 'queued' : undefined;
}

/** An author sees an own post at once, and without the header that is meant for a cache that fails. */
async function readBack({ client, signal, found }) {
  const path = `/api/posts/${found.post}`;
  const answer = await client.send(signal, 'GET', path);
  if (answer.status !== 200) {
    const again = await client.transfer(signal, 'GET', path, { 'Read-After': found.post });
    const hint = again.status === 200 ? '; it is there with the header Read-After, so look at the cache' : '';
    throw new Failure(`answered ${describe(answer)}${hint}`);
  }
  const post = fields(answer, 'body', 'accountId');
  if (post.body !== TEXT || post.accountId !== found.account) {
    throw new Failure(`another post came back: ${describe(answer)}`);
  }
}

async function readTimeline({ client, signal, found }) {
  const answer = expecting(await client.send(signal, 'GET', `/api/accounts/${found.account}/timeline`), 200);
  const { entries } = fields(answer, 'entries');
  if (!entries.some((entry) => entry.postId === found.post)) {
    throw new Failure(`the post is not among its ${entries.length} entries`);
  }
}

async function sendPhoto(context) {
  const { client, signal, found } = context;
  const colour = () => [randomInt(256), randomInt(256), randomInt(256)];
  // A different height each time, which distinguishes its thumbnail from others.
  found.height = randomInt(400, 900);
  const picture = png(PICTURE_WIDTH, found.height, colour(), colour());
  const announced = { body: `${TEXT}, with a photo`, photo: { contentType: 'image/png', size: picture.length } };
  const made = fields(
    expecting(await client.send(signal, 'POST', '/api/posts', announced), 201, 202),
    'postId',
    'upload',
  );
  found.photo = made.postId;
  const { address, headers, method } = made.upload;
  const uploaded = await client.transfer(signal, method, address, headers, picture);
  if (![200, 201, 204].includes(uploaded.status)) {
    throw new Failure(`the upload answered ${describe(uploaded)}`);
  }
  const finished = await until(context, [200, 202], 'POST', `/api/posts/${found.photo}/photo/finish`);
  const { state } = fields(finished, 'state');
  if (state === 'REJECTED') {
    throw new Failure('the photo was rejected');
  }
  found.upload = true;
  return `${Math.ceil(picture.length / 1024)} KiB`;
}

async function seeThumbnail(context) {
  const { client, signal, found } = context;
  const path = `/api/posts/${found.photo}/photo`;
  for (;;) {
    const photo = fields(await until(context, [200], 'GET', path), 'state');
    if (photo.state === 'READY') {
      const thumbnail = await client.transfer(signal, 'GET', photo.thumbnail);
      return assertThumbnail(expecting(thumbnail, 200).body, found.height);
    }
    if (photo.state === 'REJECTED') {
      throw new Failure('the photo was rejected');
    }
    context.progress = `the photo is ${photo.state}`;
    await pause(PAUSE_MILLISECONDS, undefined, { signal }).catch(() => {
      throw signal.reason;
    });
  }
}

function assertThumbnail(bytes, height) {
  const size = jpegSize(bytes);
  if (!size) {
    throw new Failure(`the thumbnail is not a JPEG but ${bytes.length} bytes that begin with ${hex(bytes)}`);
  }
  const expected = (height / PICTURE_WIDTH) * THUMBNAIL_SIDE;
  if (size.width !== THUMBNAIL_SIDE || Math.abs(size.height - expected) > 1) {
    throw new Failure(
      `the thumbnail has ${size.width}x${size.height} pixels instead of ${THUMBNAIL_SIDE}x${Math.round(expected)}`,
    );
  }
  return `${size.width}x${size.height} pixels`;
}

function hex(bytes) {
  return bytes.subarray(0, 8).toString('hex') || 'nothing';
}

async function like(context) {
  const { client, signal, found } = context;
  const path = `/api/posts/${found.post}/likes`;
  // At stage 6 the post may still be in the queue when it is liked.
  const liked = fields(await until(context, [200], 'PUT', `${path}/mine`), 'likes');
  const counted = fields(expecting(await client.send(signal, 'GET', path), 200), 'likes');
  if (liked.likes !== 1 || counted.likes !== 1) {
    throw new Failure(`one like is counted as ${liked.likes} where it is written, ${counted.likes} where it is read`);
  }
  const taken = fields(expecting(await client.send(signal, 'DELETE', `${path}/mine`), 200), 'likes');
  if (taken.likes !== 0) {
    throw new Failure(`a like that is taken back is counted as ${taken.likes}`);
  }
}

async function signOut({ client, signal }) {
  expecting(await client.send(signal, 'DELETE', '/api/sessions/current'), 204);
  const late = await client.send(signal, 'POST', '/api/posts', { body: 'After the end of the session' });
  if (late.status !== 401) {
    throw new Failure(`a session that has ended may still write: ${describe(late)}`);
  }
}

/** Asks again while the answer is "not yet". */
async function until(context, statuses, method, path) {
  for (;;) {
    const answer = await context.client.send(context.signal, method, path);
    if (!NOT_YET.includes(answer.status)) {
      return expecting(answer, ...statuses);
    }
    context.progress = `answered ${describe(answer)}`;
    await pause(PAUSE_MILLISECONDS, undefined, { signal: context.signal }).catch(() => {
      throw context.signal.reason;
    });
  }
}
