package dev.scalingstages.rehearsal.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;

/**
 * Where a stack is deployed: what pseudo parameters and {@code Fn::GetAZs} give.
 *
 * @param stackName the stack's name
 * @param stackId the stack's ARN
 * @param region such as {@code us-east-1}
 * @param accountId twelve digits
 * @param partition such as {@code aws}
 * @param urlSuffix such as {@code amazonaws.com}
 * @param zones the region's availability zones, in order
 */
public record Environment(
        String stackName,
        String stackId,
        String region,
        String accountId,
        String partition,
        String urlSuffix,
        List<String> zones) {
    public Environment {
        zones = List.copyOf(zones);
    }

    /** A stack in a region with zones {@code a} to {@code c} of the partition {@code aws}. */
    public static Environment of(String stackName, String region, String accountId) {
        return new Environment(
                stackName,
                "arn:aws:cloudformation:%s:%s:stack/%s/00000000-0000-4000-8000-%012x"
                        .formatted(region, accountId, stackName, Integer.toUnsignedLong(stackName.hashCode())),
                region,
                accountId,
                "aws",
                "amazonaws.com",
                List.of(region + "a", region + "b", region + "c"));
    }

    /** The value of a pseudo parameter, a missing node for {@code AWS::NoValue}; empty if there is no such one. */
    Optional<JsonNode> pseudo(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "AWS::StackName" -> TextNode.valueOf(stackName);
                    case "AWS::StackId" -> TextNode.valueOf(stackId);
                    case "AWS::Region" -> TextNode.valueOf(region);
                    case "AWS::AccountId" -> TextNode.valueOf(accountId);
                    case "AWS::Partition" -> TextNode.valueOf(partition);
                    case "AWS::URLSuffix" -> TextNode.valueOf(urlSuffix);
                    case "AWS::NoValue" -> MissingNode.getInstance();
                    default -> null;
                });
    }
}
