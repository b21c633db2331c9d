// What `bin/remove` runs:   node bin/removal/main.mjs STACK list|execute CONFIRMED_NAME REGION
import { Aws, written } from '../operator/aws.mjs';
import { Execution, Stopped } from './execute.mjs';
import { answer, takeInventory } from './inventory.mjs';
import { inOrder } from './kinds.mjs';
import { formatPrice, price, SOURCE } from './prices.mjs';

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
      ? `Stack ${stack.name} is deleted. It left these resources, in the order in which they can be removed:`
      : `\`destroy\` keeps these resources of stack ${stack.name}, in the order in which they can be removed:`,
  );
  for (const [index, item] of items.entries()) {
    const cost = price(item);
    sum += cost.usd ?? 0;
    if (cost.unknown) {
      unpriced.push(cost.unknown);
    }
    const name = `${item.type.replace('AWS::', '')} ${item.physical} (${item.id})`;
    console.log(`\n${index + 1}. ${name}: ${formatPrice(cost)}`);
    for (const line of commandsOf(item, stack)) {
      console.log(`   ${line}`);
    }
  }
  for (const item of strange) {
    console.log(`\n-  ${item.type} ${item.physical} (${item.id}): how to remove it is not known here`);
  }
  console.log(`\nIn all ${sum.toFixed(0)} USD a month, plus what is paid by use. Prices: ${SOURCE}.`);
  if (unpriced.length > 0) {
    console.log(`Not in that sum: ${[...new Set(unpriced)].join('; ')}.`);
  }
  if (stack.earlier.length > 0) {
    const earlier = stack.earlier.join(', ');
    console.log(`Other stacks of this name were deleted before; what they left is not in this list: ${earlier}`);
  }
  if (items.some(({ kind }) => kind.before) && stack.status !== 'DELETE_COMPLETE') {
    console.log(
      'The network can be deleted only after databases, warehouse, subnet group and security groups, so the first' +
        ' `destroy` ends in DELETE_FAILED. Repeat it when they are gone.',
    );
  }
  const consent = stack.review ? '' : ` --confirm ${stack.name}`;
  console.log(`To do all of this: bin/remove ${stack.name} --execute${consent}`);
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
      `${stack.name} is a live stack. This deletes its databases, files and everything else that it keeps, except` +
        ' last snapshots, backups and keys. To confirm, repeat its name: ' +
        `bin/remove ${stack.name} --execute --confirm ${stack.name}`,
    );
  }
}

try {
  const aws = new Aws(region);
  const caller = answer(aws.call('sts', 'get-caller-identity'), 'your identity');
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
    console.error('bin/remove: stopped. What was removed stays removed; run it again to continue.');
  }
  process.exitCode = 1;
}
