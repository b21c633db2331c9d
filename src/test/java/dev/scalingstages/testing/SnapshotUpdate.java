package dev.scalingstages.testing;

import java.util.Map;

/**
 * Whether a run writes the files that tests compare with: asked for by {@code -Dsnapshots.update=true}, refused in CI,
 * where a changed snapshot has to be a failure that somebody looks at.
 */
public final class SnapshotUpdate {
    /** Writes the templates anew. A failure prints it; {@code .ci/run} types it, as CONTRIBUTING has it. */
    public static final String TEMPLATES = "mvn test -Dtest=SnapshotTest -Dsnapshots.update=true";

    /** Writes what follows from the templates: runbooks, stack policies, the list of ways down, logical ids. */
    public static final String GROWTH =
            "mvn test -Dtest='GrowthGuideTest,StackPolicyTest,GrowthBackTest,GrowthLogicalIdsTest'"
                    + " -Dsnapshots.update=true";

    /** Writes the table of settings. */
    public static final String SETTINGS = "mvn test -Dtest=SettingsTableTest -Dsnapshots.update=true";

    private static final String FLAG = "snapshots.update";

    private final boolean requested;
    private final boolean continuousIntegration;

    /**
     * @param properties system properties, of which {@code snapshots.update} is read
     * @param environment the process environment, of which {@code CI} is read
     */
    public SnapshotUpdate(Map<?, ?> properties, Map<String, String> environment) {
        requested = "true".equals(properties.get(FLAG));
        continuousIntegration = !environment.getOrDefault("CI", "").isEmpty();
    }

    /** What this run was asked for. */
    public static SnapshotUpdate ofThisRun() {
        return new SnapshotUpdate(System.getProperties(), System.getenv());
    }

    /**
     * Whether files are to be written instead of compared with.
     *
     * @throws AssertionError when that was asked for in CI; nothing is written then
     */
    public boolean isAllowed() {
        if (requested && continuousIntegration) {
            throw new AssertionError("Snapshots are not updated in CI: update them where you work, and commit them.");
        }
        return requested;
    }
}
