package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The HTTPS endpoints of AWS's services ({@code sqs.us-east-1.amazonaws.com}), on the addresses that the network gives
 * them. The metadata service at 169.254.169.254 is not among them: each server has one.
 *
 * <p>Each takes a request, finds the caller by the access key of its Signature Version 4 and checks the signature, asks
 * {@link Access}, and lets a service answer.
 */
public interface Endpoints extends AutoCloseable {
    /** Opens endpoints on one more address: of a VPC endpoint for the service named, which makes its policy count. */
    void listen(String address, String service) throws IOException;

    /** Stops listening there. */
    void close(String address);

    /** Registers what answers the calls of a service. */
    void serve(String service, Service handler);

    /** The certificate of the authority that signed the endpoints' certificates, in PEM. */
    Path authority();

    /** Calls that nothing here plays, by action, each once. */
    List<String> notPlayed();

    @Override
    void close();

    /** Answers the calls of one service that is not an HTTP server of its own. */
    interface Service {
        /**
         * Performs an action that the caller is allowed to perform.
         *
         * @param action without the service, such as {@code SignalResource}
         * @param request parameters: of the JSON body, or of the query protocol as text
         * @return the answer as JSON; endpoints of the query protocol make XML of it
         * @throws ApiException with AWS's name of the error
         */
        JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException, InterruptedException;

        /** Which resource a request is about, as an ARN or {@code *}, and values of condition keys. */
        Target target(String action, JsonNode request);

        /**
         * What the caller has to be allowed: by default the action on its target.
         *
         * @param prefix of the service's actions, such as {@code cloudwatch}
         */
        default List<Need> needs(String prefix, String action, JsonNode request) throws ApiException {
            Target target = target(action, request);
            return List.of(Need.direct(prefix + ":" + action, target.resource(), target.context()));
        }

        /** What the elements of lists are called in XML, by the list's name; {@code member} by default. */
        default Map<String, String> listNames() {
            return Map.of();
        }
    }

    /**
     * Something that a caller has to be allowed for a call.
     *
     * @param direct whether the caller asks for it itself, so that the policy of a VPC endpoint counts; else a service
     * does     it for the caller, as with keys
     */
    record Need(String action, String resource, Map<String, String> context, boolean direct) {
        /** What the caller asks for itself. */
        public static Need direct(String action, String resource, Map<String, String> context) {
            return new Need(action, resource, context, true);
        }

        /** What a service does with a key for its caller. */
        public static Need ofKey(String action, String keyArn, String service) {
            return new Need(action, keyArn, Map.of("kms:ViaService", service), false);
        }
    }

    /** Who calls, and from where. */
    record Caller(String roleName, String session, String address) {}

    /** What a call is about. */
    record Target(String resource, Map<String, String> context) {}

    /** An error of AWS's, such as {@code ResourceNotFoundException}. */
    final class ApiException extends Exception {
        private final String type;
        private final int status;
        private final transient JsonNode details;

        public ApiException(String type, String message) {
            this(type, message, 400, MissingNode.getInstance());
        }

        /**
         * An error with more to say.
         *
         * @param status of HTTP
         * @param details further members of the answer
         */
        public ApiException(String type, String message, int status, JsonNode details) {
            super(message);
            this.type = type;
            this.status = status;
            this.details = details;
        }

        /** The status of HTTP: 400 by default. */
        public int status() {
            return status;
        }

        /** Further members of the answer, or a missing node. */
        public JsonNode details() {
            return details;
        }

        /** AWS's name of the error. */
        public String type() {
            return type;
        }
    }
}
