package dev.scalingstages.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate.Resource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Where subnets are and where they lead. */
public final class SubnetRoutes {
    private SubnetRoutes() {}

    /** The subnets that a value refers to. */
    public static List<Resource> subnets(CloudTemplate template, JsonNode value) {
        return CloudTemplate.references(value).stream()
                .filter(id -> template.is(id, "AWS::EC2::Subnet"))
                .map(template::resource)
                .toList();
    }

    /** The availability zones of the subnets that a value refers to. */
    public static Set<String> zones(CloudTemplate template, JsonNode value) {
        return subnets(template, value).stream()
                .map(subnet -> TemplateText.of(subnet.at("/AvailabilityZone")))
                .collect(Collectors.toSet());
    }

    /** Whether any of the subnets that a value refers to has a route out of the VPC. */
    public static boolean leadOut(CloudTemplate template, JsonNode value) {
        return subnets(template, value).stream().anyMatch(subnet -> leadsOut(template, subnet));
    }

    /** Whether all of the subnets that a value refers to have a route to the internet gateway. */
    public static boolean allLeadOut(CloudTemplate template, JsonNode value) {
        return subnets(template, value).stream().allMatch(subnet -> leadsOut(template, subnet));
    }

    /** Whether a subnet has a route out of the VPC. */
    public static boolean leadsOut(CloudTemplate template, Resource subnet) {
        return !template.referring("AWS::EC2::Route", "/RouteTableId", routeTable(template, subnet))
                .isEmpty();
    }

    /** The route table of a subnet; fails when it has none. */
    public static Resource routeTable(CloudTemplate template, Resource subnet) {
        Resource association = template.onlyReferring("AWS::EC2::SubnetRouteTableAssociation", "/SubnetId", subnet);
        return template.target(association.at("/RouteTableId"));
    }
}
