package dev.scalingstages.settings;

import static dev.scalingstages.settings.ValueKind.TEXT;
import static dev.scalingstages.settings.ValueKind.WHOLE_NUMBER;

import java.util.List;
import java.util.stream.Stream;

/** The sizes of the servers: the single one of stages 1 and 2, and the groups from stage 3. */
final class ServerSizeSettings {
    /** The most servers in a group: four groups of it fit into the three app subnets of the smallest VPC. */
    static final int LARGEST_GROUP = 99;

    private static final String SERVER_TYPES =
            "an EC2 type with a Graviton2 or later processor (a g after the generation's digit), from 1 GiB of memory";

    private ServerSizeSettings() {}

    static List<SettingDefinition> definitions() {
        return Stream.of(singleServer(), web(), writeApi(), readApi(), worker())
                .flatMap(List::stream)
                .toList();
    }

    private static List<SettingDefinition> singleServer() {
        return List.of(
                serverType(
                        "serverInstanceType",
                        StageDefaults.from(1, "t4g.small", "t4g.medium"),
                        "Stage 1: 2 GiB hold nginx, the application and a small database. Stage 2: 4 GiB for the"
                                + " application alone; the box restarts for its new user data at that step anyway",
                        "t4g.large"),
                new SettingDefinition(
                        "dataVolumeGiB",
                        WHOLE_NUMBER,
                        "a whole number from 10 to 16384, in GiB; a volume can grow, never shrink",
                        StageDefaults.from(1, "20", "20", "20", "20", "20", "20"),
                        "At 10,000 writes of 1 KB a day, 4 GB a year; the rest is for uploads. From stage 2 on the"
                                + " volume stays in the stack as the way back: keep what you set",
                        "50",
                        Checks.wholeNumber(10, 16_384)));
    }

    private static List<SettingDefinition> web() {
        return group(
                "web",
                StageDefaults.from(3, "t4g.small", "t4g.small", "c7g.large", "c7g.xlarge"),
                "A proxy needs processor time, not memory. Burstable while traffic is low; from stage 5 without CPU"
                        + " credits, which would hide the load from the CPU trigger",
                "c7g.2xlarge",
                StageDefaults.from(3, "2", "3", "3", "6"),
                "Stage 3: one may fail. From stage 4: one in each zone. Stage 6: six carry the average of 40,400"
                        + " requests/s, at 10,000 a server, with a third in reserve, about what a lost zone takes",
                StageDefaults.from(3, "4", "6", "12", "33"),
                "Stage 6: the peak of 202,000 requests/s at 10,000 a server, with a zone lost: 22 of 33. Earlier stages:"
                        + " twice the minimum or more, so that a deploy and a peak can coincide");
    }

    private static List<SettingDefinition> writeApi() {
        return group(
                "writeApi",
                StageDefaults.from(3, "t4g.medium", "t4g.medium", "c7g.large", "c7g.large"),
                "4 GiB for the application's heap. From stage 5 without CPU credits, at 500 writes/s a server",
                "c7g.xlarge",
                StageDefaults.from(3, "2", "3", "3", "3"),
                "Stage 3: one may fail. From stage 4: one in each zone; two that are left carry the average of 400"
                        + " writes/s",
                StageDefaults.from(3, "4", "6", "6", "9"),
                "Stage 6: the peak of 2,000 writes/s at 500 a server takes four; with a zone lost six of nine are left."
                        + " Earlier stages: twice the minimum");
    }

    private static List<SettingDefinition> readApi() {
        return group(
                "readApi",
                StageDefaults.from(3, "t4g.medium", "t4g.medium", "m7g.large", "c7g.2xlarge"),
                "4 GiB for the application's heap; 8 GiB from stage 5, for connections to cache and replicas. From"
                        + " stage 5 without CPU credits, at 1,250 reads/s a processor",
                "c7g.4xlarge",
                StageDefaults.from(3, "2", "3", "3", "6"),
                "Stage 3: one may fail. From stage 4: one in each zone. Stage 6: six carry the average of 40,000"
                        + " reads/s, at 10,000 a server, with a third in reserve, which is what a lost zone takes",
                StageDefaults.from(3, "4", "6", "12", "33"),
                "Stage 6: the peak of 200,000 reads/s at 10,000 a server, with a zone lost: 22 of 33. Stage 5: 20,000 reads/s"
                        + " at 2,500 a server, likewise. Earlier stages: twice the minimum");
    }

    private static List<SettingDefinition> worker() {
        return group(
                "worker",
                StageDefaults.from(6, "c7g.large"),
                "Thumbnails need processor time; 200 posts/s or 3 thumbnails/s a server",
                "c7g.xlarge",
                StageDefaults.from(6, "3"),
                "One in each zone; two that are left carry the average of 400 writes/s",
                StageDefaults.from(6, "20"),
                "4,000 posts/s, twice the peak of arrivals, so that a backlog shrinks even then; or 60 thumbnails/s");
    }

    private static List<SettingDefinition> group(
            String prefix,
            StageDefaults types,
            String typeReason,
            String exampleType,
            StageDefaults minimums,
            String minimumReason,
            StageDefaults maximums,
            String maximumReason) {
        String minimum = prefix + "Minimum";
        String maximum = prefix + "Maximum";
        return List.of(
                serverType(prefix + "InstanceType", types, typeReason, exampleType),
                new SettingDefinition(
                        minimum,
                        WHOLE_NUMBER,
                        "a whole number from 1 to " + (LARGEST_GROUP - 1) + ", below " + maximum,
                        minimums,
                        minimumReason,
                        "2",
                        Checks.wholeNumber(1, LARGEST_GROUP - 1)),
                new SettingDefinition(
                        maximum,
                        WHOLE_NUMBER,
                        "a whole number from 2 to " + LARGEST_GROUP + ", above " + minimum,
                        maximums,
                        maximumReason,
                        "40",
                        Checks.wholeNumber(2, LARGEST_GROUP)));
    }

    private static SettingDefinition serverType(String name, StageDefaults defaults, String reason, String example) {
        return new SettingDefinition(name, TEXT, SERVER_TYPES, defaults, reason, example, MachineTypes::server);
    }
}
