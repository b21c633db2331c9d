package dev.scalingstages.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.scalingstages.stage.ScalingStage;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Template;

/** What the CDK's assertions say when they fail, and in whose name. */
class AssertionsTest {
    private static final String TEMPLATE = """
            {
              "Outputs": {"Url": {"Value": "https://example.com"}},
              "Resources": {
                "First": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "first"}},
                "Second": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "second"}}
              }
            }""";

    private final Template template = Template.fromString(TEMPLATE);

    static Stream<Arguments> failures() {
        return Stream.of(
                failure(
                        "Expected third but received first",
                        each -> each.hasResourceProperties("AWS::SNS::Topic", Map.of("TopicName", "third"))),
                failure(
                        "but only 1 match as expected",
                        each -> each.allResourcesProperties("AWS::SNS::Topic", Map.of("TopicName", "first"))),
                failure(
                        "Expected Retain but received",
                        each -> each.hasResource("AWS::SNS::Topic", Map.of("Type", "Retain"))),
                failure(
                        "Expected 1 resources of type AWS::SNS::Topic but found 2",
                        each -> each.resourceCountIs("AWS::SNS::Topic", 1)),
                failure(
                        "Expected 0 resources of type AWS::SNS::Topic but found 1",
                        each -> each.resourcePropertiesCountIs("AWS::SNS::Topic", Map.of("TopicName", "first"), 0)),
                failure("Template has 2 matches, expected only one", each -> each.getResourceId("AWS::SNS::Topic")),
                failure("Expected http: but received https:", each -> each.hasOutput("Url", Map.of("Value", "http:"))),
                failure("No value captured", each -> new Capture().asString()));
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName("a failed assertion is a violation, in the CDK's words and without its process's trace")
    void failedAssertionIsAViolation(String words, Consumer<Template> assertion) {
        assertThat(catchThrowable(() -> assertion.accept(template))).hasMessageContaining("@jsii/kernel.");
        List<String> violations =
                CdkTemplates.check(assertion).violations(new CloudTemplate(ProjectFiles.json(TEMPLATE)));
        assertThat(violations)
                .singleElement()
                .satisfies(violation -> assertThat(violation)
                        .contains(words)
                        .doesNotStartWith("AssertionError")
                        .doesNotContain("@jsii"));
    }

    @Test
    void assertionThatHoldsIsNoViolation() {
        assertThat(CdkTemplates.check(each -> each.resourceCountIs("AWS::SNS::Topic", 2))
                        .violations(new CloudTemplate(ProjectFiles.json(TEMPLATE))))
                .isEmpty();
    }

    @Test
    @DisplayName("any other error is not swallowed, neither the CDK's nor ours")
    void otherErrorIsNotSwallowed() {
        IllegalStateException ours = new IllegalStateException("not an AssertionError: of the CDK");
        assertThatThrownBy(() -> asserting(ours)).isSameAs(ours);
        assertThatThrownBy(() -> asserting(new IllegalStateException())).isInstanceOf(IllegalStateException.class);
        AssertionError failed = new AssertionError("AssertionError: of a test");
        assertThat(CdkAssertion.message(failed)).isEmpty();
        assertThatThrownBy(() -> CdkTemplates.check(each -> Template.fromString("no JSON"))
                        .violations(new CloudTemplate(ProjectFiles.json(TEMPLATE))))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("JSON");
    }

    @Test
    @DisplayName("a failure begins with the rows of its test, and keeps its cause and where it was")
    void failureBeginsWithTheRows() {
        AssertionError failed = new AssertionError("no listener");
        assertThat(handled(failed))
                .isInstanceOf(AssertionError.class)
                .hasMessage("S3.1, S3.7: no listener")
                .hasCause(failed)
                .satisfies(named -> assertThat(named.getStackTrace()).isEqualTo(failed.getStackTrace()));
        Throwable ofTheCdk = catchThrowable(() -> template.resourceCountIs("AWS::SNS::Topic", 1));
        assertThat(handled(ofTheCdk))
                .isInstanceOf(AssertionError.class)
                .hasMessage("S3.1, S3.7: Expected 1 resources of type AWS::SNS::Topic but found 2");
    }

    @Test
    void soDoesTheFailureOfAMutant() {
        assertThat(catchThrowable(() -> new RowInFailures()
                        .interceptDynamicTest(
                                () -> {
                                    throw new AssertionError("no listener");
                                },
                                null,
                                context())))
                .hasMessage("S3.1, S3.7: no listener");
    }

    @Test
    @DisplayName("an error stays what it is, and says which rows could not be checked")
    void errorStaysWhatItIs() {
        IllegalStateException error = new IllegalStateException("no template");
        assertThat(handled(error)).isSameAs(error);
        assertThat(error.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("S3.1, S3.7 could not be checked");
    }

    @Test
    @DisplayName("@StagesFrom(5) yields the fifth stage and the sixth")
    void stagesFromTheFifth() throws ReflectiveOperationException {
        StagesFrom five = requirement().getAnnotation(StagesFrom.class);
        assertThat(new StagesFrom.Stages().provideArguments(null, null, five))
                .extracting(arguments -> arguments.get()[0])
                .containsExactly(ScalingStage.AUTOSCALED, ScalingStage.DATA_PLATFORM);
    }

    /** What carries the annotations of a requirement's test, without being one. */
    private static final class Requirement {
        // As constants, since RowsTest takes rows that are written in the annotation for tested.
        private static final String FIRST = "S3.1";
        private static final String SECOND = "S3.7";

        @Row({FIRST, SECOND})
        @StagesFrom(5)
        void holds(ScalingStage stage) {
            throw new AssertionError("nobody runs this for " + stage);
        }
    }

    private static Method requirement() throws ReflectiveOperationException {
        return Requirement.class.getDeclaredMethod("holds", ScalingStage.class);
    }

    /** What a failure of {@link Requirement} becomes. */
    private static Throwable handled(Throwable failure) {
        return catchThrowable(() -> new RowInFailures().handleTestExecutionException(context(), failure));
    }

    private static ExtensionContext context() {
        return (ExtensionContext) Proxy.newProxyInstance(
                ExtensionContext.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, arguments) ->
                        method.getReturnType() == Optional.class ? Optional.of(requirement()) : requirement());
    }

    private static void asserting(RuntimeException thrown) {
        CdkTemplates.check(each -> {
                    throw thrown;
                })
                .violations(new CloudTemplate(ProjectFiles.json(TEMPLATE)));
    }

    private static Arguments failure(String words, Consumer<Template> assertion) {
        return Arguments.of(words, assertion);
    }
}
