package dev.scalingstages.rehearsal.api;

/**
 * Where the play is.
 *
 * @param partition such as {@code aws}
 * @param region such as {@code us-east-1}
 * @param account twelve digits
 */
public record Place(String partition, String region, String account) {
    /** The ARN of a resource of the region and account. */
    public String arn(String service, String resource) {
        return "arn:%s:%s:%s:%s:%s".formatted(partition, service, region, account, resource);
    }

    /** The ARN of a bucket, or of an object by {@code BUCKET/KEY}. */
    public String s3Arn(String resource) {
        return "arn:%s:s3:::%s".formatted(partition, resource);
    }

    /** How a service is named when it uses a key for its caller. */
    public String via(String service) {
        return service + "." + region + ".amazonaws.com";
    }
}
