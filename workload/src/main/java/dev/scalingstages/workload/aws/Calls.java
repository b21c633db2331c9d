package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.UnavailableException;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns the SDK's exceptions into those of the service. */
final class Calls {
    private Calls() {}

    /**
     * Makes a call, and turns its failure into an {@link UnavailableException}.
     *
     * @param service what is called, for the message
     * @throws UnavailableException when it does not answer in time, or refuses; its message says which, and why
     */
    static <T> T of(String service, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new UnavailableException(service + " " + reason(e), e);
        }
    }

    /** The reason of a failure in one line: AWS itself names a missing permission. */
    static String reason(SdkException failure) {
        if (failure instanceof AwsServiceException refusal) {
            Optional<AwsErrorDetails> details = Optional.ofNullable(refusal.awsErrorDetails());
            String code = details.map(AwsErrorDetails::errorCode).orElse("status " + refusal.statusCode());
            return "refuses, " + code + ": "
                    + details.map(AwsErrorDetails::errorMessage).orElse(refusal.getMessage());
        }
        return "does not answer: " + failure.getMessage();
    }
}
