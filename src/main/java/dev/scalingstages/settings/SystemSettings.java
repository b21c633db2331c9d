package dev.scalingstages.settings;

import static dev.scalingstages.settings.ValueKind.LIST;
import static dev.scalingstages.settings.ValueKind.TEXT;
import static dev.scalingstages.settings.ValueKind.WHOLE_NUMBER;

import java.util.List;

/** The settings for the system's name, its location, who may reach it, and its MySQL version. */
final class SystemSettings {
    static final String SYSTEM = "system";
    static final String STAGE = "stage";
    static final String DOMAIN_NAME = "domainName";
    static final String HOSTED_ZONE_ID = "hostedZoneId";
    static final String CERTIFICATE_ARN = "certificateArn";
    static final String CDN_CERTIFICATE_ARN = "cdnCertificateArn";
    static final String SSH_CIDRS = "sshCidrs";
    static final String KEY_PAIR_NAME = "keyPairName";
    static final String ALARM_EMAIL = "alarmEmail";
    static final String INCIDENT_URL = "incidentUrl";
    static final String VPC_CIDR = "vpcCidr";
    static final String AVAILABILITY_ZONES = "availabilityZones";
    static final String DATABASE_VERSION = "databaseVersion";

    /** CloudFront takes certificates from this region only, wherever the stack is. */
    static final String CDN_CERTIFICATE_REGION = "us-east-1";

    private static final String CERTIFICATE_ID = "certificate/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String EXAMPLE_CERTIFICATE =
            "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";
    private static final int LONGEST_ARN = 120;

    private SystemSettings() {}

    static List<SettingDefinition> definitions() {
        return List.of(
                new SettingDefinition(
                        SYSTEM,
                        TEXT,
                        "at most 24 lower-case letters, digits and single hyphens, beginning with a letter and not"
                                + " ending with a hyphen",
                        StageDefaults.always("scaling-stages"),
                        "The project's own name. Resource names begin with it: 24 characters keep the longest,"
                                + " `<system>-stage-6-cache`, within ElastiCache's 40",
                        "photo-share",
                        Checks.matches(
                                24,
                                "[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
                                "is not made of lower-case letters, digits and single hyphens in that form")),
                new SettingDefinition(
                        STAGE,
                        WHOLE_NUMBER,
                        "a whole number from 1 to 6",
                        StageDefaults.none(),
                        "Without it there are six review stacks, one for each stage; with it, there is the one"
                                + " live stack",
                        "3",
                        Checks.wholeNumber(1, StageDefaults.STAGES)),
                new SettingDefinition(
                        DOMAIN_NAME,
                        TEXT,
                        "a domain name in lower-case letters, together with hostedZoneId",
                        StageDefaults.none(),
                        "Only you know it. Without it the address (stages 1 and 2) or CloudFront's name serves",
                        "www.example.com",
                        Checks::domainName),
                new SettingDefinition(
                        HOSTED_ZONE_ID,
                        TEXT,
                        "the id of a public Route 53 zone that holds the domain: Z and 6 to 31 upper-case letters or"
                                + " digits, together with domainName",
                        StageDefaults.none(),
                        "A zone is found by its id, because looking it up by name needs credentials",
                        "Z0123456789ABCDEFGHIJ",
                        Checks.matches(32, "Z[0-9A-Z]{6,31}", "is not the id of a hosted zone")),
                new SettingDefinition(
                        CERTIFICATE_ARN,
                        TEXT,
                        "the ARN of an ACM certificate for the domain, in the stack's account and region; needs"
                                + " domainName",
                        StageDefaults.none(),
                        "Set it if a certificate exists. The load balancer takes certificates of its own region"
                                + " only; without credentials the stack's region isn't known and isn't"
                                + " compared",
                        EXAMPLE_CERTIFICATE,
                        Checks.matches(
                                LONGEST_ARN,
                                "arn:aws:acm:[a-z]{2}(?:-[a-z]+)+-[0-9]:[0-9]{12}:" + CERTIFICATE_ID,
                                "is not the ARN of an ACM certificate")),
                new SettingDefinition(
                        CDN_CERTIFICATE_ARN,
                        TEXT,
                        "the ARN of an ACM certificate for the domain in us-east-1; needs domainName",
                        StageDefaults.none(),
                        "CloudFront takes certificates from us-east-1 only. Another region's stack can't make one there"
                                + " without cross-region references, and those wedge rollbacks",
                        EXAMPLE_CERTIFICATE,
                        Checks.matches(
                                LONGEST_ARN,
                                "arn:aws:acm:" + CDN_CERTIFICATE_REGION + ":[0-9]{12}:" + CERTIFICATE_ID,
                                "is not the ARN of an ACM certificate in us-east-1")),
                new SettingDefinition(
                        SSH_CIDRS,
                        LIST,
                        "1 to 20 different IPv4 or IPv6 ranges with commas between them, each written with its first"
                                + " address, none wider than /16 (IPv4, unless private) or /32 (IPv6), together with"
                                + " keyPairName",
                        StageDefaults.none(),
                        "Session Manager gives a shell without an open port. A /16 or an IPv6 /32 is the most that one"
                                + " organisation is normally given; wider ranges let strangers in, and two halves would"
                                + " open the whole internet",
                        "203.0.113.0/24,2001:db8::/48",
                        AddressChecks::sshCidrs),
                new SettingDefinition(
                        KEY_PAIR_NAME,
                        TEXT,
                        "the name of an EC2 key pair, at most 255 printable ASCII characters, together with sshCidrs",
                        StageDefaults.none(),
                        "Without SSH no key is needed; with it, you hold the private half",
                        "operations",
                        Checks.matches(255, "[!-~](?:[ -~]*[!-~])?", "is not the name of a key pair")),
                new SettingDefinition(
                        ALARM_EMAIL,
                        TEXT,
                        "an email address",
                        StageDefaults.none(),
                        "Only you know it. Alarms go to their topic all the same, for later subscribers",
                        "operations@example.com",
                        Checks::email),
                new SettingDefinition(
                        INCIDENT_URL,
                        TEXT,
                        "an https URL with a full host name, without user name, password or fragment",
                        StageDefaults.none(),
                        "Only you know your pager's address. Alarms reveal how the system is attacked or fails,"
                                + " so they are sent encrypted only",
                        "https://events.example.com/integration/42",
                        Checks::httpsUrl),
                new SettingDefinition(
                        VPC_CIDR,
                        TEXT,
                        "an IPv4 range from /16 to /20 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, written with"
                                + " its first address",
                        StageDefaults.always("10.0.0.0/16"),
                        "The largest VPC there is, because its range is fixed for good at the first deploy:"
                                + " choose another only if it overlaps a network that you will connect. In a"
                                + " /20 the nine subnets still get /24 each, enough for every group at its"
                                + " limit of 99 servers",
                        "10.20.0.0/16",
                        AddressChecks::vpcCidr),
                new SettingDefinition(
                        AVAILABILITY_ZONES,
                        LIST,
                        "exactly three different availability zones of the stack's region with commas between them, by"
                                + " name and in an order that stays; no Local or Wavelength Zone",
                        StageDefaults.none(),
                        "Without it the first three zones of the account's region. An account's older zones may"
                                + " lack Graviton servers, database classes or Redshift: then choose others"
                                + " before the first deploy, since subnets keep their zones for good, and"
                                + " everything runs in them. For a running stack, set the zones that it has,"
                                + " in the same order, or leave this out",
                        "us-east-1a,us-east-1b,us-east-1d",
                        ZoneChecks::availabilityZones),
                new SettingDefinition(
                        DATABASE_VERSION,
                        TEXT,
                        "a version of MySQL 8.4 that RDS has or had, from 8.4.3 on; never below the version of"
                                + " a running database",
                        StageDefaults.always("8.4.10"),
                        "The version that this application was tried with. RDS upgrades running databases, and"
                                + " refuses it for new ones after about a year: then set the version that"
                                + " yours have, so that new databases, replicas and shards get it as well",
                        "8.4.11",
                        Checks::databaseVersion));
    }
}
