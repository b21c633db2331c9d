package dev.scalingstages.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The requirements that a test proves, by their identifiers, such as {@code S3.1}. A failure's message begins with them.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RowInFailures.class)
public @interface Row {
    /** The identifiers, as {@code docs/requirements.md} lists them. */
    String[] value();
}
