package dev.scalingstages.rehearsal.api.services;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.Endpoints.Target;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import java.util.Map;

/** CloudFormation, as far as servers talk to it. */
public final class CloudFormation implements Service {
    private final Stacks stacks;

    /** The stacks. */
    public interface Stacks {
        /** The ARN of a stack by its name or ARN; something that no policy allows, if there is none. */
        String arn(String nameOrArn);

        /**
         * A server says how its start ended.
         *
         * @throws ApiException if nothing waits for it
         */
        void signal(String nameOrArn, String logicalId, String uniqueId, boolean success) throws ApiException;

        /** The physical id of a resource. */
        String physicalId(String nameOrArn, String logicalId) throws ApiException;
    }

    public CloudFormation(Stacks stacks) {
        this.stacks = stacks;
    }

    @Override
    public JsonNode perform(String action, JsonNode request, Caller caller) throws ApiException {
        String stack = request.path("StackName").asText();
        String resource = request.path("LogicalResourceId").asText();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        switch (action) {
            case "SignalResource" ->
                stacks.signal(
                        stack,
                        resource,
                        request.path("UniqueId").asText(),
                        request.path("Status").asText().equals("SUCCESS"));
            case "DescribeStackResource" ->
                answer.putObject("StackResourceDetail")
                        .put("LogicalResourceId", resource)
                        .put("PhysicalResourceId", stacks.physicalId(stack, resource));
            default -> throw new NotPlayedException(action);
        }
        return answer;
    }

    @Override
    public Target target(String action, JsonNode request) {
        return new Target(stacks.arn(request.path("StackName").asText()), Map.of());
    }
}
