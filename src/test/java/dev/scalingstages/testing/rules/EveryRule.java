package dev.scalingstages.testing.rules;

import dev.scalingstages.testing.Check;

/** What is required of every template, whatever its stage and settings. */
public final class EveryRule {
    /** All rules that need no more than the template. */
    public static final Check CHECK = Check.all(
            AccessRules::violations,
            AlarmRules::violations,
            BackupRules::violations,
            DataTypes::violations,
            EncryptionAtRest::violations,
            EncryptionInTransit::violations,
            KnownRefusals::bucketKeys,
            KnownRefusals::canaries,
            KnownRefusals::keysOfNotifications,
            KnownRefusals::metricMath,
            KnownRefusals::parameters,
            KnownRefusals::storage,
            LimitRules::violations,
            LogRules::violations,
            MaintenanceWindows::violations,
            OpeningOrder::violations,
            OutputRules::violations,
            RetentionRules::violations,
            SecurityGroups::attachmentViolations,
            SecurityRules::violations,
            StartOrder::violations,
            StrangerRules::violations);

    private EveryRule() {}
}
