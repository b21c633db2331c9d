package dev.scalingstages.rehearsal.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.scalingstages.rehearsal.api.Access.Call;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The roles of the last stage, with the policies of its template: what a resource refers to is named by its logical id.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TemplateRolesTest {
    private static final Path TEMPLATE = Path.of("../stages/6-data-platform/template.json");
    private static final Map<String, String> PSEUDO = Map.of(
            "AWS::Partition", "aws",
            "AWS::AccountId", "123456789012",
            "AWS::Region", "us-east-1",
            "AWS::StackName", "s",
            "AWS::StackId", "stack-id");

    private final Policies policies = new Policies("aws", "123456789012");

    @BeforeAll
    void read() throws IOException {
        JsonNode resources = new ObjectMapper().readTree(TEMPLATE.toFile()).path("Resources");
        resources.properties().forEach(resource -> {
            JsonNode properties = resource.getValue().path("Properties");
            switch (resource.getValue().path("Type").asText()) {
                case "AWS::IAM::ManagedPolicy" ->
                    properties
                            .path("Roles")
                            .forEach(role -> policies.setRolePolicy(
                                    evaluate(role).asText(),
                                    resource.getKey(),
                                    Optional.of(evaluate(properties.path("PolicyDocument")))));
                case "AWS::KMS::Key" ->
                    policies.setResourcePolicy(resource.getKey(), Optional.of(evaluate(properties.path("KeyPolicy"))));
                case "AWS::EC2::VPCEndpoint" -> {
                    String name = evaluate(properties.path("ServiceName")).asText();
                    policies.setEndpointPolicy(
                            name.substring(name.lastIndexOf('.') + 1),
                            Optional.of(evaluate(properties.path("PolicyDocument"))));
                }
                default -> {
                    // Has no policies that this test asks about.
                }
            }
        });
    }

    private static JsonNode evaluate(JsonNode json) {
        if (json.has("Ref")) {
            String name = json.get("Ref").asText();
            return TextNode.valueOf(PSEUDO.getOrDefault(name, name));
        }
        if (json.has("Fn::GetAtt")) {
            return TextNode.valueOf(json.at("/Fn::GetAtt/0").asText());
        }
        if (json.has("Fn::Join")) {
            return TextNode.valueOf(json.at("/Fn::Join/1")
                    .valueStream()
                    .map(part -> evaluate(part).asText())
                    .collect(Collectors.joining(json.at("/Fn::Join/0").asText())));
        }
        if (json.isArray()) {
            ArrayNode list = new ObjectMapper().createArrayNode();
            json.forEach(one -> list.add(evaluate(one)));
            return list;
        }
        if (json.isObject()) {
            ObjectNode object = new ObjectMapper().createObjectNode();
            json.properties().forEach(field -> object.set(field.getKey(), evaluate(field.getValue())));
            return object;
        }
        return json;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Web      | cloudformation:SignalResource | stack-id      |                        | cloudformation | true
            Web      | cloudformation:SignalResource | other-stack   |                        | cloudformation | false
            Web      | cloudwatch:PutMetricData      | *     | cloudwatch:namespace=s         | monitoring     | true
            Web      | cloudwatch:PutMetricData      | *     | cloudwatch:namespace=other     | monitoring     | false
            Web      | secretsmanager:GetSecretValue | DatabaseCredentialsSecret7DE5084E |    | secretsmanager | false
            Web      | s3:GetObject | ContentBucketDD05A3B9/photos/1 |                        | s3             | false
            WriteApi | sqs:SendMessage               | JobsWritesQueueE513AF44 |              | sqs            | true
            WriteApi | sqs:SendMessage               | JobsPhotosQueue8A7E8AE3 |              | sqs            | false
            WriteApi | s3:PutObject | ContentBucketDD05A3B9/uploads/1 |                       | s3             | true
            WriteApi | s3:PutObject | ContentBucketDD05A3B9/static/1 |                        | s3             | false
            ReadApi  | sqs:SendMessage               | JobsWritesQueueE513AF44 |              | sqs            | false
            Worker   | sqs:ReceiveMessage            | JobsPhotosQueue8A7E8AE3 |              | sqs            | true
            Worker   | dynamodb:UpdateItem           | TablesCountersF3818E58 |               | dynamodb       | true
            Worker   | dynamodb:DeleteTable          | TablesCountersF3818E58 |               | dynamodb       | false
            Worker   | redshift-data:ExecuteStatement | JobsWarehouseWorkgroupD2B6C4F2 |      | redshift-data  | true
            Worker   | kms:Decrypt | FoundationKeysDataCB1D0337 | kms:ViaService=sqs.us-east-1.amazonaws.com |  | true
            Worker   | kms:Decrypt | FoundationKeysDataCB1D0337 | kms:ViaService=rds.us-east-1.amazonaws.com |  | false
            Worker   | kms:Decrypt | FoundationKeysDataCB1D0337 |                            |                | false
            """)
    void mayDoWhatTheTemplateSays(
            String role, String action, String resource, String context, String endpoint, boolean allowed) {
        String name = switch (role) {
            case "Web" -> "WebIdentityRole83988654";
            case "WriteApi" -> "WriteApiIdentityRole85C485DC";
            case "Worker" -> "WorkerIdentityRole83C7276C";
            default -> "ReadApiIdentityRole60DE37E3";
        };
        Map<String, String> values = new HashMap<>();
        if (context != null) {
            String[] pair = context.split("=");
            values.put(pair[0], pair[1]);
        }
        Optional<String> refusal =
                policies.refusal(new Call(name, action, resource, values, Optional.ofNullable(endpoint)));
        assertThat(refusal.isEmpty()).as(refusal.orElse("allowed")).isEqualTo(allowed);
    }
}
