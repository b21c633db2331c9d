package dev.scalingstages.rehearsal.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.network.Network.Rule;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Security groups and their rules. */
public final class SecurityGroupTypes {
    /** Of us-east-1: {@code aws ec2 describe-managed-prefix-lists}, as the application's own table has them. */
    private static final Map<String, String> PREFIX_LISTS = Map.of(
            "pl-63a5400a", "pl-s3",
            "pl-02cd2c6b", "pl-dynamodb",
            "pl-3b927c52", "pl-cloudfront");

    private static final Rule ALL_EGRESS = new Rule(false, "-1", -1, -1, "0.0.0.0/0");

    private final Network network;
    private final Ids ids;

    public SecurityGroupTypes(Network network, Ids ids) {
        this.network = network;
        this.ids = ids;
    }

    /** The types by name. */
    public Map<String, ResourceType> types() {
        return Map.of(
                "AWS::EC2::SecurityGroup", new Group(),
                "AWS::EC2::SecurityGroupIngress", new RuleType(true),
                "AWS::EC2::SecurityGroupEgress", new RuleType(false));
    }

    private static Rule rule(boolean ingress, JsonNode json) throws FailureException {
        String side = ingress ? "Source" : "Destination";
        for (String peer : List.of("CidrIp", side + "SecurityGroupId", side + "PrefixListId")) {
            if (json.has(peer)) {
                return new Rule(
                        ingress,
                        json.path("IpProtocol").asText(),
                        json.path("FromPort").asInt(-1),
                        json.path("ToPort").asInt(-1),
                        peer.endsWith("PrefixListId")
                                ? prefixList(json.path(peer).asText())
                                : json.path(peer).asText());
            }
        }
        if (json.has("CidrIpv6")) {
            throw new FailureException("the rehearsal plays no IPv6: " + json);
        }
        throw new FailureException("a rule without a peer: " + json);
    }

    /** AWS's own prefix lists have an id in each region; the play's network knows them by what they are. */
    private static String prefixList(String id) throws FailureException {
        String known = PREFIX_LISTS.get(id);
        if (known == null) {
            throw new FailureException(
                    "The prefix list ID '" + id + "' does not exist, or the rehearsal does not know it");
        }
        return known;
    }

    /** EC2 gives a group that declares no egress one rule that allows everything. */
    private static List<Rule> rules(Declaration group) throws FailureException {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode each : group.property("SecurityGroupIngress")) {
            rules.add(rule(true, each));
        }
        for (JsonNode each : group.property("SecurityGroupEgress")) {
            rules.add(rule(false, each));
        }
        if (group.property("SecurityGroupEgress").isEmpty()) {
            rules.add(ALL_EGRESS);
        }
        return rules;
    }

    private final class Group extends PlayedType {
        @Override
        Created make(Declaration declaration) throws FailureException, IOException, InterruptedException {
            List<Rule> rules = rules(declaration);
            String id = ids.next("sg");
            network.addSecurityGroup(id);
            for (Rule rule : rules) {
                network.allow(id, rule);
            }
            return new Created(id, Map.of("GroupId", id, "VpcId", declaration.text("VpcId")));
        }

        @Override
        Created change(Declaration before, Declaration after, Created created)
                throws FailureException, IOException, InterruptedException {
            Properties.playedChanges(before, after, "SecurityGroupIngress", "SecurityGroupEgress");
            List<Rule> old = rules(before);
            List<Rule> now = rules(after);
            for (Rule rule : now) {
                if (!old.contains(rule)) {
                    network.allow(created.physicalId(), rule);
                }
            }
            for (Rule rule : old) {
                if (!now.contains(rule)) {
                    network.revoke(created.physicalId(), rule);
                }
            }
            return created;
        }

        @Override
        void remove(Declaration declaration, Created created) throws IOException, InterruptedException {
            network.removeSecurityGroup(created.physicalId());
        }
    }

    private final class RuleType extends PlayedType {
        private final boolean ingress;

        private RuleType(boolean ingress) {
            this.ingress = ingress;
        }

        @Override
        Created make(Declaration declaration) throws FailureException, IOException, InterruptedException {
            network.allow(declaration.text("GroupId"), rule(ingress, declaration.properties()));
            String id = ids.next("sgr");
            return new Created(id, Map.of("Id", id));
        }

        @Override
        void remove(Declaration declaration, Created created)
                throws FailureException, IOException, InterruptedException {
            network.revoke(declaration.text("GroupId"), rule(ingress, declaration.properties()));
        }
    }
}
