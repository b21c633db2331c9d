// What a stack keeps, from its own template and its own list of resources; also of a stack that is deleted already.
import { resources, target, text } from '../operator/template.mjs';

/** A stack of this name that `destroy` shows for review: {system}-stage-{N}. */
const REVIEW = /-stage-[1-6]$/;

/** Reads the stack, or throws an error that says why it cannot. */
export function takeInventory(nameOrArn, aws) {
  const stack = find(nameOrArn, aws);
  const body = answer(
    aws.call('cloudformation', 'get-template', '--stack-name', stack.id, '--template-stage', 'Original'),
    'the template of the stack',
  ).TemplateBody;
  const template = typeof body === 'string' ? JSON.parse(body) : body;
  const vpc = resources(template, 'AWS::EC2::VPC')[0];
  if (!vpc?.properties.Tags?.some((tag) => tag.Key === 'system')) {
    throw new Error(`${stack.name} is not a stack of this project: it has no VPC with the tag "system"`);
  }
  const listed = answer(
    aws.call('cloudformation', 'list-stack-resources', '--stack-name', stack.id),
    'the list of its resources',
  ).StackResourceSummaries;
  const physical = new Map(listed.map((each) => [each.LogicalResourceId, each]));
  const kept = resources(template)
    .filter(({ policy }) => policy !== 'Delete')
    .filter(({ id }) => physical.get(id)?.PhysicalResourceId && physical.get(id).ResourceStatus !== 'DELETE_COMPLETE')
    .map((resource) => ({
      ...resource,
      physical: physical.get(resource.id).PhysicalResourceId,
      source: template.Resources[target(resource.properties.SourceDBInstanceIdentifier)]?.Properties,
    }));
  return { ...stack, kept, review: REVIEW.test(stack.name), recreated: recreated(template, stack) };
}

function find(nameOrArn, aws) {
  const found = aws.call('cloudformation', 'describe-stacks', '--stack-name', nameOrArn);
  if (found.kind === 'answer') {
    const stack = found.value.Stacks[0];
    return {
      name: stack.StackName,
      id: stack.StackId,
      status: stack.StackStatus,
      isProtected: stack.EnableTerminationProtection === true,
      earlier: [],
    };
  }
  if (found.kind !== 'missing') {
    answer(found, `stack ${nameOrArn}`);
  }
  const deleted = answer(
    aws.call('cloudformation', 'list-stacks', '--stack-status-filter', 'DELETE_COMPLETE'),
    'the list of deleted stacks',
  ).StackSummaries.filter((stack) => stack.StackName === nameOrArn)
    .sort((a, b) => String(b.DeletionTime).localeCompare(String(a.DeletionTime)));
  if (deleted.length === 0) {
    throw new Error(`there is no stack ${nameOrArn} in this region, and none was deleted there in the last 90 days`);
  }
  const [last, ...earlier] = deleted;
  return {
    name: last.StackName,
    id: last.StackId,
    status: last.StackStatus,
    isProtected: false,
    earlier: earlier.map((stack) => stack.StackId),
  };
}

/** Log groups, which AWS recreates when something writes to them after they were deleted. */
function recreated(template, stack) {
  return resources(template, 'AWS::Logs::LogGroup')
    .map(({ properties }) => text(properties.LogGroupName, stack))
    .filter((name) => name !== undefined);
}

export function answer(result, what) {
  if (result.kind !== 'answer') {
    throw new Error(`${what} cannot be read (${result.code}: ${result.message})`);
  }
  return result.value;
}
