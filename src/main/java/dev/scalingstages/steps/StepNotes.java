package dev.scalingstages.steps;

import dev.scalingstages.stage.ScalingStage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an engineer has to know about the step to a stage and a template can't say.
 *
 * @param users what users notice, first of all whether anybody is signed out
 * @param before what to do or decide before the deploy
 * @param verify what to check after it
 * @param moveBack how data gets back to where the previous stage reads it
 * @param back what to know about the way back
 */
record StepNotes(String users, List<String> before, List<String> verify, List<String> moveBack, List<String> back) {
    private static final StepNotes NONE = new StepNotes("", List.of(), List.of(), List.of(), List.of());

    /**
     * Tries to undo the move to separate storage, on the single server. The boot scripts' own functions know how to
     * start the workload.
     */
    static final String WITHDRAW = """
            sudo bash -c 'cd /opt/scaling-stages/boot && ROOT= BOOT=$PWD && for part in lib/*.sh; do . "$part"; done &&
              load_environment && systemctl start mariadb && move_command withdraw-from-separate-storage'""";

    static StepNotes of(ScalingStage to) {
        return notes().getOrDefault(to, NONE);
    }

    /** What to know about a failed step before removing anything of it; starts with a space. */
    static String failed(ScalingStage to) {
        return to == ScalingStage.SEPARATE_STORAGE ? " " + SeparateStorageNotes.FAILED : "";
    }

    private static Map<ScalingStage, StepNotes> notes() {
        Map<ScalingStage, StepNotes> notes = new EnumMap<>(ScalingStage.class);
        notes.put(
                ScalingStage.SEPARATE_STORAGE,
                new StepNotes(
                        "Nobody is signed out: sessions move with the rest of the database, and tokens stay as"
                                + " they are. Reads are served except while the server restarts; writes are"
                                + " refused (503) at the end of the move.",
                        SeparateStorageNotes.BEFORE,
                        SeparateStorageNotes.VERIFY,
                        List.of(
                                "Stage 1 reads the data volume, which is as it was on the day of the step. Hand"
                                        + " the data back to the box, at stage 2, in a session on the server."
                                        + " This compares every row and file, and from then on nothing takes"
                                        + " writes until stage 1 is deployed. If RDS or S3 holds what the box"
                                        + " lacks, as it does once somebody has written there, it changes"
                                        + " nothing and says so:\n\n"
                                        + Commands.indented(WITHDRAW),
                                "If it refuses, what was written since is in RDS and S3, which are kept. No"
                                        + " command copies it to the box: stay at stage 2, copy it by hand,"
                                        + " or give it up."),
                        List.of("If you went back although that was refused, the server serves the box's old"
                                + " data, for reads only. To make it take writes again, at stage 1,"
                                + " in a session on the server: `sudo rm /data/move/moved && sudo"
                                + " mariadb scaling -e \"UPDATE moves SET step = 'closed' WHERE name"
                                + " = 'separate-storage'\" && sudo reboot`")));
        notes.put(
                ScalingStage.LOAD_BALANCED,
                new StepNotes(
                        "Nobody is signed out: sessions stay in the database, and a token is good at the new address too. Connections break"
                                + " when the database gets its new class, which is before the step if you follow this guide.",
                        List.of(
                                "Without a domain the address changes: the Elastic IP is released, and"
                                        + " CloudFront's name, the new `Url` output, takes its place. Tell"
                                        + " your users first. With a domain, its record changes only when the"
                                        + " new tier serves.",
                                "Turning a single database into one with a standby slows its writes while the volume is"
                                        + " copied. Choose a quiet hour."),
                        List.of(
                                "The single server is gone, and the data volume is still there: the `DataVolumeId` output."),
                        List.of(),
                        List.of("A new server with a new address attaches the old data volume.")));
        notes.put(
                ScalingStage.REPLICATED_READS,
                new StepNotes(
                        "Nobody is signed out: the database keeps each session, and the cache only has copies."
                                + " Servers are replaced one at a time, and finish their requests first.",
                        List.of("Decide `cacheReplicas` now: changing the number later may replace the cache."),
                        List.of(
                                "The replicas answer: the alarms on lag and on targets of the replica load balancer are OK. Reads got"
                                        + " faster where they waited for the database: compare `before.json` with `./smoke`"
                                        + " now, and the latency of the read API's target group on a busy day with the same"
                                        + " weekday before."),
                        List.of(),
                        List.of("The read API reads from the primary again.")));
        notes.put(
                ScalingStage.AUTOSCALED,
                new StepNotes(
                        "Nobody is signed out, and nothing is served differently.",
                        List.of("Look at how many servers run now; the fleets keep that number, and scale from there."),
                        List.of("Each fleet has its scaling policies, and the dashboard (`DashboardUrl`) shows them."),
                        List.of(),
                        List.of("The audit trail's bucket is kept; going up again creates another one.")));
        notes.put(
                ScalingStage.DATA_PLATFORM,
                new StepNotes(
                        "Nobody is signed out. From the deploy on a post may be answered with 202 instead of"
                                + " 201, and is there for its author at once. While accounts move (after the"
                                + " deploy, when you ask for it), signing up and signing out are refused"
                                + " (503) for some seconds.",
                        List.of(
                                "Accounts, likes and posts stay where they are, and are served from there,"
                                        + " until you start their move after the deploy.",
                                "Add the cache's shards in a separate deploy, because CloudFormation does not"
                                        + " undo a resharding: `./cdk deploy -c stage=5 -c cacheShards=4`.",
                                "Request quotas in time; `stages/6-data-platform/README.md` names them."),
                        DataPlatformNotes.VERIFY,
                        DataPlatformNotes.MOVE_BACK,
                        List.of(
                                "What was written to the new shards, the accounts database and the tables is kept, and not read by"
                                        + " stage 5.")));
        return notes;
    }
}
