package dev.scalingstages.stage;

import dev.scalingstages.data.Cache;
import dev.scalingstages.database.Database;
import dev.scalingstages.operations.Operations;
import dev.scalingstages.storage.ContentStore;
import software.amazon.awscdk.CfnOutput;
import software.constructs.Construct;

/** The outputs of a stack: what an operator needs to reach each component. */
final class Outputs {
    private final Construct scope;

    Outputs(Construct scope) {
        this.scope = scope;
    }

    /** Adds an output; returns this, so that a stage's outputs read as one list. */
    Outputs add(String name, String description, String value) {
        CfnOutput.Builder.create(scope, name)
                .description(description)
                .value(value)
                .build();
        return this;
    }

    /** Adds the outputs for the first server's volume and the alarms. */
    Outputs add(Foundation foundation) {
        return add(
                        "DataVolumeId",
                        "The first server's volume",
                        foundation.dataVolume().volumeId())
                .add(
                        "AlarmTopicArn",
                        "Where alarms go",
                        foundation.context().alarms().topicArn());
    }

    /** Adds the outputs for the single server. */
    Outputs add(OneServer one) {
        return url(one.url())
                .add("ServerAddress", "The server's fixed address", one.server().address())
                .add(
                        "ServerInstanceId",
                        "For aws ssm start-session --target",
                        one.server().instanceId())
                .add(
                        "ServerLogGroup",
                        "The server's logs",
                        one.server().identity().logGroupName());
    }

    /** Adds the outputs for the front door, the web tier, the application tier and the content. */
    Outputs add(Tiers tiers) {
        FrontDoor door = tiers.door();
        return url(door.url())
                .add(
                        "LoadBalancerName",
                        "The public load balancer",
                        door.loadBalancer().dnsName())
                .add(
                        "DistributionId",
                        "The CDN, for an invalidation",
                        door.contentDelivery().distributionId())
                .add(
                        "ContentUrl",
                        "Static content and photos",
                        "https://" + door.contentDelivery().domainName())
                .add("WebGroup", "The web servers", tiers.web().groupName())
                .add(
                        "WriteApiGroup",
                        "The write API's servers",
                        tiers.writeApi().groupName())
                .add("ReadApiGroup", "The read API's servers", tiers.readApi().groupName())
                .add(
                        "InternalLoadBalancerName",
                        "The application servers' load balancer",
                        tiers.internal().dnsName())
                .add(tiers.buckets().content());
    }

    /** Adds the bucket of content. */
    Outputs add(ContentStore content) {
        return add("ContentBucket", "Static content and user files", content.bucketName());
    }

    /** Adds the cache. */
    Outputs add(Cache cache) {
        return add("CacheHost", "The cache, from application servers only", cache.host());
    }

    /**
     * Adds a database that answers all requests.
     *
     * @param description the database's purpose, and who reaches it
     */
    Outputs add(Database database, String description) {
        return add("DatabaseHost", description, database.host())
                .add("DatabaseSecretArn", "The database's credentials", database.secretArn());
    }

    /** Adds a database and its replicas. */
    Outputs add(ReplicatedDatabase database) {
        return add(database.primary(), "The primary, from the write API only")
                .add(
                        "ReplicasHost",
                        "The replicas, from the read API only",
                        database.replicas().dnsName());
    }

    /** Adds the databases of content and accounts. */
    Outputs add(ShardedDatabases databases) {
        return add(databases.first(), "The first shard, from write API and worker only")
                .add(
                        "ShardHosts",
                        "The shards, from write API and worker only",
                        String.join(",", databases.shards().hosts()))
                .add(
                        "ReplicasHost",
                        "The replicas, from the read API only",
                        databases.replicas().dnsName())
                .add(
                        "AccountsDatabaseHost",
                        "Accounts, from write API and worker only",
                        databases.accounts().host())
                .add(
                        "AccountsSecretArn",
                        "The accounts database's credentials",
                        databases.accounts().secretArn());
    }

    /** Adds the key-value tables. */
    Outputs add(Tables tables) {
        return add("CountersTable", "Counters and likes", tables.countersName())
                .add("ShardMapTable", "Which bucket is on which shard", tables.shardMapName());
    }

    /** Adds the outputs for the archive of old rows. */
    Outputs add(Jobs jobs) {
        return add(
                        "WarehouseWorkgroup",
                        "The history, by the Data API",
                        jobs.warehouse().workgroupName())
                .add("ArchiveBucket", "Rows that left MySQL", jobs.archiveBucket());
    }

    /** Adds the dashboard for operators, and the alarm that a release names. */
    Outputs add(Operations operations) {
        return add("DashboardUrl", "The page to open first", operations.dashboardUrl())
                .add("DeploymentAlarmArn", "For a deploy's rollback triggers", operations.deploymentAlarmArn());
    }

    private Outputs url(String url) {
        return add("Url", "The system's address", url);
    }
}
