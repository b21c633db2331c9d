package dev.scalingstages.workload.aws;

import dev.scalingstages.workload.content.UnavailableException;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns what the SDK throws into what the service knows. */
final class Calls {
    private Calls() {}

    /**
     * Makes a call.
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

    /** What went wrong, in one line: a permission that lacks is named by AWS itself. */
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
