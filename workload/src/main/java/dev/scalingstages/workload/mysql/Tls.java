package dev.scalingstages.workload.mysql;

import java.nio.file.Path;

/** How a connection to a database is protected. */
public sealed interface Tls {
    /** The driver's options for it. */
    String options();

    /** Not at all: for the loopback address of the single server only. */
    record Off() implements Tls {
        @Override
        public String options() {
            return "sslMode=disable";
        }
    }

    /**
     * By TLS, with a certificate that an authority vouches for.
     *
     * @param authorities the certificates of the authorities, in PEM
     * @param hostName whether the certificate must name the host that was dialled; replicas behind a load balancer have
     *     certificates of their own names, so there it cannot
     */
    record Required(Path authorities, boolean hostName) implements Tls {
        /** Without the last option the driver would sign in first and judge the certificate afterwards. */
        @Override
        public String options() {
            return "sslMode=%s&serverSslCert=%s&deferCertificateValidation=false"
                    .formatted(hostName ? "verify-full" : "verify-ca", authorities);
        }
    }
}
