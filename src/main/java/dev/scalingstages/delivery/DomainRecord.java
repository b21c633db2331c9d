package dev.scalingstages.delivery;

import java.util.List;
import java.util.function.Consumer;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.route53.CfnRecordSet;
import software.amazon.awscdk.services.route53.CfnRecordSet.AliasTargetProperty;
import software.constructs.Construct;

/**
 * The domain's address. It is the same record in all six stages, so that it moves from the server to the load balancer
 * in place.
 */
public final class DomainRecord extends Construct {
    /** How long resolvers keep the server's address, in seconds: a minute, so that a change reaches users soon. */
    private static final String TIME_TO_LIVE = "60";

    private final CfnRecordSet recordSet;

    private DomainRecord(
            Construct scope, String id, String domainName, String hostedZoneId, Consumer<CfnRecordSet.Builder> target) {
        super(scope, id);
        CfnRecordSet.Builder builder = CfnRecordSet.Builder.create(this, "Resource")
                .name(domainName)
                .type("A")
                .hostedZoneId(hostedZoneId);
        target.accept(builder);
        recordSet = builder.build();
    }

    /** A record that names one IPv4 address. */
    public static DomainRecord toAddress(
            Construct scope, String id, String domainName, String hostedZoneId, String address) {
        return new DomainRecord(
                scope,
                id,
                domainName,
                hostedZoneId,
                builder -> builder.ttl(TIME_TO_LIVE).resourceRecords(List.of(address)));
    }

    /** A record that follows a load balancer or a distribution. */
    public static DomainRecord toAlias(
            Construct scope,
            String id,
            String domainName,
            String hostedZoneId,
            String targetName,
            String targetHostedZoneId) {
        return new DomainRecord(
                scope,
                id,
                domainName,
                hostedZoneId,
                builder -> builder.aliasTarget(AliasTargetProperty.builder()
                        .dnsName(targetName)
                        .hostedZoneId(targetHostedZoneId)
                        .evaluateTargetHealth(false)
                        .build()));
    }

    /** The record, for resources that call the domain and must wait for it. */
    public CfnRecordSet resource() {
        return recordSet;
    }

    /** Moves the record only after this resource is complete, such as servers that have signalled that they serve. */
    public void moveAfter(CfnResource serving) {
        recordSet.addResourceDependency(serving);
    }
}
