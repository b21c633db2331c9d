/**
 * The six stages. Each is one complete construct: the foundation of all stages, the stores, then the servers with the
 * stores they may use, and operations. It composes parts and inherits from no other stage; two neighbours compared line
 * by line show what the later one adds.
 *
 * <p>Invariant: a part has the same id in every stage that has it, so its logical ids never change; {@code Stores}
 * and {@code Tiers} make each of them in one place. Start reading at {@link dev.scalingstages.stage.LoadBalanced},
 * the first with all tiers.
 *
 * <p>The requirements on every stage, and the classes that meet them:
 *
 * <ul>
 *   <li>X1 one VPC over three pinned zones, three tiers, no NAT gateway, service endpoints: {@link
 *       dev.scalingstages.network.Network}, {@link dev.scalingstages.network.ServiceEndpoints}
 *   <li>X2 one security group per component, no allow-all egress: {@link
 *       dev.scalingstages.network.ComponentSecurityGroup}
 *   <li>X3 encrypted at rest and in transit, TLS required: {@link dev.scalingstages.security.Keys}, and each part that
 *       keeps or carries data
 *   <li>X4 data is retained or snapshotted, and protected from deletion: each part that keeps data
 *   <li>X5 IMDSv2, one role per kind of server, Session Manager: {@link dev.scalingstages.runtime.ServerIdentity},
 *       {@link dev.scalingstages.servers.Fleet}, {@link dev.scalingstages.servers.StandaloneServer}
 *   <li>X6 daily and weekly backups, versioned objects: {@link dev.scalingstages.operations.Backups}, {@link
 *       dev.scalingstages.storage.ContentStore}
 *   <li>X7 metrics, alarms on one topic, retention of logs: {@link dev.scalingstages.monitoring.Alarms}, {@link
 *       dev.scalingstages.monitoring.LogGroups}
 *   <li>X8 outputs for the operator: {@code Outputs}
 *   <li>X9 tags system, stage and component: {@link dev.scalingstages.stage.Components}
 *   <li>X10 a server starts only when everything that it needs to be ready is complete: {@link
 *       dev.scalingstages.runtime.ServerIdentity#needs}, {@link dev.scalingstages.database.ReplicaLoadBalancer}
 *   <li>X11 figures match: pools and database limits, scaling targets and rates, quotas and maxima: {@link
 *       dev.scalingstages.settings.ConnectionPools}, {@link dev.scalingstages.servers.BacklogScaling}
 *   <li>X12 input from strangers and users is bounded in size, time, concurrency and cost to others: {@link
 *       dev.scalingstages.delivery.WebApplicationFirewall}, the boot scripts' configuration of nginx, and the service;
 *       {@code docs/bounds.md} lists each place that takes input
 *   <li>X13 each pinned version has a date at which it must be looked at again: {@link
 *       dev.scalingstages.versions.PinnedVersion}
 * </ul>
 *
 * <p>Stage 1, {@link dev.scalingstages.stage.SingleServer}:
 *
 * <ul>
 *   <li>S1.1 one server runs web server, application and database, without a route to the internet: {@link
 *       dev.scalingstages.servers.StandaloneServer}, {@link dev.scalingstages.runtime.BootScripts}
 *   <li>S1.2 database and files on an encrypted volume that is kept: {@link dev.scalingstages.servers.DataVolume}
 *   <li>S1.3 a bigger box by one setting: {@link dev.scalingstages.servers.StandaloneServer}
 *   <li>S1.4 an Elastic IP: {@link dev.scalingstages.servers.StandaloneServer}
 *   <li>S1.5 the domain's record: {@link dev.scalingstages.delivery.DomainRecord}
 *   <li>S1.6 80 and 443 open, 22 to named networks only: {@link dev.scalingstages.servers.StandaloneServer}
 *   <li>S1.7 egress to S3 and the endpoints only: {@link dev.scalingstages.network.ServiceEndpoints}
 *   <li>S1.8 metrics and alarms that show when to scale up: {@link dev.scalingstages.servers.StandaloneServer}
 *   <li>S1.9 the image is pinned: {@code Foundation}
 * </ul>
 *
 * <p>Stage 2, {@link dev.scalingstages.stage.SeparateStorage}:
 *
 * <ul>
 *   <li>S2.1 RDS for MySQL in the data subnets: {@link dev.scalingstages.database.Database}
 *   <li>S2.2 static content and files in S3: {@link dev.scalingstages.storage.ContentStore}
 *   <li>S2.3 server and database scale by two settings: {@link dev.scalingstages.settings.Sizes}
 *   <li>S2.4 database and buckets refuse connections without TLS: {@link
 *       dev.scalingstages.database.DatabaseParameters}, {@link dev.scalingstages.security.Policies}
 *   <li>S2.5 credentials made and rotated by AWS: {@code DatabaseCredentials}
 *   <li>S2.6 a custom parameter group: {@link dev.scalingstages.database.DatabaseParameters}
 * </ul>
 *
 * <p>Stage 3, {@link dev.scalingstages.stage.LoadBalanced}:
 *
 * <ul>
 *   <li>S3.1 a public load balancer terminates TLS, with access logs: {@link
 *       dev.scalingstages.delivery.PublicLoadBalancer}
 *   <li>S3.2 web servers as reverse proxies: {@link dev.scalingstages.servers.Fleet}, {@code boot/nginx/web.conf}
 *   <li>S3.3 write API and read API apart, routed by method: {@link
 *       dev.scalingstages.delivery.InternalLoadBalancer}
 *   <li>S3.4 a failed server is replaced: {@link dev.scalingstages.servers.Fleet}, {@link
 *       dev.scalingstages.delivery.ServerTargetGroup}
 *   <li>S3.5 a standby for the database: {@link dev.scalingstages.database.Database}
 *   <li>S3.6 CloudFront for static and cacheable content: {@link dev.scalingstages.delivery.ContentDelivery}
 *   <li>S3.7 it works without a domain: {@code FrontDoor}, {@link dev.scalingstages.delivery.OriginSecret}
 *   <li>S3.8 servers in private subnets: {@link dev.scalingstages.servers.Fleet}
 * </ul>
 *
 * <p>Stage 4, {@link dev.scalingstages.stage.ReplicatedReads}:
 *
 * <ul>
 *   <li>S4.1 a cache with TLS, authentication and failover: {@link dev.scalingstages.data.Cache}
 *   <li>S4.2 cluster mode from its first day: {@link dev.scalingstages.data.Cache}
 *   <li>S4.3 read replicas in different zones: {@link dev.scalingstages.database.ReadReplicas}
 *   <li>S4.4 a load balancer that follows replicas and leaves out one that lags: {@link
 *       dev.scalingstages.database.ReplicaLoadBalancer}
 *   <li>S4.5 reads and writes are separated: by the security groups, as the stage connects them
 *   <li>S4.6 more servers than in stage 3: {@link dev.scalingstages.settings.Sizes}
 *   <li>S4.7 the buffer pool's share is a setting: {@link dev.scalingstages.database.DatabaseParameters}
 * </ul>
 *
 * <p>Stage 5, {@link dev.scalingstages.stage.Autoscaled}:
 *
 * <ul>
 *   <li>S5.1 one Auto Scaling group for each kind of server: {@link dev.scalingstages.servers.Fleet}
 *   <li>S5.2 triggers from CPU to time of day: {@link dev.scalingstages.servers.FleetScaling}
 *   <li>S5.3 a deploy changes no running capacity: {@link dev.scalingstages.servers.Fleet}
 *   <li>S5.4 rolling updates, patches by newer images, releases that roll back:
 *       {@link dev.scalingstages.servers.Fleet}, {@link dev.scalingstages.operations.Patching},
 *       {@link dev.scalingstages.operations.DeploymentGuard}, {@code bin/renew-image}, {@code bin/release}
 *   <li>S5.5 monitoring on five levels: {@link dev.scalingstages.operations.Operations}
 * </ul>
 *
 * <p>Stage 6, {@link dev.scalingstages.stage.DataPlatform}:
 *
 * <ul>
 *   <li>S6.1 history in Redshift, by a nightly archive: {@link dev.scalingstages.data.Archive}, {@link
 *       dev.scalingstages.data.Warehouse}
 *   <li>S6.2 queues with dead letters, workers by backlog: {@link dev.scalingstages.data.WorkQueue}, {@link
 *       dev.scalingstages.servers.BacklogScaling}
 *   <li>S6.3 photos and asynchronous writes: {@code Jobs}
 *   <li>S6.4 more shards and replicas of the cache: {@link dev.scalingstages.data.Cache}
 *   <li>S6.5 accounts apart from content: {@link dev.scalingstages.database.Database}, once more
 *   <li>S6.6 content over several databases by key: {@link dev.scalingstages.database.ContentShards}
 *   <li>S6.7 the read model, its indexes and parameters: {@code docs/read-model.md}, {@link
 *       dev.scalingstages.database.DatabaseParameters}
 *   <li>S6.8 DynamoDB for very hot data: {@code Tables}, {@link dev.scalingstages.data.Table}
 *   <li>S6.9 it carries the load with peaks: {@link dev.scalingstages.settings.Sizes}
 * </ul>
 */
package dev.scalingstages.stage;
