package dev.scalingstages.requirements.stage5;

import static dev.scalingstages.testing.TemplateMatchers.watching;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** What each level of monitoring must have (S5.5), in the CDK's assertions. */
public final class AutoscaledMonitoring {
    static final String EMAIL = "operators@example.com";
    static final String INCIDENTS = "https://incidents.example.com/hook";

    private static final String ALARM = "AWS::CloudWatch::Alarm";
    private static final String CANARY = "AWS::Synthetics::Canary";
    private static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";
    private static final String SUBSCRIPTION = "AWS::SNS::Subscription";
    private static final String TRAIL = "AWS::CloudTrail::Trail";

    private AutoscaledMonitoring() {}

    /** Level 1: alarms on each fleet's hosts. */
    static void hosts(Template template) {
        Map<String, Object> own = ref("AWS::StackName");
        Map<String, Object> metrics =
                Map.of("CPUUtilization", "AWS/EC2", "mem_used_percent", own, "disk_used_percent", own);
        for (String group : template.findResources(GROUP).keySet()) {
            metrics.forEach((metric, namespace) -> template.hasResourceProperties(
                    ALARM,
                    Map.of(
                            "Metrics",
                            watching(object(
                                    entry("MetricName", metric),
                                    entry("Namespace", namespace),
                                    entry(
                                            "Dimensions",
                                            with(Map.of("Name", "AutoScalingGroupName", "Value", ref(group)))))))));
        }
    }

    /** Level 3: saved queries, and a record of API calls that cannot be forged. */
    static void logs(Template template) {
        assertThat(template.findResources("AWS::Logs::QueryDefinition"))
                .as("saved queries")
                .hasSizeGreaterThanOrEqualTo(3);
        template.resourceCountIs(TRAIL, 1);
        template.hasResourceProperties(
                TRAIL,
                Map.ofEntries(
                        entry("IsLogging", true),
                        entry("IsMultiRegionTrail", true),
                        entry("IncludeGlobalServiceEvents", true),
                        entry("EnableLogFileValidation", true)));
    }

    /** Level 4: a probe that asks the system's address from outside, and whose silence is an alarm. */
    static void probe(Template template) {
        Object url = template.findOutputs("Url").get("Url").get("Value");
        Capture name = new Capture();
        template.resourceCountIs(CANARY, 1);
        template.hasResourceProperties(
                CANARY,
                object(
                        entry("Name", name),
                        entry("StartCanaryAfterCreation", true),
                        entry("Schedule/Expression", Match.stringLikeRegexp("^rate\\([1-5] minutes?\\)$")),
                        entry("RunConfig/EnvironmentVariables/URL", url),
                        entry("Code/Script", Match.stringLikeRegexp("process\\.env\\.URL[\\s\\S]*'/health'")),
                        entry("VPCConfig", Match.absent())));
        template.hasResourceProperties(
                ALARM,
                Map.ofEntries(
                        entry("MetricName", "SuccessPercent"),
                        entry("ComparisonOperator", Match.stringLikeRegexp("^LessThan")),
                        entry("TreatMissingData", "breaching"),
                        entry("Dimensions", with(Map.of("Name", "CanaryName", "Value", name.asObject())))));
    }

    /** Who is told, when there are people to tell: nobody else, and never by plain HTTP. */
    public static void subscriptions(Template template) {
        Map<String, Object> topic = ref(template.getResourceId("AWS::SNS::Topic"));
        template.resourceCountIs(SUBSCRIPTION, 2);
        Map.of("email", EMAIL, "https", INCIDENTS)
                .forEach((protocol, endpoint) -> template.hasResourceProperties(
                        SUBSCRIPTION, Map.of("Protocol", protocol, "Endpoint", endpoint, "TopicArn", topic)));
    }

    /** Servers write {@code [error]} into nginx's error log and {@code "level":"error"} into its access log. */
    static void errorLines(Template template) {
        template.allResourcesProperties(
                "AWS::Logs::MetricFilter",
                Map.of(
                        "FilterPattern",
                        Match.stringLikeRegexp("\\?\"\\[error]\".*\\?\"\\\\\"level\\\\\":\\\\\"error\\\\\"\"")));
    }
}
