/**
 * A small AWS with read replicas, for the tests of the function replica-targets: its clients record the calls that
 * change something and act on them, as the real ones do.
 */
import { handleDeployment } from "../../main/resources/functions/replica-targets/deployment.mjs";
import { reconcile } from "../../main/resources/functions/replica-targets/reconcile.mjs";

export const PORT = 13306;

export function groupArn(name) {
  return `arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/${name}/0123456789abcdef`;
}

export function failed(name, message = name) {
  return Object.assign(new Error(message), { name });
}

export class World {
  constructor() {
    /** identifier to {status, address, lag}: lag is what CloudWatch has as its points, newest first */
    this.instances = new Map();
    /** group name to a map from "address:port" to the load balancer's state */
    this.targets = new Map();
    this.changes = [];
    this.lines = [];
    this.failures = new Map();
  }

  replica(identifier, { status = "available", address, lag = [0] } = {}) {
    this.instances.set(identifier, { status, address, lag });
    return this;
  }

  group(name, targets = {}) {
    this.targets.set(name, new Map(Object.entries(targets)));
    return this;
  }

  /** Makes a call fail: for everything, or only for the given group, identifier or host. */
  fail(call, error, only) {
    this.failures.set(call, { error, only });
    return this;
  }

  addressesOf(name) {
    return [...this.targets.get(name)].filter(([, state]) => state !== "draining").map(([target]) => target);
  }

  metrics() {
    return this.lines.map((line) => JSON.parse(line));
  }

  run(groups, settings) {
    return reconcile({ ...this.#tools(groups, settings), now: new Date("2026-11-20T10:00:00Z") });
  }

  /**
   * What CloudFormation is answered when it asks to wait for the groups; each pause takes its time from the function's.
   *
   * @param {object} request what differs from the creation of a resource for all groups
   * @param {object} circumstances `seconds` that the function has, `meanwhile`: what happens in each pause
   */
  async deploy(groups, request = {}, { seconds = 900, meanwhile = () => undefined } = {}) {
    let left = seconds * 1_000;
    let pauses = 0;
    const answers = [];
    const event = {
      RequestType: "Create",
      RequestId: "request",
      StackId: "stack",
      LogicalResourceId: "Replicas",
      ResponseURL: "https://answer.test/",
      ResourceProperties: { TargetGroups: Object.keys(groups).map(groupArn) },
      ...request,
    };
    await handleDeployment(event, { getRemainingTimeInMillis: () => left }, {
      prepare: async () => {
        this.#failWhenAsked("prepare");
        return this.#tools(groups);
      },
      send: async (url, answer) => answers.push({ url, ...answer }),
      sleep: async (milliseconds) => {
        left -= milliseconds;
        pauses += 1;
        meanwhile(pauses);
      },
      log: () => undefined,
    });
    return { answers, pauses };
  }

  /** What the load balancer thinks of a target from now on. */
  health(name, target, state) {
    this.targets.get(name).set(target, state);
  }

  #tools(groups, { maximumLagSeconds = 30, minimumTargets = 1 } = {}) {
    const described = Object.entries(groups).map(([name, replicas]) => ({
      targetGroupArn: groupArn(name),
      replicas,
      port: PORT,
    }));
    return {
      groups: described,
      maximumLagSeconds,
      minimumTargets,
      namespace: "test",
      write: (text) => this.lines.push(text),
      resolve: async (host) => this.#resolve(host),
      rds: { describeDBInstances: async (input) => this.#describeInstance(input) },
      cloudWatch: { getMetricData: async (input) => this.#metricData(input) },
      loadBalancing: {
        describeTargetHealth: async (input) => this.#targetHealth(input),
        registerTargets: async (input) => this.#change("register", input, "initial"),
        deregisterTargets: async (input) => this.#change("deregister", input, "draining"),
      },
    };
  }

  #failWhenAsked(call, subject) {
    const failure = this.failures.get(call);
    if (failure && (failure.only === undefined || failure.only === subject)) {
      throw failure.error;
    }
  }

  #describeInstance({ DBInstanceIdentifier: identifier }) {
    this.#failWhenAsked("describeDBInstances", identifier);
    const instance = this.instances.get(identifier);
    if (!instance) {
      throw failed("DBInstanceNotFoundFault", `DBInstance ${identifier} not found.`);
    }
    const endpoint = instance.address ? { Endpoint: { Address: `${identifier}.rds.test`, Port: PORT } } : {};
    return { DBInstances: [{ DBInstanceStatus: instance.status, ...endpoint }] };
  }

  #resolve(host) {
    this.#failWhenAsked("resolve", host);
    return [this.instances.get(host.replace(".rds.test", "")).address];
  }

  #metricData({ MetricDataQueries: queries, StartTime: start, EndTime: end, ScanBy: order }) {
    this.#failWhenAsked("getMetricData");
    if (end - start !== 300_000 || order !== "TimestampDescending") {
      throw new Error("the newest points of the last five minutes are needed");
    }
    const results = queries.map(({ Id: id, MetricStat: { Metric: metric, Period: period } }) => {
      if (metric.Namespace !== "AWS/RDS" || metric.MetricName !== "ReplicaLag" || period !== 60) {
        throw new Error(`there is no metric ${metric.Namespace} ${metric.MetricName} each ${period} s`);
      }
      return { Id: id, Values: this.instances.get(metric.Dimensions[0].Value)?.lag ?? [] };
    });
    // CloudWatch promises no order among the results.
    return { MetricDataResults: results.reverse() };
  }

  #targetHealth({ TargetGroupArn: arn }) {
    this.#failWhenAsked("describeTargetHealth", arn);
    const descriptions = [...this.#group(arn)].map(([target, state]) => {
      const [address, port] = target.split(":");
      return { Target: { Id: address, Port: Number(port) }, TargetHealth: { State: state } };
    });
    // The SDK leaves out a list that the answer doesn't have.
    return descriptions.length > 0 ? { TargetHealthDescriptions: descriptions } : {};
  }

  #change(call, { TargetGroupArn: arn, Targets: targets }, state) {
    this.#failWhenAsked(call, arn);
    const names = targets.map(({ Id: address, Port: port }) => `${address}:${port}`);
    this.changes.push([call, arn.split("/")[1], ...names]);
    names.forEach((name) => this.#group(arn).set(name, state));
    return {};
  }

  #group(arn) {
    return this.targets.get(arn.split("/")[1]);
  }
}
