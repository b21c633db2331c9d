package dev.scalingstages.requirements.stage6;

import static dev.scalingstages.testing.TemplateMatchers.component;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateResources.areOf;
import static dev.scalingstages.testing.TemplateResources.retained;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/** What the way of old rows to the warehouse must have (S6.1), in the CDK's assertions. */
final class DataPlatformHistory {
    private static final String BUCKET = "AWS::S3::Bucket";
    private static final String NAMESPACE = "AWS::RedshiftServerless::Namespace";
    private static final String SCHEDULE = "AWS::Scheduler::Schedule";
    private static final String WORKGROUP = "AWS::RedshiftServerless::Workgroup";

    private DataPlatformHistory() {}

    static void runsNightly(Template template) {
        template.resourceCountIs(SCHEDULE, 1);
        template.hasResourceProperties(
                SCHEDULE,
                object(
                        entry("State", "ENABLED"),
                        entry("ScheduleExpression", Match.stringLikeRegexp("^cron\\(\\d+ \\d+ \\* \\* \\? \\*\\)$")),
                        entry(
                                "Target/Input",
                                Match.serializedJson(Match.objectLike(Map.of("retentionDays", Match.anyValue()))))));
    }

    static void keepsEveryVersion(Template template) {
        template.resourcePropertiesCountIs(BUCKET, Map.of("Tags", component("jobs")), 1);
        template.hasResource(
                BUCKET,
                retained(Map.of("Tags", component("jobs"), "VersioningConfiguration", Map.of("Status", "Enabled"))));
        for (String expiration : List.of("Expiration", "ExpirationInDays", "ExpirationDate")) {
            template.resourcePropertiesCountIs(
                    BUCKET,
                    object(
                            entry("Tags", component("jobs")),
                            entry("LifecycleConfiguration/Rules", with(Map.of(expiration, Match.anyValue())))),
                    0);
        }
    }

    /** Encrypted and kept, with a password of AWS's, asked by TLS and the Data API only. */
    static void warehouseIsClosed(Template template) {
        Capture key = new Capture();
        template.resourceCountIs(NAMESPACE, 1);
        template.hasResource(
                NAMESPACE,
                retained(Map.ofEntries(
                        entry("KmsKeyId", attribute(key, "Arn")),
                        entry("ManageAdminPassword", true),
                        entry("AdminUserPassword", Match.absent()))));
        areOf(template, "AWS::KMS::Key", key);
        template.resourceCountIs(WORKGROUP, 1);
        template.hasResourceProperties(
                WORKGROUP,
                Map.ofEntries(
                        entry("PubliclyAccessible", false),
                        entry(
                                "ConfigParameters",
                                with(object(entry("ParameterKey", "require_ssl"), entry("ParameterValue", "true"))))));
        template.hasResourceProperties(
                "AWS::EC2::VPCEndpoint",
                Map.of("ServiceName", joined("com.amazonaws.", ref("AWS::Region"), ".redshift-data")));
    }
}
