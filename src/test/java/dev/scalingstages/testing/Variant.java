package dev.scalingstages.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pinned configurations that templates are tested in. */
public enum Variant {
    /** A domain with certificates: what the committed snapshots show. */
    WITH_DOMAIN(domain()),
    /** No setting at all: what a first {@code cdk synth} gives. */
    WITHOUT_DOMAIN(Map.of()),
    /** Every optional setting at once, sizes apart. */
    EVERY_OPTION(everyOption());

    private final Map<String, Object> settings;

    Variant(Map<String, Object> settings) {
        this.settings = settings;
    }

    /** The settings, as they would stand in {@code cdk.json}. */
    public Map<String, Object> settings() {
        return settings;
    }

    private static Map<String, Object> domain() {
        return Map.of(
                "domainName",
                "example.com",
                "hostedZoneId",
                "Z0123456789EXAMPLE",
                "certificateArn",
                "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555",
                "cdnCertificateArn",
                "arn:aws:acm:us-east-1:123456789012:certificate/66666666-7777-8888-9999-000000000000");
    }

    private static Map<String, Object> everyOption() {
        Map<String, Object> settings = new LinkedHashMap<>(domain());
        settings.put("system", "photo-stories");
        settings.put("sshCidrs", List.of("192.0.2.0/24", "2001:db8::/48"));
        settings.put("keyPairName", "operators");
        settings.put("alarmEmail", "operators@example.com");
        settings.put("incidentUrl", "https://incidents.example.com/hook");
        settings.put("vpcCidr", "10.20.0.0/18");
        settings.put("databaseVersion", "8.4.11");
        settings.put("availabilityZones", List.of("us-east-1d", "us-east-1a", "us-east-1f"));
        return settings;
    }
}
