package dev.scalingstages.review.knowledge;

/**
 * A setting of an application, with a value.
 *
 * @param name the setting's name
 * @param value its value, as text
 */
public record Setting(String name, String value) {
    /** The option that sets it on the CDK's command line. */
    public String option() {
        return "-c %s=%s".formatted(name, value);
    }
}
