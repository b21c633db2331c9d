package dev.scalingstages.settings;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What the user decided about the system. The names, limits, defaults and their reasons are in {@code
 * docs/settings.md}, which is generated from the same definitions that this record is read with.
 *
 * @param system the name that the live stack and all resources begin with; {@code scaling-stages} by default
 * @param stage the stage of the one live stack, 1 to 6; empty for all six as stacks for review
 * @param domain the domain that leads to the system; empty by default
 * @param certificateArn an ACM certificate for the domain in the stack's region; never present without a domain
 * @param cdnCertificateArn an ACM certificate for the domain in us-east-1; never present without a domain
 * @param ssh who may reach the single server by SSH; empty by default, which leaves port 22 closed
 * @param alarmEmail the address that alarms go to; empty by default
 * @param incidentUrl where a pager takes alarms, always https; empty by default
 * @param vpcCidr the VPC's IPv4 range; {@code 10.0.0.0/16} by default, and fixed by the first deploy
 * @param availabilityZones the three zones of every stage, in an order that must not change; empty for the first three
 *     of the account's region; read them with {@link #zones(Supplier)}; fixed by the first deploy
 * @param databaseVersion the full MySQL version of the RDS databases; 8.4.10 by default. RDS never goes back to an
 *     older one
 * @param environment the account and region that the stack is for
 * @param sizeOverrides the sizes that the user set, by the setting's name and in canonical text; read them with {@link
 *     #sizes(int)}
 */
public record Settings(
        String system,
        Optional<Integer> stage,
        Optional<Domain> domain,
        Optional<String> certificateArn,
        Optional<String> cdnCertificateArn,
        Optional<Ssh> ssh,
        Optional<String> alarmEmail,
        Optional<String> incidentUrl,
        String vpcCidr,
        Optional<List<String>> availabilityZones,
        String databaseVersion,
        DeploymentEnvironment environment,
        Map<String, String> sizeOverrides) {
    /**
     * @throws NullPointerException if a component is missing
     * @throws IllegalArgumentException if a certificate has no domain, or if an override names no size
     */
    public Settings {
        Objects.requireNonNull(system, "system");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(certificateArn, "certificateArn");
        Objects.requireNonNull(cdnCertificateArn, "cdnCertificateArn");
        Objects.requireNonNull(ssh, "ssh");
        Objects.requireNonNull(alarmEmail, "alarmEmail");
        Objects.requireNonNull(incidentUrl, "incidentUrl");
        Objects.requireNonNull(vpcCidr, "vpcCidr");
        Objects.requireNonNull(databaseVersion, "databaseVersion");
        availabilityZones = availabilityZones.map(List::copyOf);
        Objects.requireNonNull(environment, "environment");
        sizeOverrides = Map.copyOf(sizeOverrides);
        if (domain.isEmpty() && (certificateArn.isPresent() || cdnCertificateArn.isPresent())) {
            throw new IllegalArgumentException("A certificate needs a domain.");
        }
        if (!SettingCatalogue.SIZE_NAMES.containsAll(sizeOverrides.keySet())) {
            throw new IllegalArgumentException("Not all of these are sizes: " + sizeOverrides.keySet());
        }
    }

    /**
     * Where the system is found by name.
     *
     * @param name the domain name in lower-case letters
     * @param hostedZoneId the public Route 53 zone that holds the name
     */
    public record Domain(String name, String hostedZoneId) {
        /** @throws NullPointerException if one of the two is missing */
        public Domain {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(hostedZoneId, "hostedZoneId");
        }
    }

    /**
     * Who may reach the single server by SSH.
     *
     * @param cidrs at least one IPv4 or IPv6 range, none of them open to everybody
     * @param keyPairName the EC2 key pair that opens the session
     */
    public record Ssh(List<String> cidrs, String keyPairName) {
        /**
         * @throws NullPointerException if one of the two is missing
         * @throws IllegalArgumentException if there is no range
         */
        public Ssh {
            cidrs = List.copyOf(cidrs);
            Objects.requireNonNull(keyPairName, "keyPairName");
            if (cidrs.isEmpty()) {
                throw new IllegalArgumentException("SSH needs at least one range.");
            }
        }
    }

    /**
     * The account and region that a stack is for.
     *
     * @param account 12 digits
     * @param region the region's name, such as {@code us-east-1}
     */
    public record DeploymentEnvironment(String account, String region) {
        /** The environment used when there are no credentials; {@code cdk.context.json} answers lookups for it. */
        public static final DeploymentEnvironment DEMONSTRATION =
                new DeploymentEnvironment("123456789012", "us-east-1");

        private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
        private static final Pattern REGION = Pattern.compile("[a-z]{2,3}(?:-[a-z]{1,12}){1,3}-[0-9]{1,2}");

        /** @throws NullPointerException if one of the two is missing */
        public DeploymentEnvironment {
            Objects.requireNonNull(account, "account");
            Objects.requireNonNull(region, "region");
        }

        /** Whether this is the demonstration environment, to which nobody deploys. */
        public boolean isDemonstration() {
            return equals(DEMONSTRATION);
        }

        static boolean isAccount(String text) {
            return ACCOUNT.matcher(text).matches();
        }

        static boolean isRegion(String text) {
            return REGION.matcher(text).matches();
        }
    }

    /**
     * Reads the settings from CDK context and the process environment.
     *
     * @param context what {@code Node.getAllContext()} returns
     * @throws InvalidSettingsException if anything is wrong, with every problem at once
     */
    public static Settings read(Object context) {
        Map<String, Object> entries = new TreeMap<>();
        if (context instanceof Map<?, ?> map) {
            map.forEach((name, value) -> entries.put(String.valueOf(name), value));
        }
        return parse(entries, System.getenv());
    }

    /**
     * Reads all settings and checks them, each alone and together.
     *
     * @param context CDK context: the settings, typed as in {@code cdk.json} or as text from {@code -c}, among CDK's
     *     own keys
     * @param environment the process environment, of which {@code CDK_DEFAULT_ACCOUNT} and {@code CDK_DEFAULT_REGION}
     *     are read; without an account the demonstration environment is used
     * @throws InvalidSettingsException if anything is wrong, with every problem at once
     */
    public static Settings parse(Map<String, Object> context, Map<String, String> environment) {
        return new SettingsReader(context, environment).read();
    }

    /**
     * The three zones that the system uses.
     *
     * @param lookup supplies the zones of the account's region, in AWS's order; not called when the user names zones
     * @throws InvalidSettingsException if the user names none, and the region has fewer than three
     */
    public List<String> zones(Supplier<List<String>> lookup) {
        return availabilityZones.orElseGet(() -> ZoneChecks.first(lookup.get(), environment));
    }

    /**
     * The sizes of a stage: its defaults, overridden by the user's settings. A component that the stage doesn't have
     * keeps the default of the nearest stage that has it, whatever the user set for later.
     *
     * @param stage 1 to 6; the deployed stage, or any where none is set, since other stages' pairs are not checked
     * @throws IllegalArgumentException if there is no such stage, or if a pair of sizes doesn't fit at that stage
     */
    public Sizes sizes(int stage) {
        return Sizes.of(stage, sizeOverrides);
    }

    /**
     * How many connections to the databases each server of a stage may hold.
     *
     * @param stage as in {@link #sizes}
     */
    public ConnectionPools pools(int stage) {
        return ConnectionPools.of(stage, sizes(stage));
    }
}
