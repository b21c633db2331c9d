package dev.scalingstages.testing;

import dev.scalingstages.stage.ScalingStage;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A test of each stage from one on, which is the stage that brought what the test is about. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(StagesFrom.Stages.class)
public @interface StagesFrom {
    /** The first stage's number, from 1 to 6. */
    int value();

    /** The stages, in order. */
    final class Stages extends AnnotationBasedArgumentsProvider<StagesFrom> {
        @Override
        protected Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context, StagesFrom from) {
            ScalingStage first = ScalingStage.of(from.value());
            return Arrays.stream(ScalingStage.values())
                    .filter(stage -> stage.compareTo(first) >= 0)
                    .map(Arguments::of);
        }
    }
}
