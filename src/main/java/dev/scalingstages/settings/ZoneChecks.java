package dev.scalingstages.settings;

import dev.scalingstages.settings.Settings.DeploymentEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checks of availability zones: those that the user names, and those that a region has. */
final class ZoneChecks {
    /** The number of zones that every stage uses. */
    static final int ZONES = 3;

    /**
     * Regions in which an account has two zones. Source: AWS Regions and Availability Zones User Guide, Regions: in US
     * West (N. California), "new customers can access two Availability Zones".
     */
    private static final Set<String> REGIONS_OF_TWO_ZONES = Set.of("us-west-1");

    /** A Local Zone ({@code us-east-1-bos-1a}) or a Wavelength Zone has more between the region and the letter. */
    private static final Pattern ZONE = Pattern.compile("(?<region>[a-z]{2,3}(?:-[a-z]{1,12}){1,3}-[0-9]{1,2})[a-z]");

    private ZoneChecks() {}

    static Optional<String> availabilityZones(String text) {
        List<String> zones = List.of(text.split(",", -1));
        List<String> faults = new ArrayList<>();
        for (String zone : zones) {
            if (!isZone(zone)) {
                faults.add(PrintableValue.of(zone) + ", which is not the name of an availability zone");
            }
        }
        if (!faults.isEmpty()) {
            return Optional.of("contains " + String.join("; and ", faults));
        }
        if (Set.copyOf(zones).size() < zones.size()) {
            return Optional.of("names a zone twice");
        }
        if (zones.size() != ZONES) {
            return Optional.of("names " + zones.size() + (zones.size() == 1 ? " zone" : " zones") + ", not " + ZONES);
        }
        return zones.stream().map(ZoneChecks::region).distinct().count() > 1
                ? Optional.of("names zones of different regions")
                : Optional.empty();
    }

    /** The region of a zone that was found valid. */
    static String region(String zone) {
        Matcher parts = ZONE.matcher(zone);
        if (!parts.matches()) {
            throw new IllegalArgumentException("This is not a zone: " + zone);
        }
        return parts.group("region");
    }

    /** Whether it is known without asking AWS that a region offers an account fewer zones than every stage needs. */
    static boolean hasTooFewZones(String region) {
        return REGIONS_OF_TWO_ZONES.contains(region);
    }

    /**
     * The zones that the account's region has, cut to as many as every stage needs.
     *
     * @throws InvalidSettingsException if there are fewer
     */
    static List<String> first(List<String> lookedUp, DeploymentEnvironment environment) {
        if (lookedUp.size() < ZONES) {
            SettingDefinition definition = SettingCatalogue.get(SystemSettings.AVAILABILITY_ZONES);
            String fault =
                    "are all zones that region %s has for account %s, and every stage needs %d: deploy to another"
                                    .formatted(environment.region(), environment.account(), ZONES)
                            + " region, or reset the zones in cdk.context.json (./cdk context) if they are not the account's own";
            throw new InvalidSettingsException(List.of(definition.problem(String.join(",", lookedUp), fault)));
        }
        return List.copyOf(lookedUp.subList(0, ZONES));
    }

    private static boolean isZone(String text) {
        return ZONE.matcher(text).matches();
    }
}
