package dev.scalingstages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Programs;
import dev.scalingstages.testing.ProjectFiles;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the tests of the Lambda functions, which are JavaScript like the functions, with the machine's Node (20 or
 * later), and looks at the internal certificate with another X.509 implementation than the one that made it.
 */
@BesideTheCdk
class FunctionsIT {
    private static final Path TESTS = Path.of("src/test/javascript");
    private static final String SUFFIX = ".test.mjs";
    private static final int OLDEST_NODE = 20;

    /** A top-level result in TAP: {@code ok 3 - name}, with a directive behind it when the test was skipped. */
    private static final Pattern PASSED = Pattern.compile("^ok \\d+ - (.*?)( # (?:SKIP|TODO).*)?$", Pattern.MULTILINE);

    @Test
    void nodeIsNewEnough() {
        String version = Programs.run("node", "--version").succeeded().trim();
        int major = Integer.parseInt(version.replaceFirst("^v(\\d+)\\..*$", "$1"));
        assertThat(major)
                .as("Node %d or later is needed on the PATH, this is %s", OLDEST_NODE, version)
                .isGreaterThanOrEqualTo(OLDEST_NODE);
    }

    @TestFactory
    List<DynamicTest> javaScript() {
        List<DynamicTest> tests = ProjectFiles.below(TESTS, SUFFIX).stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> passes(file)))
                .toList();
        assertThat(tests).as("test files in %s", TESTS).isNotEmpty();
        return tests;
    }

    @Test
    void certificateOfTheInternalLoadBalancerIsOneForJavaToo() throws Exception {
        String script = """
                import { createCertificate } from "./src/main/resources/functions/internal-certificate/certificate.mjs";
                process.stdout.write(createCertificate("internal.scaling-stages").certificate);
                """;
        String pem =
                Programs.run("node", "--input-type=module", "--eval", script).succeeded();
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));

        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity(new Date());
        int dnsName = 2;
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactly(List.<Object>of(dnsName, "internal.scaling-stages"));
        assertThat(certificate.getBasicConstraints()).as("not an authority").isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    }

    private static void passes(Path file) {
        String output =
                Programs.run("node", "--test", "--test-reporter=tap", file).succeeded();
        // Node counts a file without any test as one test of the file's name.
        assertThat(PASSED.matcher(output).results())
                .as("tests that ran in %s:%n%s", file, output)
                .anyMatch(result -> !result.group(1).endsWith(SUFFIX) && result.group(2) == null);
    }
}
