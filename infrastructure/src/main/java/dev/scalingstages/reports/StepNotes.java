package dev.scalingstages.reports;

import dev.scalingstages.stage.ScalingStage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a template cannot say of the step to a stage, and an engineer has to know.
 *
 * @param before what to do or to decide before the deploy
 * @param verify what to look at after it
 * @param back what to know of the way back
 */
record StepNotes(List<String> before, List<String> verify, List<String> back) {
    private static final StepNotes NONE = new StepNotes(List.of(), List.of(), List.of());

    private static final String NO_MOVE =
            "**No data moves yet.** The moves of data (rows G4 and G6) are not part of this version,"
                    + " so take this step with a stack whose data you can do without. ";

    static StepNotes of(ScalingStage to) {
        return notes().getOrDefault(to, NONE);
    }

    private static Map<ScalingStage, StepNotes> notes() {
        Map<ScalingStage, StepNotes> notes = new EnumMap<>(ScalingStage.class);
        notes.put(
                ScalingStage.SEPARATE_STORAGE,
                new StepNotes(
                        List.of(NO_MOVE
                                + "The application starts on the new, empty database and bucket; the server's own stay"
                                + " on the data volume."),
                        List.of(
                                "The server answers again after its restart: the `Url` output, with `/health` behind it."),
                        List.of("The data volume is as it was on the day of the step.")));
        notes.put(
                ScalingStage.LOAD_BALANCED,
                new StepNotes(
                        List.of(
                                "Without a domain the address changes: the Elastic IP goes, and CloudFront's name, the"
                                        + " new `Url` output, serves. Tell your users first. With a domain, its record"
                                        + " changes only when the new tier serves.",
                                "Turning a single database into one with a standby slows its writes while the volume is"
                                        + " copied. Choose a quiet hour."),
                        List.of(
                                "The single server is gone, and the data volume is still there: the `DataVolumeId` output."),
                        List.of("A new server with a new address attaches the old data volume.")));
        notes.put(
                ScalingStage.REPLICATED_READS,
                new StepNotes(
                        List.of("Decide `cacheReplicas` now: another number later may replace the cache."),
                        List.of(
                                "The replicas answer: the alarms on lag and on targets of the replica load balancer are OK."),
                        List.of("The read API reads from the primary again.")));
        notes.put(
                ScalingStage.AUTOSCALED,
                new StepNotes(
                        List.of("Look at how many servers run now; the fleets keep that number, and scale from there."),
                        List.of("Each fleet has its scaling policies, and the dashboard (`DashboardUrl`) shows them."),
                        List.of("The audit trail's bucket is kept; coming up again starts another one.")));
        notes.put(
                ScalingStage.DATA_PLATFORM,
                new StepNotes(
                        List.of(
                                NO_MOVE
                                        + "The application looks for accounts in their new database and for likes in their new"
                                        + " table, which are empty, as the new shards are.",
                                "Add the cache's shards in a deploy of their own, because CloudFormation does not take a"
                                        + " resharding back: `./cdk deploy -c stage=5 -c cacheShards=4`.",
                                "Ask for quotas in time; `stages/6-data-platform/README.md` names them."),
                        List.of("All shards answer, and the queues are empty: no alarm of either is on."),
                        List.of(
                                "What was written to the new shards, the accounts database and the tables is not read by"
                                        + " stage 5: going back is for the hour after the step, not for the month after.")));
        return notes;
    }
}
