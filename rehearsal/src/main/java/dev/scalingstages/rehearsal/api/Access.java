package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Who may do what: the policies of the stack, evaluated as IAM does. An explicit denial wins; then an identity policy
 * or, where that is enough, a resource policy has to allow the action; and a policy of the VPC endpoint that the call
 * came by has to allow it as well.
 *
 * <p>What is not understood (an operator, a key of a condition) does not allow, and denies: the answer then says so.
 */
public interface Access {
    /** Replaces the policies of a role: managed and inline ones, by name. */
    void setRole(String roleName, Map<String, JsonNode> policies);

    void removeRole(String roleName);

    /** The policy of a bucket, key, queue or secret, by ARN; an empty one removes it. */
    void setResourcePolicy(String arn, Optional<JsonNode> policy);

    /** The policy of a VPC endpoint, by the service's name, such as {@code sqs}. */
    void setEndpointPolicy(String service, Optional<JsonNode> policy);

    /**
     * Credentials for a role, as the metadata service hands them out: an access key by which the role is recognized.
     *
     * @param session who uses the role, such as an instance id
     */
    Credentials credentials(String roleName, String session);

    /** Temporary credentials. */
    record Credentials(String accessKeyId, String secretAccessKey, String sessionToken) {}

    /**
     * A call.
     *
     * @param roleName who calls
     * @param action such as {@code sqs:SendMessage}
     * @param resource an ARN, or {@code *}
     * @param context values of condition keys, such as {@code cloudwatch:namespace}
     * @param endpoint the service whose VPC endpoint it came by, if it did
     */
    record Call(
            String roleName, String action, String resource, Map<String, String> context, Optional<String> endpoint) {}

    /** Whether a call is allowed; empty if so, else why not in words that name role, action and resource. */
    Optional<String> refusal(Call call);
}
