import assert from "node:assert/strict";
import { test } from "node:test";
import { World, failed, groupArn } from "./aws-replicas.mjs";

const GROUP = { reads: ["one", "two"] };
const ONE = "10.0.0.1:13306";
const TWO = "10.0.0.2:13306";

/** Two healthy replicas in one group. */
function twoReplicas() {
  return new World()
    .replica("one", { address: "10.0.0.1" })
    .replica("two", { address: "10.0.0.2" })
    .group("reads", { [ONE]: "healthy", [TWO]: "healthy" });
}

test("the first run registers every replica", async () => {
  const world = twoReplicas().group("reads");
  await world.run(GROUP);
  assert.deepEqual(world.changes, [["register", "reads", ONE, TWO]]);
});

test("a run that finds everything in step changes nothing", async () => {
  const world = twoReplicas();
  await world.run(GROUP);
  await world.run(GROUP);
  assert.deepEqual(world.changes, []);
});

test("a new address after a failover goes in before the old one goes out", async () => {
  const world = twoReplicas().replica("two", { address: "10.0.0.9" });
  await world.run(GROUP);
  assert.deepEqual(world.changes, [
    ["register", "reads", "10.0.0.9:13306"],
    ["deregister", "reads", TWO],
  ]);
});

test("a replica that lags is left out, and comes back when it has caught up", async () => {
  const world = twoReplicas().replica("two", { address: "10.0.0.2", lag: [31, 0, 0] });
  await world.run(GROUP);
  assert.deepEqual(world.addressesOf("reads"), [ONE]);
  world.replica("two", { address: "10.0.0.2", lag: [30, 31] });
  await world.run(GROUP);
  assert.deepEqual(world.addressesOf("reads"), [ONE, TWO]);
  assert.equal(world.changes.length, 2);
});

test("the limit of the lag is a setting", async () => {
  const world = twoReplicas().replica("two", { address: "10.0.0.2", lag: [31] });
  await world.run(GROUP, { maximumLagSeconds: 60 });
  assert.deepEqual(world.changes, []);
});

test("when all lag, the least lagging one stays", async () => {
  const world = twoReplicas()
    .replica("one", { address: "10.0.0.1", lag: [900] })
    .replica("two", { address: "10.0.0.2", lag: [120] });
  await world.run(GROUP);
  assert.deepEqual(world.addressesOf("reads"), [TWO]);
});

test("the minimum is a setting, and lagging replicas make up what is missing to it", async () => {
  const world = twoReplicas()
    .replica("three", { address: "10.0.0.3", lag: [500] })
    .replica("two", { address: "10.0.0.2", lag: [100] });
  await world.run({ reads: ["one", "two", "three"] }, { minimumTargets: 2 });
  assert.deepEqual(world.addressesOf("reads"), [ONE, TWO]);
});

test("a minimum above the number of replicas keeps them all", async () => {
  const world = twoReplicas().replica("two", { address: "10.0.0.2", lag: [100] });
  await world.run(GROUP, { minimumTargets: 5 });
  assert.deepEqual(world.changes, []);
});

test("a lagging replica stays until a fit one has passed the health check", async () => {
  const world = twoReplicas()
    .replica("two", { address: "10.0.0.2", lag: [100] })
    .group("reads", { [TWO]: "healthy" });
  await world.run(GROUP);
  assert.deepEqual(world.changes, [["register", "reads", ONE]]);
  world.targets.get("reads").set(ONE, "healthy");
  await world.run(GROUP);
  assert.deepEqual(world.changes[1], ["deregister", "reads", TWO]);
});

test("a replica whose replication is broken is left out", async () => {
  const world = twoReplicas().replica("two", { address: "10.0.0.2", lag: [-1, 0] });
  await world.run(GROUP);
  assert.deepEqual(world.addressesOf("reads"), [ONE]);
});

test("a replica without a figure for its lag is left out while others have one", async () => {
  const world = twoReplicas().replica("two", { address: "10.0.0.2", lag: [] });
  await world.run(GROUP);
  assert.deepEqual(world.addressesOf("reads"), [ONE]);
});

test("a known lag is better than broken replication when both are above the limit", async () => {
  const world = twoReplicas()
    .replica("one", { address: "10.0.0.1", lag: [-1] })
    .replica("two", { address: "10.0.0.2", lag: [5_000] });
  await world.run(GROUP);
  assert.deepEqual(world.addressesOf("reads"), [TWO]);
});

test("among replicas whose lag is unknown, those that answer now go first", async () => {
  const world = twoReplicas()
    .replica("one", { address: "10.0.0.1", lag: [-1] })
    .replica("two", { address: "10.0.0.2", lag: [-1] })
    .group("reads", { [TWO]: "healthy" });
  await world.run(GROUP);
  assert.deepEqual(world.changes, []);
});

test("one figure is enough to know that CloudWatch works, even if it says that replication is broken", async () => {
  const world = twoReplicas()
    .replica("one", { address: "10.0.0.1", lag: [] })
    .replica("two", { address: "10.0.0.2", lag: [-1] });
  await world.run(GROUP);
  assert.deepEqual(world.addressesOf("reads"), [ONE]);
});

test("when CloudWatch has no figures at all, those that answer go on", async () => {
  const world = twoReplicas()
    .replica("one", { address: "10.0.0.1", lag: [] })
    .replica("two", { address: "10.0.0.2", lag: [] });
  await world.run(GROUP);
  assert.deepEqual(world.changes, []);
});

test("new replicas without figures yet: the minimum is registered", async () => {
  const world = twoReplicas()
    .replica("one", { address: "10.0.0.1", lag: [] })
    .replica("two", { address: "10.0.0.2", lag: [] })
    .group("reads");
  await world.run(GROUP);
  assert.deepEqual(world.changes, [["register", "reads", ONE]]);
});

test("a replica that is being created waits until it has an endpoint and is available", async () => {
  const world = twoReplicas().group("reads", { [ONE]: "healthy" }).replica("two", { status: "creating", lag: [] });
  await world.run(GROUP);
  world.replica("two", { status: "creating", address: "10.0.0.2" });
  await world.run(GROUP);
  assert.deepEqual(world.changes, []);
  world.replica("two", { address: "10.0.0.2" });
  await world.run(GROUP);
  assert.deepEqual(world.changes, [["register", "reads", TWO]]);
});

test("a replica that is being deleted leaves, and a deleted one is no failure", async () => {
  const world = twoReplicas().replica("two", { status: "deleting", address: "10.0.0.2" });
  await world.run(GROUP);
  assert.deepEqual(world.changes, [["deregister", "reads", TWO]]);
  world.instances.delete("two");
  await world.run(GROUP);
  assert.equal(world.changes.length, 1);
});

test("a name that is gone from DNS: a deleting replica leaves, a serving one fails its group", async () => {
  const gone = Object.assign(new Error("queryA ENOTFOUND"), { code: "ENOTFOUND" });
  const world = twoReplicas().replica("two", { status: "deleting", address: "10.0.0.2" });
  await world.fail("resolve", gone, "two.rds.test").run(GROUP);
  assert.deepEqual(world.changes, [["deregister", "reads", TWO]]);

  const serving = twoReplicas().fail("resolve", gone, "two.rds.test");
  await assert.rejects(serving.run(GROUP), /ENOTFOUND/);
  assert.deepEqual(serving.changes, []);
});

test("the only replica keeps its place while it reboots", async () => {
  const world = new World()
    .replica("one", { status: "rebooting", address: "10.0.0.1", lag: [] })
    .group("reads", { [ONE]: "unhealthy" });
  await world.run({ reads: ["one"] });
  assert.deepEqual(world.changes, []);
});

test("a replica that doesn't serve isn't registered, not even as the only one", async () => {
  const world = new World().replica("one", { status: "rebooting", address: "10.0.0.1" }).group("reads");
  await world.run({ reads: ["one"] });
  assert.deepEqual(world.changes, []);
});

test("a lagging replica that serves is better than one that doesn't", async () => {
  const world = twoReplicas()
    .replica("one", { status: "rebooting", address: "10.0.0.1", lag: [100] })
    .replica("two", { address: "10.0.0.2", lag: [200] });
  await world.run(GROUP);
  assert.deepEqual(world.addressesOf("reads"), [TWO]);
});

test("work of RDS that doesn't stop an instance doesn't take it out", async () => {
  for (const status of ["backing-up", "storage-optimization", "modifying"]) {
    const world = twoReplicas().replica("two", { status, address: "10.0.0.2" });
    await world.run(GROUP);
    assert.deepEqual(world.changes, [], status);
  }
});

test("targets that draining has taken out are registered again; ones on another port are taken out", async () => {
  const world = twoReplicas().group("reads", { [ONE]: "draining", "10.0.0.2:3306": "healthy" });
  await world.run(GROUP);
  assert.deepEqual(world.changes, [
    ["register", "reads", ONE, TWO],
    ["deregister", "reads", "10.0.0.2:3306"],
  ]);
});

test("a failure in one group leaves the other handled and fails the run, naming group and reason", async () => {
  const groups = { reads: ["one"], shard: ["two"] };
  const denied = failed("AccessDeniedException", "not allowed");
  for (const [call, only] of [
    ["describeDBInstances", "one"],
    ["describeTargetHealth", groupArn("reads")],
    ["register", groupArn("reads")],
    ["resolve", "one.rds.test"],
  ]) {
    const world = twoReplicas().group("reads").group("shard").fail(call, denied, only);
    await assert.rejects(world.run(groups), (error) => {
      assert.ok(error instanceof AggregateError);
      assert.equal(error.errors.length, 1);
      assert.match(error.message, /1 of 2 groups failed.*targetgroup\/reads\/.*AccessDeniedException: not allowed/);
      return true;
    });
    assert.deepEqual(world.changes, [["register", "shard", TWO]], call);
    assert.deepEqual(world.metrics().map((line) => line.TargetGroup ?? line.DBInstanceIdentifier), [
      "targetgroup/shard/0123456789abcdef",
      "two",
    ]);
  }
});

test("nothing is taken out when registering fails or CloudWatch doesn't answer", async () => {
  for (const call of ["register", "getMetricData"]) {
    const world = twoReplicas().replica("two", { address: "10.0.0.9" }).fail(call, failed("ServiceUnavailable"));
    await assert.rejects(world.run(GROUP), /ServiceUnavailable/);
    assert.deepEqual(world.changes, [], call);
  }
});
