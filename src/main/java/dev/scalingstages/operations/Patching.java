package dev.scalingstages.operations;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.ssm.CfnAssociation;
import software.constructs.Construct;

/**
 * Patches every server of the system when it joins and then each week, a tenth of them at a time and no further after the
 * first failure. It restarts none: a group would replace a server that restarts, by one that is not patched. A new
 * kernel comes with a new pinned image, by a rolling deploy.
 */
public final class Patching extends Construct {
    /**
     * @param fleets the names of the Auto Scaling groups
     */
    public Patching(Construct scope, String id, List<String> fleets) {
        super(scope, id);
        CfnAssociation.Builder.create(this, "Resource")
                .name("AWS-RunPatchBaseline")
                .associationName("weekly-patches")
                .parameters(new TreeMap<>(Map.of("Operation", List.of("Install"), "RebootOption", List.of("NoReboot"))))
                .targets(List.of(CfnAssociation.TargetProperty.builder()
                        .key("tag:aws:autoscaling:groupName")
                        .values(fleets)
                        .build()))
                // Tuesday 09:00 UTC: the night in the United States, and a working day follows.
                .scheduleExpression("cron(0 9 ? * TUE *)")
                .applyOnlyAtCronInterval(false)
                .maxConcurrency("10%")
                .maxErrors("0")
                .complianceSeverity("HIGH")
                .build();
    }
}
