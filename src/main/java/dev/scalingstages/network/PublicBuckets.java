package dev.scalingstages.network;

import dev.scalingstages.security.Arns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;

/**
 * The AWS-owned buckets that servers use, each by its exact name: where a name is a pattern, or was never AWS's in a
 * region, a stranger can own the bucket and see what servers write or request there.
 */
final class PublicBuckets {
    /** The end of the name of Amazon Linux 2023's repositories, the same in all regions. Source: AL2023 User Guide. */
    private static final String REPOSITORIES = "de612dc2";

    /**
     * The ends of the names of the buckets with Patch Manager's modules. Source of this and the next one: AWS Systems
     * Manager User Guide, Reference: Amazon S3 buckets for patching operations. A region that is not listed there has
     * no scan until its names are added here.
     */
    private static final Map<String, String> MODULES = Map.ofEntries(
            Map.entry("af-south-1", "bdd5f65a9"),
            Map.entry("ap-east-1", "632356271"),
            Map.entry("ap-northeast-1", "4849fa78f"),
            Map.entry("ap-northeast-2", "10467995c"),
            Map.entry("ap-northeast-3", "67373598a"),
            Map.entry("ap-south-1", "cb7c62ff9"),
            Map.entry("ap-south-2", "32f4b4128"),
            Map.entry("ap-southeast-1", "7fdfd9ef7"),
            Map.entry("ap-southeast-2", "17283a275"),
            Map.entry("ap-southeast-3", "aa48fc462"),
            Map.entry("ap-southeast-4", "01e2c40d3"),
            Map.entry("ca-central-1", "3148e69e3"),
            Map.entry("ca-west-1", "9e3a4b2f9"),
            Map.entry("eu-central-1", "9163fdaaf"),
            Map.entry("eu-central-2", "184ce43c8"),
            Map.entry("eu-north-1", "795879e9b"),
            Map.entry("eu-south-1", "c52f3f594"),
            Map.entry("eu-south-2", "a4cf248b1"),
            Map.entry("eu-west-1", "5522fb710"),
            Map.entry("eu-west-2", "902a2bc74"),
            Map.entry("eu-west-3", "29bf85721"),
            Map.entry("il-central-1", "e221cb57b"),
            Map.entry("me-central-1", "2932f2f80"),
            Map.entry("me-south-1", "a53fc9dce"),
            Map.entry("sa-east-1", "ddf4b6a09"),
            Map.entry("us-east-1", "1970c647d"),
            Map.entry("us-east-2", "552881074"),
            Map.entry("us-west-1", "8badb4304"),
            Map.entry("us-west-2", "34d7f99f8"));

    /** The ends of the names of the buckets with patch baselines, where the plain name was taken. */
    private static final Map<String, String> SNAPSHOTS = Map.of(
            "af-south-1", "-tbxdb5b9",
            "ap-south-2", "-50209442",
            "ap-southeast-3", "-be0a3174",
            "ap-southeast-4", "-dc6f76ce",
            "eu-south-2", "-df2c9d70",
            "me-south-1", "-uduvl7q8");

    private PublicBuckets() {}

    /** The packages of Amazon Linux 2023. */
    static List<String> packages() {
        return List.of(objects("al2023-repos-" + Aws.REGION + "-" + REPOSITORIES));
    }

    /**
     * What the document AWS-RunPatchBaseline downloads for a scan; empty in regions for which AWS doesn't document the
     * buckets.
     */
    static List<String> patchBaselines(String region) {
        if (!MODULES.containsKey(region)) {
            return List.of();
        }
        List<String> buckets = new ArrayList<>();
        buckets.add(objects("aws-patch-manager-" + region + "-" + MODULES.get(region)));
        buckets.add(objects("patch-baseline-snapshot-" + region + SNAPSHOTS.getOrDefault(region, "")));
        // The older location of the modules, absent from regions where the plain names were taken.
        if (!SNAPSHOTS.containsKey(region)) {
            buckets.add(objects("aws-ssm-" + region));
        }
        return buckets;
    }

    /**
     * The objects by which a server signals this stack's wait conditions: those below its ARN. Access to the whole
     * bucket would allow signals to a stranger's wait conditions too, which show their owner what was signalled.
     */
    static List<String> waitConditions() {
        return List.of(Arns.ofObjects(
                "cloudformation-waitcondition-" + Aws.REGION,
                Arns.of("cloudformation", "stack/" + Aws.STACK_NAME + "/*")));
    }

    private static String objects(String bucket) {
        return Arns.ofObjects(bucket, "*");
    }
}
