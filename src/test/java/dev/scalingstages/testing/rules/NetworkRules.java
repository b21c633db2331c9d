package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Violations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** X1: the three tiers of subnets, and where their routes and gateway endpoints lead: references to follow. */
public final class NetworkRules {
    private static final List<String> LAYOUT = List.of(
            "AWS::EC2::VPC",
            "AWS::EC2::Subnet",
            "AWS::EC2::RouteTable",
            "AWS::EC2::SubnetRouteTableAssociation",
            "AWS::EC2::Route",
            "AWS::EC2::InternetGateway",
            "AWS::EC2::VPCGatewayAttachment");

    /** The services that servers call, as their actions name them. */
    private static final Set<String> CALLED = Set.of(
            "cloudformation",
            "cloudwatch",
            "dynamodb",
            "logs",
            "redshift-data",
            "s3",
            "secretsmanager",
            "sqs",
            "ssm",
            "ssmmessages");

    private final CloudTemplate template;

    /** The network of one template. */
    public NetworkRules(CloudTemplate template) {
        this.template = template;
    }

    /** What is wrong with the tiers and the ways out, given the three pinned zones. */
    public static List<String> violations(CloudTemplate template, List<String> zones) {
        return new NetworkRules(template).check(zones);
    }

    /** Everything that makes the network, by logical id and without tags: what must be the same in all six stages. */
    public static Map<String, JsonNode> layout(CloudTemplate template) {
        Map<String, JsonNode> layout = new TreeMap<>();
        for (Resource resource : template.resources()) {
            if (LAYOUT.contains(resource.type())) {
                JsonNode json = resource.json().deepCopy();
                ((ObjectNode) json.path("Properties")).remove("Tags");
                layout.put(resource.logicalId(), json);
            }
        }
        return layout;
    }

    /** The subnets of each tier, by the logical id of the tier's route table. */
    public Map<String, List<Resource>> tiers() {
        Map<String, List<Resource>> tiers = new TreeMap<>();
        for (Resource association : template.resources("AWS::EC2::SubnetRouteTableAssociation")) {
            tiers.computeIfAbsent(
                            template.target(association.at("/RouteTableId")).logicalId(), id -> new ArrayList<>())
                    .add(template.target(association.at("/SubnetId")));
        }
        return tiers;
    }

    /** Whatever is pinned to a zone, servers, volumes and replicas as well as subnets, is in one of the three. */
    public static List<String> elsewhere(CloudTemplate template, List<String> zones) {
        return template.resources().stream()
                .filter(resource -> resource.has("AvailabilityZone"))
                .filter(resource -> !zones.contains(resource.text("/AvailabilityZone")))
                .map(resource -> resource + " is in " + resource.text("/AvailabilityZone") + ", not in one of " + zones)
                .toList();
    }

    private List<String> check(List<String> zones) {
        Violations violations = new Violations();
        Map<String, List<Resource>> tiers = tiers();
        if (tiers.size() != 3) {
            violations.add("there are not three tiers of three subnets: " + tiers.keySet());
        }
        tiers.forEach((routeTable, subnets) -> {
            List<String> found = subnets.stream()
                    .map(subnet -> TemplateText.of(subnet.at("/AvailabilityZone")))
                    .sorted()
                    .toList();
            violations.unless(
                    found.equals(zones), "the tier of " + routeTable + " is in " + found + ", not in " + zones);
        });
        List<String> open =
                tiers.keySet().stream().filter(tier -> !routes(tier).isEmpty()).toList();
        violations.when(open.size() != 1, "not exactly one tier has a route out: " + open);
        for (Resource route : template.resources("AWS::EC2::Route")) {
            violations.unless(
                    template.target(route.at("/GatewayId")).type().equals("AWS::EC2::InternetGateway"),
                    route + " does not lead to the internet gateway");
        }
        Set<String> cidrs = new HashSet<>();
        for (Resource subnet : template.resources("AWS::EC2::Subnet")) {
            violations.unless(cidrs.add(subnet.text("/CidrBlock")), subnet + " has the range of another subnet");
        }
        violations.and(gatewayViolations(tiers.keySet()));
        return violations;
    }

    private List<String> gatewayViolations(Set<String> routeTables) {
        Map<String, Set<String>> served = template.resources("AWS::EC2::VPCEndpoint").stream()
                .filter(endpoint -> endpoint.is("/VpcEndpointType", "Gateway"))
                .collect(Collectors.toMap(
                        endpoint -> service(endpoint),
                        endpoint -> Set.copyOf(CloudTemplate.references(endpoint.at("/RouteTableIds")))));
        return List.of("s3", "dynamodb").stream()
                .filter(service -> !served.getOrDefault(service, Set.of()).equals(routeTables))
                .map(service -> "not every tier reaches " + service + " by a gateway endpoint")
                .toList();
    }

    /** The name of the endpoint by which servers call a service; none for what others call for them, or nobody knows. */
    public static Optional<String> endpointOf(String service) {
        return CALLED.contains(service)
                ? Optional.of(service.equals("cloudwatch") ? "monitoring" : service)
                : Optional.empty();
    }

    /** The endpoint that leads to a service. */
    public static Resource endpoint(CloudTemplate template, String service) {
        return template.first(
                "AWS::EC2::VPCEndpoint", endpoint -> service(endpoint).equals(service));
    }

    /** The endpoints that have an address in subnets, and a price. */
    public static List<Resource> interfaceEndpoints(CloudTemplate template) {
        return template.resources("AWS::EC2::VPCEndpoint").stream()
                .filter(endpoint -> endpoint.is("/VpcEndpointType", "Interface"))
                .toList();
    }

    /** The service that an endpoint leads to, such as {@code ssm}. */
    public static String service(Resource endpoint) {
        String name = TemplateText.of(endpoint.at("/ServiceName"));
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private List<Resource> routes(String routeTable) {
        return template.resources("AWS::EC2::Route").stream()
                .filter(route ->
                        CloudTemplate.references(route.at("/RouteTableId")).contains(routeTable))
                .toList();
    }
}
