package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.wire.SignatureException;

/** AWS's names for signatures that do not hold, which S3 calls otherwise than the rest. */
final class Failures {
    private Failures() {}

    static ApiException ofSignature(SignatureException failure, String service) {
        boolean s3 = service.equals("s3");
        String type = switch (failure.fault()) {
            case MISSING -> s3 ? "AccessDenied" : "MissingAuthenticationToken";
            case MALFORMED -> s3 ? "AuthorizationHeaderMalformed" : "IncompleteSignature";
            case UNKNOWN_KEY -> s3 ? "InvalidAccessKeyId" : "UnrecognizedClientException";
            case BAD_TOKEN -> s3 ? "InvalidToken" : "UnrecognizedClientException";
            case MISMATCH -> s3 ? "SignatureDoesNotMatch" : "InvalidSignatureException";
            case SKEWED -> s3 ? "RequestTimeTooSkewed" : "InvalidSignatureException";
            case EXPIRED -> s3 ? "AccessDenied" : "ExpiredTokenException";
        };
        return new ApiException(type, failure.getMessage(), 403, MissingNode.getInstance());
    }
}
