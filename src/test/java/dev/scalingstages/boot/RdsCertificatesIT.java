package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The authorities that sign the certificates of RDS, by which the application knows its databases. */
@BesideTheCdk
class RdsCertificatesIT {
    private static final Pattern NAME = Pattern.compile("CN=Amazon RDS ([a-z]+-[a-z]+-\\d) Root CA (\\w+) G1,");

    @Test
    @Row("X3")
    void eachIsAnAuthorityOfAmazonRdsThatIsValidForAYearMore() throws IOException, CertificateException {
        Instant inAYear = Instant.now().plus(365, ChronoUnit.DAYS);
        assertThat(certificates()).hasSizeGreaterThan(50).allSatisfy(certificate -> {
            String subject = certificate.getSubjectX500Principal().getName();
            assertThat(subject).containsPattern(NAME).contains("O=Amazon Web Services\\, Inc.");
            assertThatCode(() -> certificate.verify(certificate.getPublicKey()))
                    .as(subject)
                    .doesNotThrowAnyException();
            assertThat(certificate.getBasicConstraints()).as(subject).isNotNegative();
            assertThat(certificate.getKeyUsage()[5]).as("%s may sign", subject).isTrue();
            assertThat(certificate.getNotAfter().toInstant()).as(subject).isAfter(inAYear);
        });
    }

    @Test
    @Row("X3")
    void eachRegionHasOneOfEachKindThatRdsOffers() throws IOException, CertificateException {
        Map<String, Set<String>> kinds = new TreeMap<>();
        for (X509Certificate certificate : certificates()) {
            Matcher name = NAME.matcher(certificate.getSubjectX500Principal().getName());
            assertThat(name.find()).isTrue();
            assertThat(kinds.computeIfAbsent(name.group(1), region -> new TreeSet<>())
                            .add(name.group(2)))
                    .as(name.group())
                    .isTrue();
        }
        assertThat(kinds).containsKeys("us-east-1", "us-west-2", "eu-central-1", "ap-southeast-2", "sa-east-1");
        assertThat(kinds.values()).allMatch(Set.of("RSA2048", "RSA4096", "ECC384")::equals);
    }

    private static List<X509Certificate> certificates() throws IOException, CertificateException {
        try (InputStream stream = Files.newInputStream(FakeServer.SCRIPTS.resolve("tls/rds-ca.pem"))) {
            return CertificateFactory.getInstance("X.509").generateCertificates(stream).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }
}
