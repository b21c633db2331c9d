package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.UnavailableException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns what the SDK throws into what the service knows. */
final class Calls {
    private Calls() {}

    /**
     * Makes a call.
     *
     * @param service what is called, for the message
     * @throws UnavailableException when it does not answer in time, or refuses
     */
    static <T> T of(String service, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new UnavailableException(service + " does not answer or refuses", e);
        }
    }
}
