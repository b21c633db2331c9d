// What `bin/remove` runs:   node bin/removal/main.mjs STACK list|execute CONFIRMED_NAME REGION
import { Aws, written } from '../operator/aws.mjs';
import { Execution, Stopped } from './execute.mjs';
import { answer, takeInventory } from './inventory.mjs';
import { inOrder } from './kinds.mjs';
import { inWords, price, SOURCE } from './prices.mjs';

const [nameOrArn, mode, confirmed, region] = process.argv.slice(2);
const settings = {
  pauseSeconds: Number(process.env.REMOVE_POLL_SECONDS ?? 20),
  // Two hours with the usual pause: a distribution and a large database take up to one.
  patience: 360,
};

function print(stack, { items, strange }) {
  let sum = 0;
  const unpriced = [];
  console.log(
    stack.status === 'DELETE_COMPLETE'
      ? `Stack ${stack.name} is deleted. It kept this, in the order in which it can go:`
      : `\`destroy\` keeps this of stack ${stack.name}, in the order in which it can go:`,
  );
  for (const [index, item] of items.entries()) {
    const cost = price(item);
    sum += cost.usd ?? 0;
    if (cost.unknown) {
      unpriced.push(cost.unknown);
    }
    console.log(`\n${index + 1}. ${item.type.replace('AWS::', '')} ${item.physical} (${item.id}): ${inWords(cost)}`);
    for (const line of commandsOf(item, stack)) {
      console.log(`   ${line}`);
    }
  }
  for (const item of strange) {
    console.log(`\n-  ${item.type} ${item.physical} (${item.id}): how it goes is not known here`);
  }
  console.log(`\nIn all ${sum.toFixed(0)} USD a month, and what is paid by use. By ${SOURCE}.`);
  if (unpriced.length > 0) {
    console.log(`Not in that sum: ${[...new Set(unpriced)].join('; ')}.`);
  }
  if (stack.earlier.length > 0) {
    const earlier = stack.earlier.join(', ');
    console.log(`Stacks of this name were deleted before, and their leavings are not in this list: ${earlier}`);
  }
  if (items.some(({ kind }) => kind.before) && stack.status !== 'DELETE_COMPLETE') {
    console.log(
      'The network goes only after databases, warehouse, subnet group and security groups, so the first `destroy`' +
        ' ends in DELETE_FAILED, and a second one after them succeeds.',
    );
  }
  const consent = stack.review ? '' : ` --confirm ${stack.name}`;
  console.log(`All of it, from start to end: bin/remove ${stack.name} --execute${consent}`);
}

function commandsOf(item, stack) {
  const commands = item.kind.commands(item, stack).map((words) => written(['aws', ...words]));
  return item.kind.empties
    ? [
        `aws s3api delete-objects --bucket ${item.physical} --delete "$(aws s3api list-object-versions --bucket ` +
          `${item.physical} --max-items 500 --query '{Objects: [Versions, DeleteMarkers][] | ` +
          "[].{Key: Key, VersionId: VersionId}, Quiet: `true`}' --output json)\"   # until it is empty",
        ...commands,
      ]
    : commands;
}

function refuseLive(stack) {
  if (!stack.review && confirmed !== stack.name) {
    throw new Error(
      `${stack.name} is a live stack. This deletes its databases, files and everything else that it keeps, but for` +
        ' last snapshots, backups and keys. To do that, type its name: ' +
        `bin/remove ${stack.name} --execute --confirm ${stack.name}`,
    );
  }
}

try {
  const aws = new Aws(region);
  const caller = answer(aws.call('sts', 'get-caller-identity'), 'who you are');
  const stack = takeInventory(nameOrArn, aws);
  const plan = inOrder(stack.kept);
  console.log(`Account ${caller.Account}, region ${region}.`);
  if (mode === 'list') {
    print(stack, plan);
  } else {
    refuseLive(stack);
    const left = await new Execution(aws, stack, settings).run(plan);
    for (const item of left) {
      console.log(`kept     ${item.type.replace('AWS::', '')} ${item.physical}`);
      for (const line of item.kind ? commandsOf(item, stack) : []) {
        console.log(`         ${line}`);
      }
    }
    console.log(left.length === 0 ? `Nothing of ${stack.name} is left.` : `${stack.name} is gone; the above is kept.`);
    process.exitCode = plan.strange.length === 0 ? 0 : 1;
  }
} catch (error) {
  console.error(`bin/remove: ${error.message}`);
  if (error instanceof Stopped && mode === 'execute') {
    console.error('bin/remove: stopped there. What was done is done; run it again to go on.');
  }
  process.exitCode = 1;
}
