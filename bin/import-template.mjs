// Writes the files of a resource import, which brings what a step created and its rollback kept back into the stack.
//   node bin/import-template.mjs DEPLOYED.json NEW.json EVENTS.json
//
// DEPLOYED is the template of the stack as it is, NEW the one of the step, EVENTS what `aws cloudformation
// describe-stack-events` prints. Writes import-template.json, which is DEPLOYED and those resources of NEW with
// `DeletionPolicy: Retain` that the events know, and import-resources.json, which says which resource each of them is.
// Properties that refer to what is not there any more are left out; the deploy of the step sets them again, in place. One
// that cannot be set later, since changing it replaces the resource, is an error.
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { readFileSync, writeFileSync } from 'node:fs';

const [deployed, next, events] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const specification = loadAwsServiceSpecSync();

function modelOf(type) {
  return [...specification.lookup('resource', 'cloudFormationType', 'equals', type)][0];
}

/** The newest one that each logical id was made as. */
function physicalIds() {
  const made = events.StackEvents.filter((event) => event.ResourceStatus === 'CREATE_COMPLETE' && event.PhysicalResourceId);
  return new Map(made.reverse().map((event) => [event.LogicalResourceId, event.PhysicalResourceId]));
}

/** All logical ids that a value refers to. */
function references(value) {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  if (typeof value.Ref === 'string') {
    return [value.Ref];
  }
  const attribute = value['Fn::GetAtt'];
  if (attribute) {
    return [Array.isArray(attribute) ? attribute[0] : attribute.split('.')[0]];
  }
  const text = value['Fn::Sub'];
  const inText = text ? [...[text].flat()[0].matchAll(/\$\{([^!.}]+)[^}]*\}/g)].map((match) => match[1]) : [];
  return [...inText, ...Object.values(value).flatMap(references)];
}

const ids = physicalIds();
const kept = Object.entries(next.Resources).filter(
  ([id, resource]) => !(id in deployed.Resources) && resource.DeletionPolicy === 'Retain' && ids.has(id),
);
const there = new Set([...Object.keys(deployed.Resources), ...kept.map(([id]) => id)]);
const isAbsent = (id) => id in next.Resources && !there.has(id);
const problems = [];

function importable(id, resource) {
  const properties = {};
  for (const [name, value] of Object.entries(resource.Properties ?? {})) {
    if (!references(value).some(isAbsent)) {
      properties[name] = value;
    } else if ((modelOf(resource.Type)?.properties[name]?.causesReplacement ?? 'no') !== 'no') {
      problems.push(`${id}.${name} refers to a resource that is not there, and cannot be set later`);
    }
  }
  const dependsOn = [resource.DependsOn ?? []].flat().filter((each) => there.has(each));
  return { ...resource, Properties: properties, DependsOn: dependsOn };
}

function toImport(id, type) {
  const names = modelOf(type)?.primaryIdentifier ?? [];
  if (names.length !== 1) {
    problems.push(`${id}: ${type} is not identified by one property`);
  }
  return { ResourceType: type, LogicalResourceId: id, ResourceIdentifier: { [names[0]]: ids.get(id) } };
}

const template = {
  ...deployed,
  Resources: { ...deployed.Resources, ...Object.fromEntries(kept.map(([id, each]) => [id, importable(id, each)])) },
};
const resources = kept.map(([id, each]) => toImport(id, each.Type));
if (kept.length === 0) {
  problems.push('the events name no resource that the step created and its rollback kept');
}
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
writeFileSync('import-template.json', JSON.stringify(template));
writeFileSync('import-resources.json', JSON.stringify(resources, null, 2));
console.log(kept.map(([id, each]) => `${id} (${each.Type}): ${ids.get(id)}`).join('\n'));
