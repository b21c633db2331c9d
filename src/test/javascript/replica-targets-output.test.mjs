import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { handler } from "../../main/resources/functions/replica-targets/index.mjs";
import { readSettings } from "../../main/resources/functions/replica-targets/settings.mjs";
import { World, groupArn } from "./aws-replicas.mjs";

const GROUPS = [{ targetGroupArn: groupArn("reads"), replicas: ["one"], port: 13306 }];

test("metrics are written in the embedded metric format, one object a line", async () => {
  const world = new World()
    .replica("one", { address: "10.0.0.1", lag: [7] })
    .replica("two", { address: "10.0.0.2", lag: [-1] })
    .group("reads");
  await world.run({ reads: ["one", "two"] });
  assert.ok(world.lines.every((line) => line.endsWith("\n") && line.indexOf("\n") === line.length - 1));

  const [group, lag, ...none] = world.metrics();
  assert.deepEqual(none, [], "a replica whose lag is unknown has no figure");
  assert.deepEqual(group._aws, {
    Timestamp: Date.parse("2026-11-20T10:00:00Z"),
    CloudWatchMetrics: [
      { Namespace: "test", Dimensions: [["TargetGroup"]], Metrics: [{ Name: "targets_in_service", Unit: "Count" }] },
    ],
  });
  assert.equal(group.TargetGroup, "targetgroup/reads/0123456789abcdef");
  assert.equal(group.targets_in_service, 1);
  assert.deepEqual(group.added, ["10.0.0.1"]);
  assert.equal(group.replicas[1].broken, true);
  assert.deepEqual(lag._aws.CloudWatchMetrics[0].Dimensions, [["DBInstanceIdentifier"]]);
  assert.deepEqual(lag._aws.CloudWatchMetrics[0].Metrics, [{ Name: "replica_lag_seconds", Unit: "Seconds" }]);
  assert.equal(lag.DBInstanceIdentifier, "one");
  assert.equal(lag.replica_lag_seconds, 7);
});

test("settings have defaults", () => {
  assert.deepEqual(readSettings({ TARGET_GROUPS: JSON.stringify(GROUPS) }), {
    groups: GROUPS,
    maximumLagSeconds: 30,
    minimumTargets: 1,
    namespace: "scaling-stages",
  });
});

test("settings are read from the environment", () => {
  const settings = readSettings({
    TARGET_GROUPS: JSON.stringify(GROUPS),
    MAXIMUM_LAG_SECONDS: "5",
    MINIMUM_TARGETS: "2",
    METRIC_NAMESPACE: "live",
  });
  assert.equal(settings.maximumLagSeconds, 5);
  assert.equal(settings.minimumTargets, 2);
  assert.equal(settings.namespace, "live");
});

test("a wrong setting is refused with its name", () => {
  const good = { TARGET_GROUPS: JSON.stringify(GROUPS) };
  for (const value of [undefined, "", "no json", "{}", "[]", '[{"targetGroupArn":"a","replicas":[],"port":1}]']) {
    assert.throws(() => readSettings({ TARGET_GROUPS: value }), /TARGET_GROUPS/, String(value));
  }
  for (const name of ["MAXIMUM_LAG_SECONDS", "MINIMUM_TARGETS"]) {
    for (const value of ["", "-1", "1.5", "thirty"]) {
      assert.throws(() => readSettings({ ...good, [name]: value }), new RegExp(name), value);
    }
  }
});

test("the handler fails on a wrong environment before it needs the SDK", async () => {
  await assert.rejects(handler(), /TARGET_GROUPS/);
});

test("the functions load without the SDK", () => {
  for (const name of ["replica-targets", "internal-certificate"]) {
    const file = new URL(`../../main/resources/functions/${name}/index.mjs`, import.meta.url).href;
    const script = `const { handler } = await import(${JSON.stringify(file)}); console.log(typeof handler);`;
    const run = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
    assert.equal(run.stdout.trim(), "function", run.stderr);
  }
});
