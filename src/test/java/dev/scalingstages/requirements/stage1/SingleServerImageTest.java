package dev.scalingstages.requirements.stage1;

import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.Edits.set;
import static dev.scalingstages.testing.StageMutant.caughtBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.snapshots.TemplateDifferences;
import dev.scalingstages.snapshots.TemplateDifferences.Difference;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Configuration;
import dev.scalingstages.testing.EachConfiguration;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.StageMutant;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Violations;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** S1.9: the image is pinned. */
class SingleServerImageTest {
    private static final String IMAGE =
            "ssm:account=123456789012:parameterName=/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64"
                    + ":region=us-east-1";

    @EachConfiguration
    @Row({"S1.9", "S5.4"})
    void serversBootThePinnedImage(Configuration configuration) {
        configuration.meets(SingleServerImageTest::images);
        assertThat(configuration.template().json().findValues("ImageId")).isNotEmpty();
    }

    @Test
    @Row("S1.9")
    void theImageChangesWithItsPinAndNothingElseDoes() {
        Map<String, Object> context = new TreeMap<>(Templates.context(LiveStack.withDomain(Map.of())));
        context.put(IMAGE, "ami-0fedcba9876543210");
        CloudTemplate template = Templates.of(SINGLE_SERVER);
        assertThat(TemplateDifferences.between(
                        template.json(),
                        LiveStack.synthesize(SINGLE_SERVER, context).json()))
                .extracting(Difference::pointer)
                .containsExactly(
                        "/Resources/" + template.only("AWS::EC2::Instance").logicalId() + "/Properties/ImageId");
    }

    @Test
    @Row("S1.9")
    void aSecondSynthIsIdentical() {
        assertThat(TemplateDifferences.between(
                        Templates.of(SINGLE_SERVER).json(),
                        LiveStack.of(SINGLE_SERVER, Map.of()).json()))
                .as("differences between two synths")
                .isEmpty();
    }

    @TestFactory
    @Row("S1.9")
    DynamicNode objectsToImagesThatMove() {
        return caughtBy(
                SingleServerImageTest::images,
                image("another image", "ami-0fedcba9876543210"),
                image("the latest image", "{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-arm64}}"),
                image("an image by parameter", Map.of("Ref", "LatestImage")));
    }

    private static StageMutant image(String name, Object id) {
        return new StageMutant(
                name,
                SINGLE_SERVER,
                "a server boots",
                template -> template.mutate(template.only("AWS::EC2::Instance"), set("ImageId", id)));
    }

    /** S1.9: servers boot the image that cdk.context.json pins, by its identifier. */
    private static List<String> images(CloudTemplate template) {
        String pinned = Templates.context(Map.of()).get(IMAGE).toString();
        Violations violations = new Violations();
        for (var image : template.json().findValues("ImageId")) {
            violations.when(
                    !image.isTextual() || !image.asText().equals(pinned) || !pinned.matches("ami-[0-9a-f]{17}"),
                    "a server boots " + image + ", not " + pinned);
        }
        template.json().path("Parameters").properties().stream()
                .filter(parameter -> parameter.getValue().toString().contains("AWS::EC2::Image::Id"))
                .forEach(parameter -> violations.add("the image is looked up at each deploy: " + parameter.getKey()));
        return violations;
    }
}
