package dev.scalingstages.rehearsal.types;

/**
 * Where the stack is deployed.
 *
 * @param stackName which stack
 * @param stackId its ARN
 * @param number of the account, twelve digits
 * @param region such as {@code us-east-1}
 */
public record Account(String stackName, String stackId, String number, String region) {
    /** A stack in an account. */
    public static Account of(String stackName, String number, String region) {
        return new Account(
                stackName,
                "arn:aws:cloudformation:%s:%s:stack/%s/00000000-0000-0000-0000-000000000001"
                        .formatted(region, number, stackName),
                number,
                region);
    }

    /** An ARN of a service of the region. */
    public String regional(String service, String resource) {
        return "arn:aws:%s:%s:%s:%s".formatted(service, region, number, resource);
    }

    /** An ARN of a service that has no regions. */
    public String global(String service, String resource) {
        return "arn:aws:%s::%s:%s".formatted(service, number, resource);
    }
}
