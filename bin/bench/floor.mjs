// The resources of the committed templates, as generic resources in plain JavaScript: what the CDK itself needs for
// them, without Java and without typed constructs. bin/bench/synth measures it beside the app:
//   node bin/bench/floor.mjs FOLDER_OF_THE_CDK
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.argv[2]}/`);
const { App, CfnOutput, CfnResource, Stack } = require('aws-cdk-lib');

/** What a template says of a resource beyond its type and properties, by its name there and in the CDK. */
const options = {
  CreationPolicy: 'creationPolicy',
  DeletionPolicy: 'deletionPolicy',
  UpdatePolicy: 'updatePolicy',
  UpdateReplacePolicy: 'updateReplacePolicy',
};

const app = new App({ analyticsReporting: false });
for (const folder of readdirSync('stages').filter((name) => /^\d-/.test(name)).sort()) {
  const template = JSON.parse(readFileSync(`stages/${folder}/template.json`, 'utf8'));
  const stack = new Stack(app, `floor-${folder}`, { description: template.Description });
  stack.templateOptions.transforms = template.Transform ? [template.Transform].flat() : undefined;
  for (const [id, resource] of Object.entries(template.Resources)) {
    const { Type, Properties, DependsOn, ...rest } = resource;
    const made = new CfnResource(stack, id, { type: Type, properties: Properties });
    made.overrideLogicalId(id);
    if (DependsOn) {
      made.addOverride('DependsOn', DependsOn);
    }
    for (const [name, value] of Object.entries(rest)) {
      if (!options[name]) {
        throw new Error(`${folder}: ${id} has ${name}, which is not made here`);
      }
      made.cfnOptions[options[name]] = value;
    }
  }
  for (const [id, output] of Object.entries(template.Outputs)) {
    new CfnOutput(stack, `Output${id}`, { value: output.Value, description: output.Description }).overrideLogicalId(id);
  }
}
app.synth();
