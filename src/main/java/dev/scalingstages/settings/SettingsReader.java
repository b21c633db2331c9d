package dev.scalingstages.settings;

import dev.scalingstages.settings.Settings.DeploymentEnvironment;
import dev.scalingstages.settings.Settings.Domain;
import dev.scalingstages.settings.Settings.Ssh;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads CDK context and the process environment once, and gathers every problem before it gives up. */
final class SettingsReader {
    private static final String ACCOUNT = "CDK_DEFAULT_ACCOUNT";
    private static final String REGION = "CDK_DEFAULT_REGION";

    private final Map<String, Object> context;
    private final Map<String, String> environment;
    private final Map<String, Object> given = new HashMap<>();
    private final Map<String, String> valid = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    SettingsReader(Map<String, Object> context, Map<String, String> environment) {
        this.context = context;
        this.environment = environment;
    }

    /** @throws InvalidSettingsException if there is at least one problem */
    Settings read() {
        SettingCatalogue.ALL.forEach(this::readValue);
        DeploymentEnvironment deployment = deploymentEnvironment();
        List<Problem> found = new ArrayList<>(problems);
        found.addAll(Combinations.problems(given, valid, deployment));
        found.sort((one, other) -> Integer.compare(position(one), position(other)));
        found.addAll(UnknownNames.problems(context));
        found.addAll(environmentProblems());
        found.addAll(regionProblems(deployment));
        if (!found.isEmpty()) {
            throw new InvalidSettingsException(found);
        }
        return settings(deployment);
    }

    private void readValue(SettingDefinition definition) {
        Object raw = context.get(definition.name());
        // JSON's null stands for a setting that is left out, as it does in CDK itself.
        if (raw == null) {
            return;
        }
        given.put(definition.name(), raw);
        Reading reading = definition.read(raw);
        reading.fault()
                .ifPresentOrElse(
                        fault -> problems.add(definition.problem(raw, fault)),
                        () -> valid.put(definition.name(), reading.text()));
    }

    private static int position(Problem problem) {
        return SettingCatalogue.ALL.indexOf(SettingCatalogue.get(problem.setting()));
    }

    private Settings settings(DeploymentEnvironment deployment) {
        Map<String, String> sizes = new LinkedHashMap<>(valid);
        sizes.keySet().retainAll(SettingCatalogue.SIZE_NAMES);
        return new Settings(
                withDefault(SystemSettings.SYSTEM),
                optional(SystemSettings.STAGE).map(Integer::valueOf),
                optional(SystemSettings.DOMAIN_NAME)
                        .map(name -> new Domain(name, valid.get(SystemSettings.HOSTED_ZONE_ID))),
                optional(SystemSettings.CERTIFICATE_ARN),
                optional(SystemSettings.CDN_CERTIFICATE_ARN),
                optional(SystemSettings.SSH_CIDRS)
                        .map(cidrs -> new Ssh(List.of(cidrs.split(",")), valid.get(SystemSettings.KEY_PAIR_NAME))),
                optional(SystemSettings.ALARM_EMAIL),
                optional(SystemSettings.INCIDENT_URL),
                withDefault(SystemSettings.VPC_CIDR),
                optional(SystemSettings.AVAILABILITY_ZONES).map(zones -> List.of(zones.split(","))),
                withDefault(SystemSettings.DATABASE_VERSION),
                deployment,
                sizes);
    }

    private Optional<String> optional(String name) {
        return Optional.ofNullable(valid.get(name));
    }

    private String withDefault(String name) {
        return optional(name)
                .orElseGet(() -> SettingCatalogue.get(name).defaults().at(1));
    }

    /**
     * The CLI names an account only when it has credentials, but a region always. Without an account the demonstration
     * environment stands whole, because {@code cdk.context.json} answers lookups for that pair alone.
     */
    private DeploymentEnvironment deploymentEnvironment() {
        if (variable(ACCOUNT).isEmpty() || !environmentProblems().isEmpty()) {
            return DeploymentEnvironment.DEMONSTRATION;
        }
        return new DeploymentEnvironment(
                variable(ACCOUNT).get(), variable(REGION).orElse(DeploymentEnvironment.DEMONSTRATION.region()));
    }

    private List<Problem> environmentProblems() {
        List<Problem> found = new ArrayList<>();
        if (variable(ACCOUNT).isEmpty()) {
            return found;
        }
        variable(ACCOUNT)
                .filter(account -> !DeploymentEnvironment.isAccount(account))
                .ifPresent(account -> found.add(new Problem(
                        ACCOUNT,
                        PrintableValue.of(account),
                        "is not the number of an AWS account",
                        "12 digits, which the CDK CLI finds by your credentials",
                        "--profile operations")));
        variable(REGION)
                .filter(region -> !DeploymentEnvironment.isRegion(region))
                .ifPresent(region -> found.add(new Problem(
                        REGION,
                        PrintableValue.of(region),
                        "is not the name of an AWS region",
                        "a region's name, which the CDK CLI finds in your profile or in AWS_REGION",
                        "AWS_REGION=eu-west-1")));
        return found;
    }

    /** Skipped when the user names zones: an account may have more zones there than others do. */
    private List<Problem> regionProblems(DeploymentEnvironment deployment) {
        if (deployment.isDemonstration()
                || !ZoneChecks.hasTooFewZones(deployment.region())
                || given.containsKey(SystemSettings.AVAILABILITY_ZONES)) {
            return List.of();
        }
        return List.of(new Problem(
                REGION,
                deployment.region(),
                "is a region where AWS gives an account two availability zones, and every stage needs "
                        + ZoneChecks.ZONES,
                "a region with three; or, if your account has a third zone there, all three by "
                        + SystemSettings.AVAILABILITY_ZONES,
                "AWS_REGION=us-west-2"));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
