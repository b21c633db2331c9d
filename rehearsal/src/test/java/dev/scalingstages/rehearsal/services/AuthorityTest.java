package dev.scalingstages.rehearsal.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Certificates, as OpenSSL judges them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorityTest {
    private Path folder;

    private Authority authority;
    private Authority.Issued issued;

    @BeforeAll
    void issue(@TempDir Path directory) throws Exception {
        folder = directory;
        Tools.require("openssl");
        authority = Authority.create(folder.resolve("one"));
        issued = authority.issue("web", List.of("*.example.com", "example.org"));
    }

    private String verify(Path trusted, String host, Path certificate) throws Exception {
        return Commands.run(List.of(
                "openssl",
                "verify",
                "-purpose",
                "sslserver",
                "-CAfile",
                trusted.toString(),
                "-verify_hostname",
                host,
                certificate.toString()));
    }

    @Test
    void certificateIsForItsNamesAndForNoOther() throws Exception {
        for (String name : List.of("a.example.com", "example.org")) {
            assertThat(verify(authority.certificate(), name, issued.certificate()))
                    .contains(": OK");
        }
        for (String other : List.of("a.b.example.com", "example.com", "a.example.org")) {
            assertThatThrownBy(() -> verify(authority.certificate(), other, issued.certificate()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("hostname mismatch");
        }
    }

    @Test
    void anotherAuthorityIsNotTrusted() throws Exception {
        Authority other = Authority.create(folder.resolve("other"));
        assertThatThrownBy(() -> verify(other.certificate(), "example.org", issued.certificate()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void keyBelongsToTheCertificateAndBothAreInOneFile() throws Exception {
        String publicKey = Commands.run(
                List.of("openssl", "x509", "-in", issued.certificate().toString(), "-noout", "-pubkey"));
        assertThat(Commands.run(List.of("openssl", "pkey", "-in", issued.key().toString(), "-pubout")))
                .isEqualTo(publicKey);
        assertThat(issued.both()).hasContent(Files.readString(issued.certificate()) + Files.readString(issued.key()));
    }

    @Test
    void nameLongerThanACommonNameIsIssued() throws Exception {
        String name = "internal-" + "x".repeat(50) + ".us-east-1.elb.amazonaws.com";
        Authority.Issued longOne = authority.issue(name, List.of(name));
        assertThat(verify(authority.certificate(), name, longOne.certificate())).contains(": OK");
    }
}
