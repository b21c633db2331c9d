package dev.scalingstages.steps;

import dev.scalingstages.review.knowledge.ApplicationFacts;
import dev.scalingstages.review.knowledge.DataMove;
import dev.scalingstages.review.knowledge.Departure;
import dev.scalingstages.review.knowledge.Effect;
import dev.scalingstages.review.knowledge.EffectRule;
import dev.scalingstages.review.knowledge.InPlaceChange;
import dev.scalingstages.review.knowledge.Stage;
import dev.scalingstages.review.knowledge.Stages;
import dev.scalingstages.review.knowledge.WayBack;
import dev.scalingstages.review.template.Resource;
import dev.scalingstages.stage.ScalingStage;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The facts that the review needs about this application, in one place. */
public final class StepFacts {
    private static final int SINGLE_SERVER = ScalingStage.SINGLE_SERVER.number();
    private static final int SEPARATE_STORAGE = ScalingStage.SEPARATE_STORAGE.number();
    private static final int LOAD_BALANCED = ScalingStage.LOAD_BALANCED.number();
    private static final int ANY = 0;

    private static final String SERVER = "AWS::EC2::Instance";
    private static final String DATABASE_SETTING = "DATABASE_HOST";
    private static final String CONTENT_SETTING = "CONTENT_BUCKET";

    /** Matches the description that {@code SystemStack} sets. */
    private static final Pattern DESCRIPTION = Pattern.compile("Stage ([1-6]) of 6\\b");

    private static final List<Departure> DEPARTURES = List.of(
            ofServer(SERVER, "fleets serve in its place; its data is on a separate volume, which stays"),
            ofServer("AWS::EC2::EIP", "the domain points to the load balancer by then"),
            ofServer("AWS::EC2::EIPAssociation", "is removed with the address"),
            ofServer("AWS::EC2::VolumeAttachment", "the volume stays in the stack, attached to nothing"),
            ofServer("AWS::EC2::SecurityGroup", "the single server's, which nothing else uses"),
            ofServer("AWS::IAM::InstanceProfile", "is removed with the single server"),
            ofServer("AWS::IAM::Role", "the single server's"),
            ofServer("AWS::Logs::LogGroup", "the single server's, kept outside the stack until its logs expire"),
            new Departure(
                    "AWS::EC2::VPCEndpoint",
                    "FoundationEndpointsEC2MESSAGES",
                    ANY,
                    "the channel by which Systems Manager's agents before 3.3.40 took commands; later ones take ssmmessages"),
            policy("ReadApiScalingNetworkIn"),
            policy("ReadApiScalingNetworkOut"),
            policy("WebScalingNetworkIn"),
            policy("WebScalingNetworkOut"),
            policy("WorkerScalingPhotos"),
            policy("WriteApiScalingNetworkIn"),
            policy("WriteApiScalingNetworkOut"));

    private static final List<InPlaceChange> IN_PLACE = List.of(InPlaceChange.always(
            "Custom::ReplicasServing",
            "TargetGroups",
            "the function that waits for replicas answers with the name that the resource has",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                    + "aws-resource-cloudformation-customresource.html"));

    private static final List<EffectRule> EFFECTS = List.of(new EffectRule(
            SERVER,
            "UserData",
            StepFacts::databaseMovesOut,
            new Effect(
                    Effect.Kind.INTERRUPTS,
                    "the first boot copies the server's own database and files to RDS and S3, while it takes"
                            + " writes; then it refuses writes while it copies what changed since, and"
                            + " compares",
                    "two minutes for each GiB in use to copy, at an assumed 20 MB/s there and back; of that,"
                            + " writes are refused for two minutes for each GiB of the database, and one for"
                            + " 100,000 files",
                    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-network-bandwidth.html")));

    private static final List<DataMove> MOVES = List.of(
            new DataMove(
                    "DATA_VOLUME_ID",
                    Set.of(DATABASE_SETTING, CONTENT_SETTING),
                    SEPARATE_STORAGE,
                    "Meanwhile it serves; at the end it refuses writes (503), for about 2 minutes for each GiB of the database"));

    private static final List<WayBack> WAYS_BACK = List.of(
            new WayBack(
                    "AWS::SQS::Queue",
                    Set.of(),
                    ANY,
                    ANY,
                    "Stop writes, and let the workers empty it: aws sqs get-queue-attributes has to show no"
                            + " messages, neither in it nor in its dead letters. How:"
                            + " stages/6-data-platform/GROWTH.md, Roll back."),
            new WayBack(
                    "",
                    Set.of(DATABASE_SETTING, CONTENT_SETTING),
                    SINGLE_SERVER,
                    SEPARATE_STORAGE,
                    "At stage 2 withdraw-from-separate-storage hands the data back to the box, as long as the box has all"
                            + " of it; what was written since the move has to be copied to the box by hand, or given up. How:"
                            + " stages/2-separate-storage/GROWTH.md, Roll back."));

    /** Types that hold only copies: the cache's sessions, posts and counts are in databases and tables too. */
    private static final Set<String> COPIES = Set.of("AWS::ElastiCache::ReplicationGroup");

    private static final ApplicationFacts ALL = new ApplicationFacts(
            new Stages(DESCRIPTION, stages()),
            DEPARTURES,
            IN_PLACE,
            EFFECTS,
            MOVES,
            WAYS_BACK,
            COPIES,
            "component",
            SettingTraces.facts());

    private StepFacts() {}

    /** The application's facts, to pass to the review. */
    public static ApplicationFacts all() {
        return ALL;
    }

    private static List<Stage> stages() {
        return Arrays.stream(ScalingStage.values())
                .map(stage -> new Stage(stage.number(), stage.slug(), stage.purpose()))
                .toList();
    }

    private static Departure policy(String logicalIds) {
        return new Departure(
                "AWS::AutoScaling::ScalingPolicy",
                logicalIds,
                ANY,
                "another policy of the fleet follows the same metric and one more");
    }

    private static Departure ofServer(String type, String reason) {
        return new Departure(type, "Server", LOAD_BALANCED, reason);
    }

    /** Whether the database leaves the server: user data names the database only once it isn't on the server itself. */
    private static boolean databaseMovesOut(Resource before, Resource after) {
        return !hasDatabaseHost(before) && hasDatabaseHost(after);
    }

    private static boolean hasDatabaseHost(Resource server) {
        return server.property("UserData").toString().contains(DATABASE_SETTING + "=");
    }
}
