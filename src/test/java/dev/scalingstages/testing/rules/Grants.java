package dev.scalingstages.testing.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.RolePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What each role may do, whether its policies stand in the role or beside it. */
public final class Grants {
    private final CloudTemplate template;

    /** The roles of one template. */
    public Grants(CloudTemplate template) {
        this.template = template;
    }

    /** All statements of a role's policies. */
    public List<JsonNode> of(Resource role) {
        List<JsonNode> statements = new ArrayList<>();
        role.at("/Policies")
                .forEach(policy -> statements.addAll(ResourcePolicies.statements(policy.path("PolicyDocument"))));
        statements.addAll(ResourcePolicies.about(template, "AWS::IAM::ManagedPolicy", "/Roles", role));
        statements.addAll(ResourcePolicies.about(template, "AWS::IAM::Policy", "/Roles", role));
        statements.addAll(ResourcePolicies.about(template, "AWS::IAM::RolePolicy", "/RoleName", role));
        return statements;
    }

    /** The resources, as text, for which a role is allowed an action by name. */
    public Set<String> resources(Resource role, String action) {
        return RolePermissions.resources(template, role, action);
    }

    /** All actions that a role is allowed. */
    public Set<String> actions(Resource role) {
        Set<String> actions = new TreeSet<>();
        of(role).forEach(statement -> actions.addAll(ResourcePolicies.actions(statement)));
        return actions;
    }

    /** What runs as servers: the single server, and the launch templates of the fleets. */
    public List<Resource> servers() {
        List<Resource> servers = new ArrayList<>(template.resources("AWS::EC2::Instance"));
        servers.addAll(template.resources("AWS::EC2::LaunchTemplate"));
        return servers;
    }

    /** The role of a server, by its instance profile. */
    public Resource roleOf(Resource server) {
        JsonNode profile = server.type().equals("AWS::EC2::Instance")
                ? server.at("/IamInstanceProfile")
                : server.at("/LaunchTemplateData/IamInstanceProfile");
        return template.target(template.target(profile).at("/Roles"));
    }
}
