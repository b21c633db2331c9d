import assert from "node:assert/strict";
import { test } from "node:test";
import { World, failed, groupArn } from "./aws-replicas.mjs";

const GROUP = { reads: ["one", "two"] };
const ONE = "10.0.0.1:13306";
const TWO = "10.0.0.2:13306";

/** Two replicas that are new: no target is registered, and CloudWatch has no figures of them. */
function newReplicas() {
  return new World()
    .replica("one", { address: "10.0.0.1", lag: [] })
    .replica("two", { address: "10.0.0.2", lag: [] })
    .group("reads");
}

test("a creation registers at once, and is answered when a replica answers", async () => {
  const world = newReplicas();
  const { answers, pauses } = await world.deploy(GROUP, {}, {
    meanwhile: (pause) => pause === 3 && world.health("reads", ONE, "healthy"),
  });
  assert.deepEqual(world.changes[0], ["register", "reads", ONE]);
  assert.equal(pauses, 3);
  assert.deepEqual(answers, [
    {
      url: "https://answer.test/",
      Status: "SUCCESS",
      PhysicalResourceId: "Replicas-request",
      StackId: "stack",
      RequestId: "request",
      LogicalResourceId: "Replicas",
      Data: undefined,
    },
  ]);
});

test("a group that serves already is not waited for", async () => {
  const world = newReplicas().group("reads", { [TWO]: "healthy" });
  const { answers, pauses } = await world.deploy(GROUP);
  assert.equal(pauses, 0);
  assert.equal(answers[0].Status, "SUCCESS");
});

test("each group has to have a replica that answers", async () => {
  const world = newReplicas()
    .replica("three", { address: "10.0.0.3" })
    .group("reads", { [ONE]: "healthy", [TWO]: "healthy" })
    .group("more");
  const { answers } = await world.deploy({ ...GROUP, more: ["three"] }, {}, { seconds: 120 });
  assert.equal(answers[0].Status, "FAILED");
  assert.match(answers[0].Reason, /more\/0123456789abcdef has 10\.0\.0\.3 initial/);
  assert.doesNotMatch(answers[0].Reason, /reads/);
});

test("replicas that never answer fail the deploy, in time and with the reason", async () => {
  const world = newReplicas();
  const { answers, pauses } = await world.deploy(GROUP, {}, { seconds: 120 });
  assert.equal(answers[0].Status, "FAILED");
  assert.match(answers[0].Reason, /no replica answers behind the load balancer: .*10\.0\.0\.1 initial/);
  assert.equal(answers[0].PhysicalResourceId, "Replicas-request");
  assert.ok(pauses >= 8 && pauses <= 11, `${pauses} pauses of ten seconds`);
});

test("a target that is registered and fails its check does not count", async () => {
  const world = newReplicas();
  const { answers } = await world.deploy(GROUP, {}, {
    seconds: 60,
    meanwhile: () => world.health("reads", ONE, "unhealthy"),
  });
  assert.match(answers[0].Reason, /10\.0\.0\.1 unhealthy/);
});

test("what AWS refuses for a while is asked again", async () => {
  const world = newReplicas().fail("describeDBInstances", failed("ThrottlingException", "slow down"));
  const { answers } = await world.deploy(GROUP, {}, {
    meanwhile: (pause) => {
      if (pause === 2) {
        world.failures.clear();
      }
      if (pause === 4) {
        world.health("reads", ONE, "healthy");
      }
    },
  });
  assert.equal(answers[0].Status, "SUCCESS");
});

test("what AWS refuses to the end is the reason", async () => {
  const world = newReplicas().fail("register", failed("AccessDenied", "not authorized to register"));
  const { answers } = await world.deploy(GROUP, {}, { seconds: 60 });
  assert.match(answers[0].Reason, /not authorized to register/);
});

test("settings that cannot be read reach CloudFormation", async () => {
  const world = newReplicas().fail("prepare", new Error("TARGET_GROUPS is not JSON"));
  const { answers } = await world.deploy(GROUP);
  assert.equal(answers[0].Status, "FAILED");
  assert.match(answers[0].Reason, /TARGET_GROUPS is not JSON/);
});

test("an update waits for the groups that are new", async () => {
  const world = newReplicas().replica("three", { address: "10.0.0.3" }).group("more", { "10.0.0.3:13306": "healthy" });
  const update = {
    RequestType: "Update",
    PhysicalResourceId: "as-created",
    OldResourceProperties: { TargetGroups: [groupArn("reads")] },
  };
  const { answers, pauses } = await world.deploy({ ...GROUP, more: ["three"] }, update);
  assert.equal(pauses, 0, "the old group has no target that answers, which is not this update's business");
  assert.equal(answers[0].Status, "SUCCESS");
  assert.equal(answers[0].PhysicalResourceId, "as-created");
});

test("an update fails when the new group never serves, and keeps its name", async () => {
  const world = newReplicas().replica("three", { address: "10.0.0.3" }).group("more");
  const update = {
    RequestType: "Update",
    PhysicalResourceId: "as-created",
    OldResourceProperties: { TargetGroups: [groupArn("reads")] },
  };
  const { answers } = await world.deploy({ ...GROUP, more: ["three"] }, update, { seconds: 60 });
  assert.equal(answers[0].Status, "FAILED");
  assert.equal(answers[0].PhysicalResourceId, "as-created");
});

test("the rollback of a step that brought groups waits for nothing", async () => {
  const world = newReplicas();
  const rollback = {
    RequestType: "Update",
    PhysicalResourceId: "as-created",
    OldResourceProperties: { TargetGroups: [groupArn("reads"), groupArn("more")] },
  };
  const { answers, pauses } = await world.deploy(GROUP, rollback);
  assert.equal(pauses, 0);
  assert.deepEqual(world.changes, []);
  assert.equal(answers[0].Status, "SUCCESS");
});

test("a deletion is answered at once, also when nothing can be read", async () => {
  const world = newReplicas().fail("prepare", new Error("no settings"));
  const { answers, pauses } = await world.deploy(GROUP, { RequestType: "Delete", PhysicalResourceId: "as-created" });
  assert.equal(pauses, 0);
  assert.deepEqual(world.changes, []);
  assert.equal(answers[0].Status, "SUCCESS");
  assert.equal(answers[0].PhysicalResourceId, "as-created");
});

test("a group that the function does not follow is a mistake of the template", async () => {
  const properties = { ResourceProperties: { TargetGroups: [groupArn("others")] } };
  const { answers } = await newReplicas().deploy(GROUP, properties);
  assert.equal(answers[0].Status, "FAILED");
  assert.match(answers[0].Reason, /doesn't follow .*others/);
});

test("no groups and unknown requests are refused", async () => {
  for (const request of [{ ResourceProperties: {} }, { RequestType: "Look" }]) {
    const { answers } = await newReplicas().deploy(GROUP, request);
    assert.equal(answers[0].Status, "FAILED");
  }
});
