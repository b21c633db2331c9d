package dev.scalingstages.delivery;

import dev.scalingstages.monitoring.LogGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.wafv2.CfnLoggingConfiguration;
import software.amazon.awscdk.services.wafv2.CfnWebACL;
import software.amazon.awscdk.services.wafv2.CfnWebACLAssociation;
import software.constructs.Construct;

/**
 * The firewall in front of the public load balancer: AWS's own rules against common attacks and known bad input, and a
 * limit on requests of one address. The common rules refuse bodies over 8 KB: a post has 1 KB, and photos go straight to
 * S3. Behind CloudFront the limit goes by the first address of X-Forwarded-For, which a client can write; it stops
 * floods by accident, not by intent.
 */
public final class WebApplicationFirewall extends Construct {
    /**
     * Requests of one address in five minutes: 100 a second. An office behind one address or an edge of CloudFront
     * stays below, a flood does not.
     */
    private static final int RATE_LIMIT = 30_000;

    private static final List<String> MANAGED_RULES = List.of(
            "AWSManagedRulesAmazonIpReputationList",
            "AWSManagedRulesKnownBadInputsRuleSet",
            "AWSManagedRulesCommonRuleSet");

    public WebApplicationFirewall(Construct scope, String id, PublicLoadBalancer loadBalancer, String logsKey) {
        super(scope, id);
        List<CfnWebACL.RuleProperty> rules = new ArrayList<>();
        rules.add(rateLimit(loadBalancer.isBehindCloudFront()));
        IntStream.range(0, MANAGED_RULES.size())
                .mapToObj(index -> managed(MANAGED_RULES.get(index), index + 1))
                .forEach(rules::add);
        CfnWebACL acl = CfnWebACL.Builder.create(this, "Resource")
                .scope("REGIONAL")
                .defaultAction(CfnWebACL.DefaultActionProperty.builder()
                        .allow(CfnWebACL.AllowActionProperty.builder().build())
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
                .loggingFilter(whatARuleStopped())
                .resourceArn(acl.getAttrArn())
                .logDestinationConfigs(List.of("arn:" + Aws.PARTITION + ":logs:" + Aws.REGION + ":" + Aws.ACCOUNT_ID
                        + ":log-group:" + logGroup.getRef()))
                .build();
    }

    private static CfnWebACL.RuleProperty rateLimit(boolean behindCloudFront) {
        CfnWebACL.RateBasedStatementProperty.Builder limit = CfnWebACL.RateBasedStatementProperty.builder()
                .limit(RATE_LIMIT)
                .evaluationWindowSec(300)
                .aggregateKeyType(behindCloudFront ? "FORWARDED_IP" : "IP");
        if (behindCloudFront) {
            limit.forwardedIpConfig(CfnWebACL.ForwardedIPConfigurationProperty.builder()
                    .headerName("X-Forwarded-For")
                    .fallbackBehavior("MATCH")
                    .build());
        }
        return CfnWebACL.RuleProperty.builder()
                .name("rate-limit")
                .priority(0)
                .action(CfnWebACL.RuleActionProperty.builder()
                        .block(CfnWebACL.BlockActionProperty.builder().build())
                        .build())
                .statement(CfnWebACL.StatementProperty.builder()
                        .rateBasedStatement(limit.build())
                        .build())
                .visibilityConfig(visibility("rate-limit"))
                .build();
    }

    private static CfnWebACL.RuleProperty managed(String name, int priority) {
        return CfnWebACL.RuleProperty.builder()
                .name(name)
                .priority(priority)
                .overrideAction(CfnWebACL.OverrideActionProperty.builder()
                        .none(Map.of())
                        .build())
                .statement(CfnWebACL.StatementProperty.builder()
                        .managedRuleGroupStatement(CfnWebACL.ManagedRuleGroupStatementProperty.builder()
                                .vendorName("AWS")
                                .name(name)
                                .build())
                        .build())
                .visibilityConfig(visibility(name))
                .build();
    }

    private static CfnWebACL.VisibilityConfigProperty visibility(String metric) {
        return CfnWebACL.VisibilityConfigProperty.builder()
                .cloudWatchMetricsEnabled(true)
                .sampledRequestsEnabled(true)
                .metricName(metric)
                .build();
    }

    /** What passes is in the load balancer's log already; at stage 6 it is 100 billion lines a month. */
    private static Map<String, Object> whatARuleStopped() {
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
