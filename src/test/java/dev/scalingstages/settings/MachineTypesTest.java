package dev.scalingstages.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@BesideTheCdk
class MachineTypesTest {
    static final List<String> GRAVITON = List.of("""
            t4g.small m6g.large m6gd.metal c7gn.16xlarge r8g.metal-24xl x2gd.medium im4gn.large is4gen.medium i8ge.48xlarge
            g5g.xlarge hpc7g.4xlarge c8gb.3xlarge m12g.large""".split("\\s+"));

    static final List<String> OTHER_ARCHITECTURES = List.of("""
            t2.micro t3.micro t3a.small m5.large c7i-flex.large m8azn.large g4dn.xlarge g6.xlarge gr6.4xlarge hpc7a.96xlarge
            mac-m4.metal mac2-m2pro.metal u-6tb1.metal u7i-12tb.224xlarge p6-b200.48xlarge x2iedn.large z1d.large\
            """.split("\\s+"));

    static final List<String> DATABASES = List.of("""
            db.t3.medium db.t4g.2xlarge db.m5.24xlarge db.r5b.large db.m6idn.32xlarge db.r7i.48xlarge db.m8gd.large
            db.x2g.16xlarge db.x2iedn.xlarge db.r7g.xlarge""".split("\\s+"));

    static final List<String> NO_DATABASES = List.of("""
            db.t2.large db.m1.large db.m4.large db.r3.large db.t3.small db.t4g.micro db.r7g.24xlarge db.x2iedn.large
            db.serverless db.r7g r7g.large cache.r7g.large""".split("\\s+"));

    static final List<String> CACHES =
            List.of("cache.t4g.micro cache.t3.medium cache.m5.24xlarge cache.r7g.16xlarge cache.c7gn.large".split(" "));

    static final List<String> NO_CACHES = List.of("""
            cache.t1.micro cache.t2.medium cache.m4.large cache.r4.large cache.r6gd.xlarge cache.r7g.24xlarge
            cache.t4g.large cache.r5.16xlarge db.r7g.large r7g.large""".split("\\s+"));

    @ParameterizedTest
    @FieldSource("GRAVITON")
    void gravitonTypesFitTheImage(String type) {
        assertThat(MachineTypes.isArm(type)).isTrue();
        assertThat(MachineTypes.server(type)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("OTHER_ARCHITECTURES")
    void otherTypesDoNot(String type) {
        assertThat(MachineTypes.isArm(type)).isFalse();
        assertThat(MachineTypes.server(type))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith("is not a Graviton type"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t4g",
                "t4g.",
                ".small",
                "T4g.small",
                "t4g.tiny",
                "t4g.small.large",
                "4g.small",
                "t4g.0xlarge"
            })
    void whatIsNoTypeIsNoType(String type) {
        assertThat(MachineTypes.isArm(type)).isFalse();
        assertThat(MachineTypes.server(type)).contains("is not an EC2 instance type");
    }

    @ParameterizedTest
    @FieldSource("DATABASES")
    void anyArchitectureSuitsAManagedDatabase(String type) {
        assertThat(MachineTypes.database(type)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("NO_DATABASES")
    @ValueSource(strings = "db.r7g.large ")
    void whatRdsForMysqlDoesNotOfferIsRefused(String type) {
        assertThat(MachineTypes.database(type)).isPresent();
    }

    @ParameterizedTest
    @FieldSource("CACHES")
    void currentCacheNodesAreTaken(String type) {
        assertThat(MachineTypes.cacheNode(type)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("NO_CACHES")
    void otherCacheNodesAreRefused(String type) {
        assertThat(MachineTypes.cacheNode(type)).isPresent();
    }
}
