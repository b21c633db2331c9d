package dev.scalingstages.rehearsal.play;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.rehearsal.api.Place;
import dev.scalingstages.rehearsal.api.services.Acm;
import dev.scalingstages.rehearsal.services.Authority;
import dev.scalingstages.rehearsal.services.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    @TempDir
    private Path folder;

    @Test
    void certificateThatOnlyItsOwnerHasIsIssuedOnce() throws Exception {
        Tools.require("openssl");
        Certificates certificates =
                new Certificates(folder.resolve("certificates"), Authority.create(folder.resolve("authority")));
        certificates.importedFrom(new Acm(new Place("aws", "us-east-1", "123456789012"), arn -> false));
        Path issued = certificates.pem("arn:aws:acm:us-east-1:123456789012:certificate/1-2-3");
        assertThat(issued).content().contains("BEGIN CERTIFICATE", "PRIVATE KEY");
        String before = Files.readString(issued);
        assertThat(certificates.pem("arn:aws:acm:us-east-1:123456789012:certificate/1-2-3"))
                .isEqualTo(issued)
                .hasContent(before);
        assertThat(certificates.pem("arn:aws:acm:us-east-1:123456789012:certificate/4"))
                .isNotEqualTo(issued);
    }
}
