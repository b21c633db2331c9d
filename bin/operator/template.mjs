// A template as CloudFormation will read it, as far as that can be told without CloudFormation.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The one stack of a cloud assembly: {name, account, region, template, properties}. */
export function readStack(assembly) {
  const manifest = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
  const stacks = Object.entries(manifest.artifacts ?? {}).filter(
    ([, artifact]) => artifact.type === 'aws:cloudformation:stack',
  );
  if (stacks.length !== 1) {
    throw new Error(`${assembly} has ${stacks.length} stacks instead of one`);
  }
  const [[id, { environment, properties }]] = stacks;
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment);
  const template = JSON.parse(readFileSync(join(assembly, properties.templateFile), 'utf8'));
  return { name: properties.stackName ?? id, account, region, template, properties };
}

/** The text of a value, or undefined where it depends on what CloudFormation will make. */
export function text(value, { name, account, region, partition = 'aws' }) {
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value);
  }
  const known = {
    'AWS::StackName': name,
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
  };
  if (value?.Ref !== undefined) {
    return known[value.Ref];
  }
  if (value?.['Fn::Join'] !== undefined) {
    const [separator, parts] = value['Fn::Join'];
    const texts = parts.map((part) => text(part, { name, account, region, partition }));
    return texts.includes(undefined) ? undefined : texts.join(separator);
  }
  return undefined;
}

/** The logical id that a Ref or a Fn::GetAtt points to. */
export function target(value) {
  return value?.Ref ?? (Array.isArray(value?.['Fn::GetAtt']) ? value['Fn::GetAtt'][0] : undefined);
}

/** The resources of some types: [{id, type, properties, policy}]. */
export function resources(template, ...types) {
  return Object.entries(template.Resources ?? {})
    .filter(([, resource]) => types.length === 0 || types.includes(resource.Type))
    .map(([id, resource]) => ({
      id,
      type: resource.Type,
      properties: resource.Properties ?? {},
      policy: resource.DeletionPolicy ?? 'Delete',
    }));
}
