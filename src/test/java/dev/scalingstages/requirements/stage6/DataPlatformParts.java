package dev.scalingstages.requirements.stage6;

import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.SecurityGroupRules;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.Templates;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the tests of stage 6 find its parts: by what servers are told, and by following references from there. */
public final class DataPlatformParts {
    static final String WRITE_API = "write-api";
    static final String READ_API = "read-api";
    public static final String WORKER = "worker";

    private DataPlatformParts() {}

    /** The template of stage 6, which the caller may change. */
    public static CloudTemplate template() {
        return Templates.of(ScalingStage.DATA_PLATFORM);
    }

    /** A fleet by its component. */
    static ServerFleet fleet(CloudTemplate template, String component) {
        return new ServerFleet(template, component);
    }

    /** What a line of a fleet's environment file says; fails when there is no such line. */
    static String configured(CloudTemplate template, String component, String variable) {
        String value = fleet(template, component).environment().get(variable);
        if (value == null) {
            throw new AssertionError("servers of " + component + " are not told " + variable);
        }
        return value;
    }

    /** The resource that a line of a fleet's environment file refers to. */
    public static Resource toldResource(CloudTemplate template, String component, String variable) {
        return template.resource(configured(template, component, variable).replaceAll("^\\$\\{|(\\.[^.}]+)*}$", ""));
    }

    /** The policies of a fleet's servers, that of their application first. */
    static List<Resource> policies(CloudTemplate template, String component) {
        return template.referring(
                "AWS::IAM::ManagedPolicy", "/Roles", fleet(template, component).role());
    }

    /** How many databases content is in. */
    static int shardCount(CloudTemplate template) {
        return Integer.parseInt(configured(template, WRITE_API, "SHARD_COUNT"));
    }

    /** The database of a shard, by its number from 1. */
    static Resource shard(CloudTemplate template, int number) {
        return toldResource(template, WRITE_API, "SHARD_" + number + "_HOST");
    }

    /** The replicas of a database. */
    static List<Resource> copies(CloudTemplate template, Resource primary) {
        return template.referring("AWS::RDS::DBInstance", "/SourceDBInstanceIdentifier", primary);
    }

    /** Whether a fleet's servers may do something, on a resource as the policies write it, or on anything. */
    static boolean may(CloudTemplate template, String component, String action, String resource) {
        return mayBe(template, fleet(template, component).role(), action, resource);
    }

    /** Whether a role may do something, on a resource as the policies write it, or on anything. */
    static boolean mayBe(CloudTemplate template, Resource role, String action, String resource) {
        String service = action.substring(0, action.indexOf(':'));
        return Stream.of(action, service + ":*", "*")
                .flatMap(each -> RolePermissions.resources(template, role, each).stream())
                .anyMatch(each -> each.equals(resource) || each.equals("*"));
    }

    /** The fleets that may do something on a resource, sorted. */
    static List<String> whoMay(CloudTemplate template, String action, String resource) {
        return ServerFleet.all(template).stream()
                .map(ServerFleet::component)
                .filter(component -> may(template, component, action, resource))
                .sorted()
                .collect(Collectors.toList());
    }

    /** Whether servers may connect to a security group on a port, by the rules at both ends. */
    static boolean reaches(CloudTemplate template, String component, Resource securityGroup, int port) {
        return SecurityGroupRules.reaches(template, fleet(template, component).securityGroup(), securityGroup, port);
    }

    /** A resource's ARN as policies write it. */
    static String arn(Resource resource) {
        return "${" + resource.logicalId() + ".Arn}";
    }
}
