package dev.scalingstages.security;

import software.amazon.awscdk.Aws;

/** ARNs that are composed by hand: for resources that don't exist yet, or whose references don't yield an ARN. */
public final class Arns {
    private static final String PREFIX = "arn:" + Aws.PARTITION + ":";

    private Arns() {}

    /**
     * A resource of this account in the stack's region.
     *
     * @param service such as {@code rds}
     * @param resource such as {@code db:name}
     */
    public static String of(String service, String resource) {
        return PREFIX + service + ":" + Aws.REGION + ":" + Aws.ACCOUNT_ID + ":" + resource;
    }

    /** A resource of this account that is in no region, such as a role or a distribution. */
    public static String withoutRegion(String service, String resource) {
        return PREFIX + service + "::" + Aws.ACCOUNT_ID + ":" + resource;
    }

    /** A log group of this account in the stack's region, by its name. */
    public static String ofLogGroup(String name) {
        return of("logs", "log-group:" + name);
    }

    /** Objects of a bucket; bucket names are globally unique, so the ARN has neither region nor account. */
    public static String ofObjects(String bucket, String key) {
        return PREFIX + "s3:::" + bucket + "/" + key;
    }

    /** A managed policy of AWS. */
    static String ofManagedPolicy(String name) {
        return PREFIX + "iam::aws:policy/" + name;
    }
}
