package dev.scalingstages.servers;

import dev.scalingstages.security.DataKey;
import java.util.Objects;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.CfnVolume;
import software.constructs.Construct;

/**
 * The volume that holds the database and the user files of stage 1. It is part of every stage, even of those without a
 * single server: it allows going back until the operator is sure, and a resource that never leaves can't be lost.
 */
public final class DataVolume extends Construct {
    private final String volumeId;
    private final int sizeGiB;

    /**
     * @param zone the availability zone of the single server; create-only
     * @param sizeGiB in GiB; it can grow in place, never shrink
     * @param key encrypts the volume; create-only
     */
    public record Props(String zone, int sizeGiB, DataKey key) {
        public Props {
            Objects.requireNonNull(zone, "zone");
            Objects.requireNonNull(key, "key");
        }
    }

    public DataVolume(Construct scope, String id, Props props) {
        super(scope, id);
        sizeGiB = props.sizeGiB();
        CfnVolume volume = CfnVolume.Builder.create(this, "Resource")
                .availabilityZone(props.zone())
                .size(props.sizeGiB())
                .volumeType("gp3")
                .encrypted(true)
                .kmsKeyId(props.key().arn())
                .build();
        volume.applyRemovalPolicy(RemovalPolicy.RETAIN);
        volumeId = volume.getRef();
    }

    /** The volume's identifier, such as {@code vol-…}. */
    public String volumeId() {
        return volumeId;
    }

    /** Its size in GiB. */
    int sizeGiB() {
        return sizeGiB;
    }
}
