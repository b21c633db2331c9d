package dev.scalingstages.review.knowledge;

import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Template;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The stateful resources of a template and their dependencies: everything they refer to or wait for, transitively. */
public final class Foundations {
    /** Stateful types that CloudFormation's specification doesn't mark as such. */
    private static final Set<String> UNMARKED = Set.of(
            "AWS::AmazonMQ::Broker",
            "AWS::Cassandra::Keyspace",
            "AWS::Cassandra::Table",
            "AWS::CodeArtifact::Repository",
            "AWS::CodeCommit::Repository",
            "AWS::DSQL::Cluster",
            "AWS::DocDBElastic::Cluster",
            "AWS::ECR::PublicRepository",
            "AWS::ECR::Repository",
            "AWS::ElastiCache::ServerlessCache",
            "AWS::FSx::Volume",
            "AWS::KinesisVideo::Stream",
            "AWS::Lightsail::Bucket",
            "AWS::Lightsail::Database",
            "AWS::Lightsail::Disk",
            "AWS::MSK::Cluster",
            "AWS::MSK::ServerlessCluster",
            "AWS::MemoryDB::Cluster",
            "AWS::NeptuneGraph::Graph",
            "AWS::OpenSearchServerless::Collection",
            "AWS::RedshiftServerless::Namespace",
            "AWS::S3Express::DirectoryBucket",
            "AWS::S3Tables::TableBucket",
            "AWS::Timestream::Database",
            "AWS::Timestream::InfluxDBInstance",
            "AWS::Timestream::Table");

    /** The network carries data as a whole: renumbering a subnet replaces everything in it. */
    private static final Set<String> NETWORK = Set.of("AWS::EC2::Subnet", "AWS::EC2::VPC");

    private final SortedMap<String, Role> roles = new TreeMap<>();

    private Foundations() {}

    /** The foundations of one template, by the types that a comparison knows. */
    public static Foundations of(Template template, Comparison comparison) {
        Foundations foundations = new Foundations();
        template.resources().values().forEach(resource -> {
            if (holdsData(resource.type(), comparison)) {
                foundations.roles.put(resource.logicalId(), Role.HOLDS_DATA);
            } else if (NETWORK.contains(resource.type())) {
                foundations.roles.put(resource.logicalId(), Role.CARRIES_DATA);
            }
        });
        template.needs(foundations.roles.keySet())
                .forEach(needed -> foundations.roles.putIfAbsent(needed, Role.CARRIES_DATA));
        return foundations;
    }

    /** Whether a resource of a type keeps data that is lost with it. */
    public static boolean holdsData(String type, Comparison comparison) {
        return UNMARKED.contains(type)
                || comparison.model(type).filter(model -> model.holdsData()).isPresent();
    }

    /** The role that a resource has for the data. */
    public Role role(String logicalId) {
        return roles.getOrDefault(logicalId, Role.NONE);
    }

    /** The logical ids of the stateful resources and of their dependencies. */
    public SortedSet<String> logicalIds() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(roles.keySet()));
    }
}
