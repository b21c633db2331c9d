/**
 * Keeps the target groups of the replicas' load balancer in step with the read replicas. A schedule starts it each minute;
 * CloudFormation starts it too, and waits for its answer that the replicas serve.
 */
import { resolve4 } from "node:dns/promises";
import { beforeDeadline } from "../custom-resource/deadline.mjs";
import { handleDeployment } from "./deployment.mjs";
import { reconcile } from "./reconcile.mjs";
import { readSettings } from "./settings.mjs";

/** A run of the schedule ends before the next one starts; the function's own limit is the longest wait of a deploy. */
const RUN_MILLISECONDS = 50_000;

let connected;

/** The function's entry point. */
export async function handler(event, context) {
  if (event?.RequestType) {
    await handleDeployment(event, context, { prepare });
  } else {
    await beforeDeadline(RUN_MILLISECONDS, "the run", async () => reconcile(await prepare()));
  }
}

async function prepare() {
  const settings = readSettings(process.env);
  connected ??= await connect();
  return { ...connected, ...settings, resolve: resolve4 };
}

/** The SDK comes with Lambda's runtime. */
async function connect() {
  const [{ RDS }, { CloudWatch }, { ElasticLoadBalancingV2 }] = await Promise.all([
    import("@aws-sdk/client-rds"),
    import("@aws-sdk/client-cloudwatch"),
    import("@aws-sdk/client-elastic-load-balancing-v2"),
  ]);
  return { rds: new RDS({}), cloudWatch: new CloudWatch({}), loadBalancing: new ElasticLoadBalancingV2({}) };
}
