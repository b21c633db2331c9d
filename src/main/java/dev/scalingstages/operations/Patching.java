package dev.scalingstages.operations;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.ssm.CfnAssociation;
import software.amazon.awscdk.services.ssm.CfnAssociation.TargetProperty;
import software.constructs.Construct;

/**
 * Scans every server of the groups, when it joins and then each week, for missing security updates. It installs none: a
 * running process keeps the libraries that it has loaded, a server that restarts is replaced by its group, and the new
 * one starts from the old image again. Patches come with a newer image, through {@code bin/renew-image} and a rolling
 * deploy.
 */
public final class Patching extends Construct {
    /**
     * @param fleets the names of the Auto Scaling groups
     */
    public Patching(Construct scope, String id, List<String> fleets) {
        super(scope, id);
        CfnAssociation.Builder.create(this, "Resource")
                .name("AWS-RunPatchBaseline")
                .associationName("missing-patches")
                .parameters(new TreeMap<>(Map.of("Operation", List.of("Scan"))))
                .targets(List.of(TargetProperty.builder()
                        .key("tag:aws:autoscaling:groupName")
                        .values(fleets)
                        .build()))
                // Tuesday 09:00 UTC, when the workflow looks for a newer image: the night in the United States, and a
                // working day follows.
                .scheduleExpression("cron(0 9 ? * TUE *)")
                .applyOnlyAtCronInterval(false)
                .maxConcurrency("10%")
                .maxErrors("10%")
                .complianceSeverity("HIGH")
                .build();
    }
}
