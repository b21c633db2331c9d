package dev.scalingstages.rehearsal.network;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A test that makes networks or containers; it runs in namespaces of its own, which root makes on Linux. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("root")
@EnabledIfSystemProperty(
        named = "rehearsal.isolated",
        matches = "true",
        disabledReason = "makes networks and containers, which needs Linux and root")
public @interface InNamespaces {}
