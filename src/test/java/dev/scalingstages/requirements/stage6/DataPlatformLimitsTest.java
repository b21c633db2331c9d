package dev.scalingstages.requirements.stage6;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.TestApp;
import dev.scalingstages.settings.InvalidSettingsException;
import dev.scalingstages.settings.Settings;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** S6.6: as many shards and replicas as the settings allow stay within what AWS allows. */
class DataPlatformLimitsTest {
    /** More of either is out of its own range. */
    private static final int MOST_SHARDS = 16;

    private static final int MOST_REPLICAS = 15;
    private static final int MOST_RESOURCES = 500;
    private static final int DEFAULT_RESOURCES = 380;
    private static final int MOST_INSTANCES = 40;
    private static final int LONGEST_USER_DATA = 16 * 1_024;
    private static final int LONGEST_POLICY = 6_144;
    private static final int LONGEST_FUNCTION_ENVIRONMENT = 4 * 1_024;

    /** What references become at the longest; any other is an ARN or a host name. */
    private static final Map<String, Integer> LENGTHS = Map.of(
            "AWS::Partition", 10, "AWS::Region", 14, "AWS::AccountId", 12, "AWS::StackName", 24, "AWS::StackId", 120);

    private static final int LONGEST_REFERENCE = 130;

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z][^}]*)}");

    private static CloudTemplate template;

    @BeforeAll
    static void synthesizeTheLargest() throws IOException {
        Map<String, Object> settings = largest();
        template = new CloudTemplate(new ObjectMapper()
                .readTree(Files.readString(TestApp.synthesize(Templates.context(settings))
                        .resolve(settings.get("system") + ".template.json"))));
    }

    @Test
    @Row("S6.6")
    @DisplayName("the most shards that settings allow fit in one stack, and in an account's RDS instances")
    void theMostShardsFitInOneStack() {
        assertThat(template.resources()).as("resources").hasSizeLessThanOrEqualTo(MOST_RESOURCES);
        assertThat(template.resources("AWS::RDS::DBInstance"))
                .as("RDS instances")
                .hasSizeLessThanOrEqualTo(MOST_INSTANCES);
    }

    @Test
    @Row("X11")
    @DisplayName("by default 120 resources of what one stack holds are left to whoever uses it")
    void resourcesAreLeft() {
        assertThat(Templates.of(ScalingStage.DATA_PLATFORM).resources()).hasSizeLessThanOrEqualTo(DEFAULT_RESOURCES);
    }

    @Test
    @Row("S6.6")
    @DisplayName("their names and credentials fit in user data, policies and the environment of functions")
    void theMostShardsFitInWhatServersAreTold() {
        assertThat(template.resources("AWS::EC2::LaunchTemplate"))
                .isNotEmpty()
                .allSatisfy(launch -> assertThat(length(launch.at("/LaunchTemplateData/UserData")))
                        .as("user data of %s", launch.logicalId())
                        .isLessThanOrEqualTo(LONGEST_USER_DATA));
        assertThat(template.resources("AWS::IAM::ManagedPolicy"))
                .isNotEmpty()
                .allSatisfy(policy -> assertThat(length(policy.at("/PolicyDocument")))
                        .as("characters of %s", policy.logicalId())
                        .isLessThanOrEqualTo(LONGEST_POLICY));
        assertThat(template.resources("AWS::Lambda::Function"))
                .isNotEmpty()
                .allSatisfy(function -> assertThat(environment(function))
                        .as("environment of %s", function.logicalId())
                        .isLessThanOrEqualTo(LONGEST_FUNCTION_ENVIRONMENT));
    }

    /** The settings with most resources, of those that are allowed. */
    private static Map<String, Object> largest() {
        return IntStream.rangeClosed(1, MOST_SHARDS)
                .boxed()
                .flatMap(shards ->
                        IntStream.rangeClosed(1, MOST_REPLICAS).mapToObj(replicas -> settings(shards, replicas)))
                .filter(DataPlatformLimitsTest::areAllowed)
                .max(Comparator.comparingInt(DataPlatformLimitsTest::weight))
                .orElseThrow();
    }

    private static Map<String, Object> settings(int shards, int replicas) {
        Map<String, Object> settings = new HashMap<>(Variant.EVERY_OPTION.settings());
        settings.putAll(Map.of(
                "system", "photo-stories-of-friends", "stage", 6, "contentShards", shards, "replicas", replicas));
        return settings;
    }

    private static boolean areAllowed(Map<String, Object> settings) {
        try {
            Settings.parse(Templates.context(settings), Map.of());
            return true;
        } catch (InvalidSettingsException e) {
            return false;
        }
    }

    /** About how many resources shards and replicas take: a shard eleven, a replica three. */
    private static int weight(Map<String, Object> settings) {
        int shards = (int) settings.get("contentShards");
        return 11 * shards + 3 * shards * (int) settings.get("replicas");
    }

    private static int environment(Resource function) {
        return StreamSupport.stream(
                        function.at("/Environment/Variables").properties().spliterator(), false)
                .mapToInt(variable -> variable.getKey().length() + length(variable.getValue()))
                .sum();
    }

    /** How long a value is at most when CloudFormation has put in what it refers to. */
    private static int length(JsonNode value) {
        if (value.isValueNode()) {
            return value.asText().length() + 2;
        }
        String text = TemplateText.of(value);
        if (!text.equals(value.toString())) {
            return resolved(text);
        }
        int length = 2;
        for (JsonNode child : value) {
            length += length(child) + 1;
        }
        for (Map.Entry<String, JsonNode> property : value.properties()) {
            length += property.getKey().length() + 3;
        }
        return length;
    }

    private static int resolved(String text) {
        int length = REFERENCE.matcher(text).replaceAll("").length();
        Matcher references = REFERENCE.matcher(text);
        while (references.find()) {
            length += LENGTHS.getOrDefault(references.group(1), LONGEST_REFERENCE);
        }
        return length;
    }
}
