package dev.scalingstages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.scalingstages.testing.BesideTheCdk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    private static final long SECONDS_LIMIT = 60;
    private static final int OLDEST_NODE = 20;

    /** A top-level result in TAP: {@code ok 3 - name}, with a directive behind it when the test was skipped. */
    private static final Pattern PASSED =
            Pattern.compile("^ok \\d+ - (?<name>.*?)(?<directive> # (SKIP|TODO).*)?$", Pattern.MULTILINE);

    @Test
    void nodeIsNewEnough() throws IOException, InterruptedException {
        String version = run(List.of("node", "--version")).succeeded().trim();
        int major = Integer.parseInt(version.replaceFirst("^v(\\d+)\\..*$", "$1"));
        assertThat(major)
                .as("Node %d or later is needed on the PATH, this is %s", OLDEST_NODE, version)
                .isGreaterThanOrEqualTo(OLDEST_NODE);
    }

    @TestFactory
    List<DynamicTest> javaScript() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            List<DynamicTest> tests = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(file -> dynamicTest(file.getFileName().toString(), () -> passes(file)))
                    .toList();
            assertThat(tests).as("test files in %s", TESTS).isNotEmpty();
            return tests;
        }
    }

    @Test
    void certificateOfTheInternalLoadBalancerIsOneForJavaToo() throws Exception {
        String script = """
                import { createCertificate } from "./src/main/resources/functions/internal-certificate/certificate.mjs";
                process.stdout.write(createCertificate("internal.scaling-stages").certificate);
                """;
        String pem =
                run(List.of("node", "--input-type=module", "--eval", script)).succeeded();
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

    private static void passes(Path file) throws IOException, InterruptedException {
        String output = run(List.of("node", "--test", "--test-reporter=tap", file.toString()))
                .succeeded();
        List<String> passed = new ArrayList<>();
        Matcher results = PASSED.matcher(output);
        while (results.find()) {
            // Node counts a file without any test as one test of the file's name.
            boolean isTheFile = results.group("name").endsWith(SUFFIX);
            if (!isTheFile && results.group("directive") == null) {
                passed.add(results.group("name"));
            }
        }
        assertThat(passed).as("tests that ran in %s:%n%s", file, output).isNotEmpty();
    }

    private static Outcome run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("functions-test", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(SECONDS_LIMIT, TimeUnit.SECONDS);
            String printed = Files.readString(output);
            assertThat(ended)
                    .as("%s ended within %d s, having printed:%n%s", command, SECONDS_LIMIT, printed)
                    .isTrue();
            return new Outcome(command, process.exitValue(), printed);
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(output);
        }
    }

    private record Outcome(List<String> command, int exitStatus, String output) {
        String succeeded() {
            assertThat(exitStatus)
                    .as("exit status of %s, which printed:%n%s", command, output)
                    .isZero();
            return output;
        }
    }
}
