// Removes a stack and what it keeps, step by step. A failure stops it; run again, it continues: each step looks first.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { written } from '../operator/aws.mjs';

/** The deletion of a stack is tried this often: network interfaces of functions go up to an hour after them. */
const ATTEMPTS = 4;

const VERSIONS = '{Objects: [Versions, DeleteMarkers][] | [].{Key: Key, VersionId: VersionId}, Quiet: `true`}';

/** More objects than that want another way: a lifecycle rule, which is free. */
const MOST_ROUNDS = 1000;

export class Stopped extends Error {}

export class Execution {
  #aws;
  #stack;
  #pauseMilliseconds;
  #patience;

  /** @param patience how often is looked whether something has ended, before it is given up for the day */
  constructor(aws, stack, { pauseSeconds, patience }) {
    this.#aws = aws;
    this.#stack = stack;
    this.#pauseMilliseconds = pauseSeconds * 1000;
    this.#patience = patience;
  }

  async run({ items, strange }) {
    const stack = this.#stack;
    if (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'DELETE_IN_PROGRESS') {
      throw new Stopped(`the stack is ${stack.status}: wait until that operation ends`);
    }
    if (stack.status !== 'DELETE_COMPLETE') {
      if (stack.isProtected) {
        const protection = ['cloudformation', 'update-termination-protection', '--stack-name', stack.id];
        this.#do(...protection, '--no-enable-termination-protection');
      }
      await this.#deleteStack(false);
    }
    const executed = items.filter(({ kind }) => stack.review || !kind.byHand);
    for (const first of [true, false]) {
      if (!first && stack.status !== 'DELETE_COMPLETE') {
        await this.#deleteStack(true);
      }
      await this.#removeAll(executed.filter(({ kind }) => (kind.before === true) === first));
    }
    for (const name of stack.recreated) {
      await this.#removeRecreated(name);
    }
    const left = [...strange, ...items.filter((item) => !executed.includes(item))];
    return left;
  }

  /** All of one kind are asked to go before any is waited for. */
  async #removeAll(items) {
    for (const kind of new Set(items.map((item) => item.kind))) {
      const members = items.filter((item) => item.kind === kind);
      for (const item of members) {
        await this.#remove(item);
      }
      for (const item of members.filter(() => kind.waits)) {
        await this.#wait(`${item.physical} to be deleted`, () => this.#look(item) === undefined);
      }
    }
  }

  /** The answer to the question whether an item is there, or undefined when it is gone. */
  #look(item) {
    const found = this.#aws.call(...item.kind.find(item));
    if (found.kind === 'missing') {
      return undefined;
    }
    if (found.kind !== 'answer') {
      throw new Stopped(`${written(['aws', ...item.kind.find(item)])}: ${found.code}: ${found.message}`);
    }
    return item.kind.gone?.(found.value, item) ? undefined : found.value;
  }

  async #remove(item) {
    const value = this.#look(item);
    if (value === undefined) {
      console.log(`gone     ${item.type.replace('AWS::', '')} ${item.physical}`);
      return;
    }
    if (item.kind.leaving?.(value)) {
      console.log(`deleting ${item.type.replace('AWS::', '')} ${item.physical}`);
      return;
    }
    if (item.kind.empties) {
      this.#empty(item.physical);
    }
    for (const command of item.kind.commands(item, this.#stack, value)) {
      await this.#doPatiently(item.kind.patient, command);
    }
  }

  /** All versions and all marks of deleted ones, a thousand at a time, which is all that S3 takes at once. */
  #empty(bucket) {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const listed = this.#aws.call(
        ...['s3api', 'list-object-versions', '--bucket', bucket, '--max-keys', '1000', '--no-paginate'],
        ...['--query', VERSIONS],
      );
      if (listed.kind !== 'answer') {
        throw new Stopped(`the objects of ${bucket} cannot be listed (${listed.code}: ${listed.message})`);
      }
      if (listed.value.Objects.length === 0) {
        return;
      }
      this.#deleteObjects(bucket, listed.value);
    }
    throw new Stopped(`${bucket} has more objects than are deleted in one run; run this again`);
  }

  #deleteObjects(bucket, list) {
    const folder = mkdtempSync(join(tmpdir(), 'remove-'));
    try {
      const file = join(folder, 'objects.json');
      writeFileSync(file, JSON.stringify(list));
      const { Errors = [] } = this.#do('s3api', 'delete-objects', '--bucket', bucket, '--delete', `file://${file}`);
      if (Errors.length > 0) {
        throw new Stopped(`${bucket} keeps ${Errors.length} objects, such as ${Errors[0].Key}: ${Errors[0].Message}`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  async #removeRecreated(name) {
    const found = this.#aws.call('logs', 'describe-log-groups', '--log-group-name-prefix', name);
    if (found.kind !== 'answer') {
      throw new Stopped(`log group ${name} may be there again: it cannot be read (${found.code}: ${found.message})`);
    }
    if (found.value.logGroups.some((group) => group.logGroupName === name)) {
      this.#do('logs', 'delete-log-group', '--log-group-name', name);
    }
  }

  /** The first time it may fail, since databases stand in the network; in the end it has to be gone. */
  async #deleteStack(inTheEnd) {
    const { id, name } = this.#stack;
    for (let attempt = 1; attempt <= (inTheEnd ? ATTEMPTS : 1); attempt++) {
      if (this.#statusOf(id) !== 'DELETE_IN_PROGRESS') {
        this.#do('cloudformation', 'delete-stack', '--stack-name', id);
      }
      let status;
      await this.#wait(`stack ${name}`, () => {
        status = this.#statusOf(id);
        return ['DELETE_COMPLETE', 'DELETE_FAILED'].includes(status);
      });
      console.log(`stack    ${name} is ${status}`);
      this.#stack.status = status;
      if (status === 'DELETE_COMPLETE' || !inTheEnd) {
        return;
      }
    }
    throw new Stopped(`stack ${name} cannot be deleted; these resources block it:\n${this.#reasons(id)}`);
  }

  #statusOf(id) {
    const found = this.#aws.call('cloudformation', 'describe-stacks', '--stack-name', id);
    if (found.kind === 'missing') {
      return 'DELETE_COMPLETE';
    }
    if (found.kind !== 'answer') {
      throw new Stopped(`the state of the stack cannot be read (${found.code}: ${found.message})`);
    }
    return found.value.Stacks[0].StackStatus;
  }

  #reasons(id) {
    const listed = this.#aws.call('cloudformation', 'list-stack-resources', '--stack-name', id);
    if (listed.kind !== 'answer') {
      return `  the list of resources cannot be read (${listed.code}: ${listed.message})`;
    }
    return listed.value.StackResourceSummaries.filter((each) => each.ResourceStatus === 'DELETE_FAILED')
      .map(({ ResourceType, PhysicalResourceId, ResourceStatusReason = 'no reason given' }) => {
        return `  ${ResourceType} ${PhysicalResourceId}: ${ResourceStatusReason}`;
      })
      .join('\n');
  }

  #do(...command) {
    console.log(`run      ${written(['aws', ...command])}`);
    const done = this.#aws.call(...command);
    if (done.kind !== 'answer') {
      throw new Stopped(`${written(['aws', ...command])}: ${done.code}: ${done.message}`);
    }
    return done.value;
  }

  /** Tries again while the failure is of the kind that passes. */
  async #doPatiently(passing, command) {
    for (let tries = 1; ; tries++) {
      try {
        return this.#do(...command);
      } catch (error) {
        if (!passing?.test(error.message) || tries >= this.#patience) {
          throw error;
        }
        await pause(this.#pauseMilliseconds);
      }
    }
  }

  async #wait(what, isOver) {
    for (let looks = 1; !isOver(); looks++) {
      if (looks >= this.#patience) {
        throw new Stopped(`waited for ${what} for too long; run this again later`);
      }
      await pause(this.#pauseMilliseconds);
    }
  }
}
