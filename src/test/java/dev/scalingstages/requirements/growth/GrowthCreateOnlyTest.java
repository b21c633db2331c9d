package dev.scalingstages.requirements.growth;

import static dev.scalingstages.testing.Edits.remove;
import static dev.scalingstages.testing.Mutant.mutant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.requirements.stage6.DataPlatformParts;
import dev.scalingstages.review.judge.Growth;
import dev.scalingstages.review.judge.Growth.Way;
import dev.scalingstages.review.knowledge.BeyondTheSchema;
import dev.scalingstages.review.knowledge.Foundations;
import dev.scalingstages.review.knowledge.Replaceable;
import dev.scalingstages.review.knowledge.Role;
import dev.scalingstages.review.plan.PropertyChange;
import dev.scalingstages.review.template.Comparison;
import dev.scalingstages.review.template.Resource;
import dev.scalingstages.review.template.Template;
import dev.scalingstages.stage.ScalingStage;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.Mutant;
import dev.scalingstages.testing.ReadsTemplates;
import dev.scalingstages.testing.Row;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** G2: what can be set only at creation, as CloudFormation's schemas say, is written out from the first day. */
@ReadsTemplates
class GrowthCreateOnlyTest {
    /** They hold nothing, and have an address that others know. */
    private static final Set<String> HAVE_AN_ADDRESS = Set.of(
            "AWS::ElasticLoadBalancingV2::Listener",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::ElasticLoadBalancingV2::TargetGroup");

    /** Each takes away something of stage 6 that is written out. */
    static final List<Mutant> MUTANTS = List.of(
            without("the cache's port", "AWS::ElastiCache::ReplicationGroup", "/Port"),
            without("the cache's encryption", "AWS::ElastiCache::ReplicationGroup", "/AtRestEncryptionEnabled"),
            without("cluster mode", "AWS::ElastiCache::ReplicationGroup", "/ClusterMode"),
            without("the volume's zone", "AWS::EC2::Volume", "/AvailabilityZone"),
            without("the network's range", "AWS::EC2::VPC", "/CidrBlock"),
            without("a load balancer's scheme", "AWS::ElasticLoadBalancingV2::LoadBalancer", "/Scheme"),
            without("a target group's type", "AWS::ElasticLoadBalancingV2::TargetGroup", "/TargetType"),
            mutant(
                    all -> DataPlatformParts.toldResource(all, DataPlatformParts.WORKER, "DATABASE_HOST"),
                    remove("StorageEncrypted"),
                    "StorageEncrypted"));

    static Stream<Way> ways() {
        return Growth.up();
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G2")
    void createOnlyPropertiesAreWrittenOut(Way way) {
        Comparison comparison = Growth.plan(way).comparison();
        assertThat(unwritten(comparison.after(), comparison)).isEmpty();
        assertThat(unwritten(comparison.before(), comparison)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ways")
    @Row("G2")
    void createOnlyPropertiesChangeOnlyOnWhatMayBeReplaced(Way way) {
        assertThat(Growth.plan(way).changes().stream()
                        .filter(change -> Replaceable.of(change.type()).isEmpty())
                        .filter(change -> change.properties().stream().anyMatch(PropertyChange::replaces)))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} is left to a default")
    @FieldSource("MUTANTS")
    @Row("G2")
    void theCheckObjectsTo(Mutant mutant) {
        Comparison comparison = Growth.plan(ways().filter(way -> way.to() == ScalingStage.DATA_PLATFORM)
                        .findFirst()
                        .orElseThrow())
                .comparison();
        mutant.assertCaughtBy(
                ScalingStage.DATA_PLATFORM, template -> unwritten(new Template(template.json()), comparison));
    }

    @ParameterizedTest
    @MethodSource("dev.scalingstages.requirements.growth.LeftOut#all")
    @Row("G2")
    @DisplayName("nothing is on the list of what is left out that is written, or that is of no stage")
    void theListOfWhatIsLeftOutIsShort(LeftOut leftOut) {
        Set<String> used = LeftToDefaults.IN_ANY_STAGE.stream()
                .filter(property -> leftOut.isOf(property.resource(), property.name()))
                .map(Property::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used).as("%s", leftOut.reason()).containsExactlyInAnyOrderElementsOf(leftOut.properties());
    }

    private record Property(Resource resource, String name) {}

    /** What each stage leaves to a default, looked for once. */
    private static final class LeftToDefaults {
        static final List<Property> IN_ANY_STAGE = ways().map(
                        way -> Growth.plan(way).comparison())
                .flatMap(comparison -> createOnly(comparison.after(), comparison))
                .toList();
    }

    private static List<String> unwritten(Template template, Comparison comparison) {
        return createOnly(template, comparison)
                .filter(property ->
                        LeftOut.all().stream().noneMatch(leftOut -> leftOut.isOf(property.resource, property.name)))
                .map(property -> "%s %s leaves %s to a default, which can be set only at creation"
                        .formatted(property.resource.type(), property.resource.logicalId(), property.name))
                .toList();
    }

    /** The create-only properties that are not written out, of what holds or carries data and of what has an address. */
    private static Stream<Property> createOnly(Template template, Comparison comparison) {
        Foundations foundations = Foundations.of(template, comparison);
        return template.resources().values().stream()
                .filter(resource -> foundations.role(resource.logicalId()) != Role.NONE
                        || HAVE_AN_ADDRESS.contains(resource.type()))
                .flatMap(resource -> createOnly(resource.type(), comparison)
                        .filter(name -> !resource.properties().has(name))
                        .map(name -> new Property(resource, name)));
    }

    private static Stream<String> createOnly(String type, Comparison comparison) {
        Stream<String> schema = comparison.model(type).stream().flatMap(model -> model.replacing().keySet().stream());
        Stream<String> beyond = BeyondTheSchema.all().stream()
                .filter(rule -> rule.type().equals(type))
                .filter(rule -> rule.verdict() != BeyondTheSchema.Verdict.OVERWRITES)
                .map(BeyondTheSchema::property);
        return Stream.concat(schema, beyond).distinct();
    }

    private static Mutant without(String name, String type, String property) {
        return new Mutant(
                name,
                all -> all.mutate(first(all, type), remove("/Properties" + property)),
                property.substring(1) + " to a default");
    }

    private static CloudTemplate.Resource first(CloudTemplate all, String type) {
        return all.resources(type).get(0);
    }
}
