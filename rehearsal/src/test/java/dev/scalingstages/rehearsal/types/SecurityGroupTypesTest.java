package dev.scalingstages.rehearsal.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.network.LoopbackNetwork;
import dev.scalingstages.rehearsal.network.Network.Rule;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import org.junit.jupiter.api.Test;

class SecurityGroupTypesTest {
    private static final String GROUP = "AWS::EC2::SecurityGroup";
    private static final Rule ALL_EGRESS = new Rule(false, "-1", -1, -1, "0.0.0.0/0");

    private final LoopbackNetwork network = new LoopbackNetwork();
    private final SecurityGroupTypes types = new SecurityGroupTypes(network, new Ids());

    private Created create(String type, String properties) throws Exception {
        return types.types().get(type).create(Declared.of(type, properties));
    }

    @Test
    void groupWithoutEgressMaySendEverything() throws Exception {
        Created group = create(
                GROUP,
                "{'SecurityGroupIngress':[{'IpProtocol':'tcp','FromPort':443,'ToPort':443,"
                        + "'CidrIp':'0.0.0.0/0'}]}");
        assertThat(network.rules().get(group.physicalId()))
                .containsExactly(new Rule(true, "tcp", 443, 443, "0.0.0.0/0"), ALL_EGRESS);
        assertThat(group.attributes()).containsEntry("GroupId", group.physicalId());
    }

    @Test
    void peersAreRangesGroupsAndPrefixLists() throws Exception {
        Created group = create(GROUP, """
                {'SecurityGroupIngress':[{'IpProtocol':'tcp','FromPort':443,'ToPort':443,
                   'SourcePrefixListId':'pl-3b927c52'}],
                 'SecurityGroupEgress':[{'IpProtocol':'-1','CidrIp':'10.0.0.0/16'},
                   {'IpProtocol':'tcp','FromPort':443,'ToPort':443,'DestinationPrefixListId':'pl-63a5400a'}]}
                """);
        create("AWS::EC2::SecurityGroupEgress", """
                {'GroupId':'%s','IpProtocol':'tcp','FromPort':1,'ToPort':2,'DestinationSecurityGroupId':'sg-9'}
                """.formatted(group.physicalId()));
        assertThat(network.rules().get(group.physicalId()))
                .containsExactly(
                        new Rule(true, "tcp", 443, 443, "pl-cloudfront"),
                        new Rule(false, "-1", -1, -1, "10.0.0.0/16"),
                        new Rule(false, "tcp", 443, 443, "pl-s3"),
                        new Rule(false, "tcp", 1, 2, "sg-9"));
    }

    @Test
    void ruleIsTakenBackWhenItGoes() throws Exception {
        Created group = create(GROUP, "{}");
        String type = "AWS::EC2::SecurityGroupIngress";
        Declaration rule = Declared.of(type, """
                {'GroupId':'%s','IpProtocol':'tcp','FromPort':80,'ToPort':80,'SourceSecurityGroupId':'sg-9'}
                """.formatted(group.physicalId()));
        Created created = types.types().get(type).create(rule);
        assertThat(network.rules().get(group.physicalId())).contains(new Rule(true, "tcp", 80, 80, "sg-9"));
        types.types().get(type).delete(rule, created);
        assertThat(network.rules().get(group.physicalId())).containsExactly(ALL_EGRESS);
    }

    @Test
    void whatIsNotKnownIsRefusedAndLeavesNoGroup() {
        for (String peer : new String[] {
            "'SourcePrefixListId':'pl-00000000'", "'CidrIpv6':'::/0'", "'SourceSecurityGroupName':'default'"
        }) {
            assertThatThrownBy(() -> create(GROUP, "{'SecurityGroupIngress':[{'IpProtocol':'tcp'," + peer + "}]}"))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining(
                            peer.contains("pl-") ? "pl-00000000" : peer.contains("v6") ? "IPv6" : "without a peer");
        }
        assertThat(network.rules()).isEmpty();
    }

    @Test
    void changeAllowsAndRevokesAndRefusesOthers() throws Exception {
        ResourceType type = types.types().get(GROUP);
        Declaration before = Declared.of(GROUP, """
                {'SecurityGroupEgress':[{'IpProtocol':'tcp','FromPort':1,'ToPort':1,'CidrIp':'10.0.0.1/32'}]}""");
        Created group = type.create(before);
        Declaration after = Declared.of(GROUP, """
                {'SecurityGroupEgress':[{'IpProtocol':'tcp','FromPort':2,'ToPort':2,'CidrIp':'10.0.0.1/32'}]}""");
        type.update(before, after, group);
        assertThat(network.rules().get(group.physicalId()))
                .containsExactly(new Rule(false, "tcp", 2, 2, "10.0.0.1/32"));
        assertThatThrownBy(() -> type.update(after, Declared.of(GROUP, "{'GroupName':'x'}"), group))
                .hasMessageContaining("GroupName");
        type.delete(after, group);
        assertThat(network.rules()).isEmpty();
    }
}
