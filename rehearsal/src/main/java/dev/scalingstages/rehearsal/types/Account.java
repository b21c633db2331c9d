package dev.scalingstages.rehearsal.types;

import dev.scalingstages.rehearsal.api.Place;

/**
 * A stack, and where it is deployed.
 *
 * @param stackName which stack
 * @param stackId its ARN
 */
public record Account(String stackName, String stackId, Place place) {
    /** Such as {@code us-east-1}. */
    public String region() {
        return place.region();
    }

    /** An ARN of a service of the region. */
    public String regional(String service, String resource) {
        return place.arn(service, resource);
    }

    /** An ARN of a service that has no regions. */
    public String global(String service, String resource) {
        return "arn:%s:%s::%s:%s".formatted(place.partition(), service, place.account(), resource);
    }
}
