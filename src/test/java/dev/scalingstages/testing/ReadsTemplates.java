package dev.scalingstages.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;

/**
 * A class of tests that reads the synthesized templates by {@link Templates} and does not call the CDK otherwise: it may
 * run beside those that do. Such classes come after the others of their thread; until then the templates are there.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BesideTheCdk
@Order(Integer.MAX_VALUE)
public @interface ReadsTemplates {}
