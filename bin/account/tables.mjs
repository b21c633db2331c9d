// Whether existing tables can get the template's warm throughput: DynamoDB raises it by itself, and refuses less.
import { ok, problem, unanswered } from './findings.mjs';
import * as needs from './needs.mjs';

export function tables({ template, name }, aws) {
  return needs.warmTables(template).map((table) => warmth(table, name, aws));
}

function warmth({ id, units }, stack, aws) {
  const subject = `read units of ${id}`;
  const there = aws.call('cloudformation', 'list-stack-resources', '--stack-name', stack);
  if (there.kind !== 'answer' && there.kind !== 'missing') {
    return unanswered(subject, there);
  }
  const table = there.value?.StackResourceSummaries?.find((each) => each.LogicalResourceId === id);
  if (!table) {
    return ok(subject, `a new table, ready for ${units} a second`);
  }
  const answer = aws.call('dynamodb', 'describe-table', '--table-name', table.PhysicalResourceId);
  if (answer.kind !== 'answer') {
    return unanswered(subject, answer);
  }
  const now = answer.value.Table.WarmThroughput?.ReadUnitsPerSecond ?? 0;
  return now <= units
    ? ok(subject, `ready for ${now} a second, to be ${units}`)
    : problem(
        subject,
        `ready for ${now} a second already, and DynamoDB does not go back to ${units}: set countersReadUnits ` +
          `to ${now} in cdk.json`,
      );
}
