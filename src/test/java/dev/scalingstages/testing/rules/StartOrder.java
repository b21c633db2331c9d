package dev.scalingstages.testing.rules;

import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Listeners;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.RolePermissions.Statement;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a server's readiness needs is complete before the server starts (X10). What each kind asks for is read from its
 * environment file, its role's actions and its security group's rules; the ways are {@link WayOrder}'s.
 *
 * <p>Web servers answer their health check themselves, so they need the internal load balancer, and not the servers behind
 * it.
 */
public final class StartOrder {
    /**
     * Actions that no server calls by itself: KMS works for the services that hold what it encrypts, ElastiCache asks when
     * a server connects, and the Data API gets the warehouse's credentials.
     */
    private static final Set<String> ASKED_BY_OTHERS = Set.of("elasticache", "kms", "redshift-serverless");

    /** What a server has to be allowed when it is told of a resource. */
    private static final Map<String, String> NEEDED = Map.of(
            "AWS::DynamoDB::Table", "dynamodb:",
            "AWS::Logs::LogGroup", "logs:PutLogEvents",
            "AWS::RedshiftServerless::Workgroup", "redshift-data:ExecuteStatement",
            "AWS::S3::Bucket", "s3:",
            "AWS::SQS::Queue", "sqs:",
            "AWS::SecretsManager::Secret", "secretsmanager:GetSecretValue");

    private StartOrder() {}

    /** What starts too early. */
    public static List<String> violations(CloudTemplate template) {
        Violations violations = new Violations();
        List<StartingServer> servers = StartingServer.all(template);
        violations.when(servers.isEmpty(), "there is no server");
        for (StartingServer server : servers) {
            Stream.of(
                            permissions(server),
                            services(server),
                            new WayOrder(template, server.name(), server.before()).waysOf(server.securityGroup()),
                            told(server),
                            front(server))
                    .flatMap(List::stream)
                    .forEach(violations::add);
        }
        violations.and(queues(servers));
        return violations;
    }

    /** The servers' own role, and each role that something before them works by, is allowed all that it will be. */
    private static List<String> permissions(StartingServer server) {
        Violations violations = new Violations();
        CloudTemplate template = server.template();
        violations.when(
                RolePermissions.policies(template, server.role()).isEmpty(),
                server.name() + " has a role without permissions");
        template.resources("AWS::IAM::Role").stream()
                .filter(role -> server.startsAfter(role)
                        || role.logicalId().equals(server.role().logicalId()))
                .flatMap(role -> RolePermissions.policies(template, role).stream())
                .filter(policy -> !server.startsAfter(policy))
                .forEach(policy -> violations.add(server.name() + " starts before the policy " + policy));
        return violations;
    }

    /** Each service that a role may call has a door, which is open: name, policy and routes. */
    private static List<String> services(StartingServer server) {
        Violations violations = new Violations();
        Set<String> services = new TreeSet<>();
        for (Statement statement : RolePermissions.of(server.template(), server.role())) {
            statement.actions().forEach(action -> services.add(action.split(":")[0]));
        }
        services.removeAll(ASKED_BY_OTHERS);
        for (String service : services) {
            Optional<String> endpoint = NetworkRules.endpointOf(service);
            if (endpoint.isEmpty()) {
                violations.add(server.name() + " may call " + service + ", and nobody knows by which endpoint");
                continue;
            }
            List<Resource> found = server.template().resources("AWS::EC2::VPCEndpoint").stream()
                    .filter(each -> NetworkRules.service(each).equals(endpoint.get()))
                    .toList();
            violations.when(found.isEmpty(), server.name() + " may call " + service + ", and has no endpoint for it");
            found.forEach(each -> violations.and(endpoint(server, each)));
        }
        return violations;
    }

    private static List<String> endpoint(StartingServer server, Resource endpoint) {
        Violations violations = new Violations();
        String what = server.name() + " starts before the endpoint " + endpoint;
        violations.unless(server.startsAfter(endpoint), what);
        violations.when(
                endpoint.at("/PolicyDocument/Statement").isEmpty(),
                endpoint + " has no policy that lets " + server.name() + " pass");
        if (endpoint.is("/VpcEndpointType", "Gateway")) {
            List<String> tables = CloudTemplate.references(endpoint.at("/RouteTableIds"));
            Set<String> routes = server.routes();
            violations.when(
                    routes.isEmpty() || routes.stream().noneMatch(tables::contains),
                    endpoint + " is in no route table of " + server.name());
            routes.stream()
                    .filter(each -> !server.before().contains(each))
                    .forEach(each -> violations.add(what + "'s route " + each));
        } else if (!endpoint.at("/PrivateDnsEnabled").asBoolean()) {
            violations.add(endpoint + " does not answer to the service's own name");
        }
        return violations;
    }

    /** What the environment file names can be reached and used. */
    private static List<String> told(StartingServer server) {
        Violations violations = new Violations();
        List<Statement> statements = RolePermissions.of(server.template(), server.role());
        for (Resource told : server.told()) {
            String needed = NEEDED.get(told.type());
            violations.when(
                    needed != null
                            && statements.stream().noneMatch(each -> allows(each, needed, "${" + told.logicalId())),
                    server.name() + " is told of " + told + " and may not use it");
            violations.unless(
                    WayOrder.canReach(server, told), server.name() + " is told of " + told + " and has no way to it");
        }
        return violations;
    }

    private static boolean allows(Statement statement, String action, String resource) {
        return statement.allows()
                && statement.actions().stream().anyMatch(each -> each.startsWith(action))
                && statement.resources().stream().anyMatch(each -> each.startsWith(resource));
    }

    /** A load balancer that looks for the servers finds them: it routes to them, and both ends are open. */
    private static List<String> front(StartingServer server) {
        Violations violations = new Violations();
        CloudTemplate template = server.template();
        for (String id : CloudTemplate.references(server.resource().at("/TargetGroupARNs"))) {
            Resource targets = template.resource(id);
            List<String> routes = Listeners.leadingTo(template, targets);
            violations.when(routes.isEmpty(), "nothing leads to " + server.name());
            routes.stream()
                    .filter(each -> !server.before().contains(each))
                    .forEach(each -> violations.add(server.name() + " starts before " + each + " leads to it"));
            Resource group =
                    template.target(Listeners.loadBalancerOf(template, targets).at("/SecurityGroups"));
            WayOrder way = new WayOrder(template, server.name(), server.before());
            violations.and(way.between(group, server.securityGroup()));
        }
        return violations;
    }

    /** Who sends to a queue starts when somebody works on it: what is acknowledged must not wait for a step that fails. */
    private static List<String> queues(List<StartingServer> servers) {
        return Violations.ofEach(servers, (violations, sender) -> {
            for (String queue : queues(sender, "sqs:SendMessage")) {
                // Who only drains a queue hides no message for longer.
                List<StartingServer> workers = servers.stream()
                        .filter(each -> queues(each, "sqs:ReceiveMessage").contains(queue))
                        .filter(each ->
                                queues(each, "sqs:ChangeMessageVisibility").contains(queue))
                        .toList();
                violations.when(
                        workers.isEmpty(), "nobody works on " + queue + ", which " + sender.name() + " sends to");
                workers.stream()
                        .filter(each -> each != sender && !sender.startsAfter(each.resource()))
                        .forEach(each -> violations.add(sender.name() + " starts before " + each.name()));
            }
        });
    }

    private static Set<String> queues(StartingServer server, String action) {
        return RolePermissions.resources(server.template(), server.role(), action);
    }
}
