package dev.scalingstages.testing;

import dev.scalingstages.stage.ScalingStage;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import software.amazon.awscdk.assertions.Template;

/** The synthesized templates for the CDK's own assertions, in the thread of the tests that call the CDK. */
public final class CdkTemplates {
    private static final Map<Configuration, Template> ASSERTABLE = new ConcurrentHashMap<>();

    /** Of models, by their text: the same one is asked for before each mutant, and by each part of a check. */
    private static final Map<String, Asked> LATEST = Collections.synchronizedMap(new Latest());

    /**
     * A model, and what assertions have found in it. The same ones are asked before each mutant: a method reference is
     * the same object each time, and a lambda that captures something another one.
     */
    private record Asked(Template template, Map<Consumer<Template>, List<String>> violations) {
        Asked(String text) {
            this(Template.fromString(text), new IdentityHashMap<>());
        }
    }

    /** Keeps what was used last, since a text is half a megabyte. */
    private static final class Latest extends LinkedHashMap<String, Asked> {
        private static final int SIZE = 8;

        Latest() {
            super(SIZE, 1, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Asked> eldest) {
            return size() > SIZE;
        }
    }

    private CdkTemplates() {}

    /** The template of the variant with a domain. */
    public static Template of(ScalingStage stage) {
        return of(Variant.WITH_DOMAIN, stage);
    }

    /** A template of a variant. */
    public static Template of(Variant variant, ScalingStage stage) {
        return of(new Configuration(variant, stage));
    }

    /** A template of a variant. */
    public static Template of(Configuration configuration) {
        return ASSERTABLE.computeIfAbsent(configuration, CdkTemplates::assertable);
    }

    /** A model as it is now; what is changed later is not in it. */
    public static Template of(CloudTemplate template) {
        return asked(template).template();
    }

    /**
     * A requirement in the CDK's own assertions as a check, so that mutants can prove it too. Other assertions may
     * compare what the CDK captured.
     */
    public static Check check(Consumer<Template> assertions) {
        return template -> {
            Asked asked = asked(template);
            return asked.violations().computeIfAbsent(assertions, each -> violations(each, asked.template()));
        };
    }

    private static List<String> violations(Consumer<Template> assertions, Template template) {
        try {
            assertions.accept(template);
            return List.of();
        } catch (AssertionError e) {
            return List.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return List.of(CdkAssertion.message(e).orElseThrow(() -> e));
        }
    }

    private static Asked asked(CloudTemplate template) {
        CdkTurn.isOurs();
        // As text: the CDK's kernel takes one long string sooner than thousands of values.
        return LATEST.computeIfAbsent(template.json().toString(), Asked::new);
    }

    private static Template assertable(Configuration configuration) {
        String name = "-stage-" + configuration.stage().number();
        return Synthesis.stacks(configuration.variant()).stream()
                .filter(stack -> stack.getStackName().endsWith(name))
                .findFirst()
                .map(Template::fromStack)
                .orElseThrow();
    }
}
