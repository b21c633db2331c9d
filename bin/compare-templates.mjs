// Compares pairs of CloudFormation templates by CloudFormation's own resource schemas:
//   node bin/compare-templates.mjs <QUESTIONS >ANSWERS
//
// Each line of the input is a question, and is answered by one line; the schemas take a second to load, once.
// Question: {"templates": [TEMPLATE, ...], "pairs": [[before, after], ...]}, the pairs by index.
// Answer:   {"pairs": [{ID: {"properties": {NAME: IMPACT}, "attributes": [NAME]}}, ...], "types": {TYPE: MODEL}}.
// A pair has the ids that are in both templates and differ. An impact is WILL_UPDATE, WILL_REPLACE, MAY_REPLACE, or
// UNKNOWN for what the schemas do not know. A model has the properties whose change replaces ("yes" or "maybe"), those
// that name the resource, and whether it holds data. Types that the schemas do not know have no model.
import { diffTemplate } from '@aws-cdk/cloudformation-diff';
// Not part of what the library shows, but the same schemas: loading them a second time takes as long as all the rest.
import { loadResourceModel } from '@aws-cdk/cloudformation-diff/lib/diff/util.js';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';

/** What a resource of the type is named by, keeps, and does not survive. */
function modelOf(resource) {
  const properties = Object.entries(resource.properties)
    .filter(([, property]) => (property.causesReplacement ?? 'no') !== 'no')
    .map(([name, property]) => [name, property.causesReplacement]);
  return {
    holdsData: resource.isStateful === true,
    names: resource.primaryIdentifier ?? [],
    replacing: Object.fromEntries(properties),
  };
}

function modelsOf(types) {
  const models = {};
  for (const type of types) {
    const resource = loadResourceModel(type);
    if (resource) {
      models[type] = modelOf(resource);
    }
  }
  return models;
}

function impactOf(difference) {
  return difference.changeImpact && difference.changeImpact !== 'NO_CHANGE' ? difference.changeImpact : 'UNKNOWN';
}

/** One resource at a time: comparing whole templates takes time that grows with the square of their size. */
function differenceOf(id, before, after) {
  const difference = diffTemplate({ Resources: { [id]: before } }, { Resources: { [id]: after } }).resources.changes[id];
  if (!difference) {
    return undefined;
  }
  const properties = Object.entries(difference.propertyUpdates).map(([name, each]) => [name, impactOf(each)]);
  return { properties: Object.fromEntries(properties), attributes: Object.keys(difference.otherChanges) };
}

function differencesOf({ Resources: before = {} }, { Resources: after = {} }) {
  const found = {};
  for (const id of Object.keys(before).filter((each) => each in after && !isLoop(each))) {
    if (isDeepStrictEqual(before[id], after[id])) {
      continue;
    }
    const difference = differenceOf(id, before[id], after[id]);
    if (difference) {
      found[id] = difference;
    }
  }
  return found;
}

/** Fn::ForEach among the resources is none. */
function isLoop(id) {
  return id.startsWith('Fn::');
}

function typesIn({ Resources = {} }) {
  return Object.entries(Resources)
    .filter(([id]) => !isLoop(id))
    .map(([, { Type }]) => Type);
}

function answerTo({ templates, pairs }) {
  return {
    pairs: pairs.map(([before, after]) => differencesOf(templates[before], templates[after])),
    types: modelsOf(new Set(templates.flatMap(typesIn))),
  };
}

// Loads the schemas at once: a caller that starts this early gets its first answer sooner.
loadResourceModel('AWS::CloudFormation::Stack');

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answerTo(JSON.parse(line)))}\n`);
}
