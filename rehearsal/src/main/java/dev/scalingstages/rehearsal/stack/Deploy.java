package dev.scalingstages.rehearsal.stack;

import dev.scalingstages.review.template.Template;
import java.util.Map;

/**
 * A template to deploy, and how.
 *
 * @param parameters the values of the template's parameters; those without one have their default
 * @param order which of the permitted orders
 * @param injection what fails on purpose
 */
public record Deploy(Template template, Map<String, String> parameters, Order order, Injection injection) {
    public Deploy {
        parameters = Map.copyOf(parameters);
    }

    /** With default parameters, everything at once, and nothing that fails on purpose. */
    public static Deploy of(Template template) {
        return new Deploy(template, Map.of(), Order.AT_ONCE, Injection.none());
    }

    /** The same with other parameters. */
    public Deploy with(Map<String, String> values) {
        return new Deploy(template, values, order, injection);
    }

    /** The same in another order. */
    public Deploy in(Order other) {
        return new Deploy(template, parameters, other, injection);
    }

    /** The same with failures on purpose. */
    public Deploy failing(Injection failures) {
        return new Deploy(template, parameters, order, failures);
    }
}
