package dev.scalingstages.delivery;

import dev.scalingstages.monitoring.LogGroups;
import dev.scalingstages.security.Arns;
import dev.scalingstages.security.OperationsKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.wafv2.CfnLoggingConfiguration;
import software.amazon.awscdk.services.wafv2.CfnWebACL;
import software.amazon.awscdk.services.wafv2.CfnWebACL.AllowActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.AndStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.BlockActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.ByteMatchStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CustomHTTPHeaderProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CustomResponseBodyProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.CustomResponseProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.DefaultActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.FieldToMatchProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.ForwardedIPConfigurationProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.ManagedRuleGroupStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.OrStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.OverrideActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RateBasedStatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RuleActionProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.RuleProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.StatementProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.TextTransformationProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACL.VisibilityConfigProperty;
import software.amazon.awscdk.services.wafv2.CfnWebACLAssociation;
import software.constructs.Construct;

/**
 * The firewall in front of the public load balancer: AWS's own rules against common attacks and known bad input, and
 * limits on requests from one address. The common rules refuse bodies over 8 KB: a post has 1 KB, and photos go
 * straight to S3. Behind CloudFront the limits use the header that the function there overwrites; where clients connect
 * directly, they use the client's address, and no header is trusted. A request without that header, which only the
 * cache of CloudFront sends, is not counted here; nginx counts it.
 */
public final class WebApplicationFirewall extends Construct {
    /**
     * Requests from one address in five minutes: 100 a second. An office behind one address or an edge of CloudFront
     * stays below, a flood does not.
     */
    private static final int RATE_LIMIT = 30_000;

    /**
     * Sign-ins and sign-ups from one address in five minutes. Twice what one web server lets through, since an
     * address's requests reach at least two; this limit holds however many there are.
     */
    private static final int ENTRANCE_LIMIT = 200;

    private static final List<String> ENTRANCE = List.of("/api/sessions", "/api/accounts");

    private static final String TOO_MANY = "too-many-requests";

    private static final List<String> MANAGED_RULES = List.of(
            "AWSManagedRulesAmazonIpReputationList",
            "AWSManagedRulesKnownBadInputsRuleSet",
            "AWSManagedRulesCommonRuleSet");

    private final CfnWebACL acl;

    public WebApplicationFirewall(Construct scope, String id, PublicLoadBalancer loadBalancer, OperationsKey logsKey) {
        super(scope, id);
        List<RuleProperty> rules = new ArrayList<>();
        boolean behindCloudFront = loadBalancer.isBehindCloudFront();
        rules.add(rateLimit("rate-limit", 0, RATE_LIMIT, behindCloudFront, Optional.empty()));
        IntStream.range(0, MANAGED_RULES.size())
                .mapToObj(index -> managed(MANAGED_RULES.get(index), index + 1))
                .forEach(rules::add);
        rules.add(rateLimit("entrance-limit", rules.size(), ENTRANCE_LIMIT, behindCloudFront, Optional.of(entrance())));
        acl = CfnWebACL.Builder.create(this, "Resource")
                .scope("REGIONAL")
                .customResponseBodies(Map.of(
                        TOO_MANY,
                        CustomResponseBodyProperty.builder()
                                .contentType("APPLICATION_JSON")
                                .content("{\"type\":\"about:blank\",\"title\":\"Too Many Requests\",\"status\":429,"
                                        + "\"detail\":\"There were too many requests from this address.\"}")
                                .build()))
                .defaultAction(DefaultActionProperty.builder()
                        .allow(AllowActionProperty.builder().build())
                        .build())
                .visibilityConfig(visibility("all"))
                .rules(rules)
                .build();
        CfnWebACLAssociation.Builder.create(this, "Association")
                .webAclArn(acl.getAttrArn())
                .resourceArn(loadBalancer.arn())
                .build();
        // WAF writes only to log groups whose name starts with aws-waf-logs-.
        CfnLogGroup logGroup = LogGroups.create(this, "LogGroup", logsKey, "aws-waf-logs-" + Aws.STACK_NAME);
        CfnLoggingConfiguration.Builder.create(this, "Logging")
                .loggingFilter(matchedRequestsOnly())
                .resourceArn(acl.getAttrArn())
                .logDestinationConfigs(List.of(Arns.ofLogGroup(logGroup.getRef())))
                .build();
    }

    /**
     * Trusts the header with the viewer's address only after the distribution overwrites it; before that, viewers could
     * set it themselves.
     */
    public void trustViewerAddressAfter(ContentDelivery delivery) {
        acl.addResourceDependency(delivery.resource());
    }

    /** @param narrowedTo which requests count; empty: all */
    private static RuleProperty rateLimit(
            String name, int priority, int most, boolean behindCloudFront, Optional<StatementProperty> narrowedTo) {
        RateBasedStatementProperty.Builder limit = RateBasedStatementProperty.builder()
                .limit(most)
                .evaluationWindowSec(300)
                .aggregateKeyType(behindCloudFront ? "FORWARDED_IP" : "IP");
        narrowedTo.ifPresent(limit::scopeDownStatement);
        if (behindCloudFront) {
            // A value that isn't an address didn't come from the viewer-request function, so it is refused.
            limit.forwardedIpConfig(ForwardedIPConfigurationProperty.builder()
                    .headerName(ViewerRequests.ADDRESS_HEADER)
                    .fallbackBehavior("MATCH")
                    .build());
        }
        return RuleProperty.builder()
                .name(name)
                .priority(priority)
                .action(RuleActionProperty.builder()
                        .block(BlockActionProperty.builder()
                                .customResponse(CustomResponseProperty.builder()
                                        .responseCode(429)
                                        .responseHeaders(List.of(CustomHTTPHeaderProperty.builder()
                                                .name("Retry-After")
                                                .value("60")
                                                .build()))
                                        .customResponseBodyKey(TOO_MANY)
                                        .build())
                                .build())
                        .build())
                .statement(StatementProperty.builder()
                        .rateBasedStatement(limit.build())
                        .build())
                .visibilityConfig(visibility(name))
                .build();
    }

    /** Sign-in and sign-up. nginx refuses other spellings of these paths. */
    private static StatementProperty entrance() {
        List<StatementProperty> paths = ENTRANCE.stream()
                .map(path ->
                        matches(FieldToMatchProperty.builder().uriPath(Map.of()).build(), path))
                .toList();
        return StatementProperty.builder()
                .andStatement(AndStatementProperty.builder()
                        .statements(List.of(
                                matches(
                                        FieldToMatchProperty.builder()
                                                .method(Map.of())
                                                .build(),
                                        "POST"),
                                StatementProperty.builder()
                                        .orStatement(OrStatementProperty.builder()
                                                .statements(paths)
                                                .build())
                                        .build()))
                        .build())
                .build();
    }

    private static StatementProperty matches(FieldToMatchProperty field, String text) {
        return StatementProperty.builder()
                .byteMatchStatement(ByteMatchStatementProperty.builder()
                        .fieldToMatch(field)
                        .positionalConstraint("EXACTLY")
                        .searchString(text)
                        .textTransformations(List.of(TextTransformationProperty.builder()
                                .priority(0)
                                .type("NONE")
                                .build()))
                        .build())
                .build();
    }

    private static RuleProperty managed(String name, int priority) {
        return RuleProperty.builder()
                .name(name)
                .priority(priority)
                .overrideAction(OverrideActionProperty.builder().none(Map.of()).build())
                .statement(StatementProperty.builder()
                        .managedRuleGroupStatement(ManagedRuleGroupStatementProperty.builder()
                                .vendorName("AWS")
                                .name(name)
                                .build())
                        .build())
                .visibilityConfig(visibility(name))
                .build();
    }

    private static VisibilityConfigProperty visibility(String metric) {
        return VisibilityConfigProperty.builder()
                .cloudWatchMetricsEnabled(true)
                .sampledRequestsEnabled(true)
                .metricName(metric)
                .build();
    }

    /** Requests that pass are in the load balancer's log already; at stage 6 that is 100 billion lines a month. */
    private static Map<String, Object> matchedRequestsOnly() {
        return new TreeMap<>(Map.of(
                "DefaultBehavior",
                "DROP",
                "Filters",
                List.of(new TreeMap<>(Map.of(
                        "Behavior",
                        "KEEP",
                        "Requirement",
                        "MEETS_ANY",
                        "Conditions",
                        List.of(
                                Map.of("ActionCondition", Map.of("Action", "BLOCK")),
                                Map.of("ActionCondition", Map.of("Action", "COUNT"))))))));
    }
}
