package dev.scalingstages.rehearsal.api;

import static dev.scalingstages.rehearsal.api.PoliciesTest.allow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.services.CloudFormation;
import dev.scalingstages.rehearsal.api.services.DynamoDb;
import dev.scalingstages.rehearsal.api.services.SecretsManager;
import dev.scalingstages.rehearsal.api.services.Sqs;
import dev.scalingstages.workload.servers.DynamoServer;
import dev.scalingstages.workload.servers.SqsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** The AWS SDK for Java calls the endpoints over TLS, as on a server. */
class EndpointsTest {
    private static final String STACK = Played.PLACE.arn("cloudformation", "stack/scaling-stages/1");

    @TempDir
    private Path directory;

    private Played played;

    @BeforeEach
    void start() throws Exception {
        played = new Played(directory);
    }

    @AfterEach
    void stop() {
        played.close();
    }

    private SqsClient queues() throws Exception {
        Sqs sqs = played.open.keep(new Sqs(
                Played.PLACE, played.open.keep(SqsServer.start()).endpoint(), duration -> duration.dividedBy(10)));
        sqs.createQueue("dead", Played.json("{}"));
        sqs.createQueue("writes", Played.json("""
                        {'KmsMasterKeyId':'%s','VisibilityTimeout':30,
                         'RedrivePolicy':{'deadLetterTargetArn':'%s','maxReceiveCount':5}}
                        """.formatted(Played.KEY, sqs.arn("dead"))));
        played.endpoints.serve("sqs", sqs);
        return played.client(SqsClient.builder(), "sqs");
    }

    @Test
    void sqsSendsAndReceivesWhatThePolicyAllows() throws Exception {
        SqsClient sqs = queues();
        played.allow(
                allow("sqs:*", Played.PLACE.arn("sqs", "writes")),
                Played.key("GenerateDataKey", "sqs"),
                Played.key("Decrypt", "sqs"));
        String url = sqs.getQueueUrl(queue -> queue.queueName("writes")).queueUrl();
        assertThat(url).isEqualTo("https://sqs.us-east-1.amazonaws.com/123456789012/writes");
        sqs.sendMessage(message -> message.queueUrl(url).messageBody("text"));
        assertThat(sqs.receiveMessage(receive -> receive.queueUrl(url)).messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo("text"));
        assertThatThrownBy(() -> sqs.sendMessage(message ->
                        message.queueUrl(url.replace("writes", "dead")).messageBody("text")))
                .isInstanceOf(AwsServiceException.class)
                .hasMessageContaining(
                        "User: arn:aws:sts::123456789012:assumed-role/web/i-1 is not authorized to perform:"
                                + " sqs:SendMessage on resource: arn:aws:sqs:us-east-1:123456789012:dead because no"
                                + " identity-based policy allows the sqs:SendMessage action");
    }

    @Test
    void queueWithAKeyNeedsTheKeyToo() throws Exception {
        SqsClient sqs = queues();
        String url = "https://sqs.us-east-1.amazonaws.com/123456789012/writes";
        played.allow(allow("sqs:*", "*"), Played.key("Decrypt", "sqs"));
        assertThatThrownBy(
                        () -> sqs.sendMessage(message -> message.queueUrl(url).messageBody("text")))
                .hasMessageContaining("not authorized to perform: kms:GenerateDataKey on resource: " + Played.KEY);
        played.allow(allow("sqs:*", "*"), Played.key("Decrypt", "s3"), Played.key("GenerateDataKey", "sqs"));
        assertThatThrownBy(() -> sqs.receiveMessage(receive -> receive.queueUrl(url)))
                .hasMessageContaining("kms:Decrypt");
    }

    @Test
    void queueThatIsNotThereIsNoQueue() throws Exception {
        SqsClient sqs = queues();
        played.allow(allow("sqs:*", "*"));
        assertThatThrownBy(() -> sqs.getQueueUrl(queue -> queue.queueName("no-such")))
                .isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void dynamoDbReadsWritesAndCancels() throws Exception {
        DynamoDb tables = played.open.keep(new DynamoDb(
                Played.PLACE, played.open.keep(DynamoServer.start()).endpoint()));
        tables.createTable("counters", Played.json("""
                {'AttributeDefinitions':[{'AttributeName':'subject','AttributeType':'S'}],
                 'KeySchema':[{'AttributeName':'subject','KeyType':'HASH'}],'BillingMode':'PAY_PER_REQUEST',
                 'SSESpecification':{'KMSMasterKeyId':'%s'}}
                """.formatted(Played.KEY)));
        played.endpoints.serve("dynamodb", tables);
        DynamoDbClient client = played.client(DynamoDbClient.builder(), "dynamodb");
        String arn = tables.arn("counters");
        Map<String, AttributeValue> item = Map.of("subject", AttributeValue.fromS("post"));

        played.allow(allow("dynamodb:GetItem", arn), allow("dynamodb:PutItem", arn));
        assertThatThrownBy(() -> client.getItem(get -> get.tableName("counters").key(item)))
                .hasMessageContaining("kms:Decrypt");

        played.allow(allow("dynamodb:GetItem", arn), allow("dynamodb:PutItem", arn), Played.key("Decrypt", "dynamodb"));
        client.putItem(put -> put.tableName("counters").item(item));
        assertThat(client.getItem(get -> get.tableName("counters").key(item)).item())
                .isEqualTo(item);
        assertThatThrownBy(() -> write(
                        client,
                        TransactWriteItem.builder()
                                .put(put -> put.tableName("counters")
                                        .item(item)
                                        .conditionExpression("attribute_not_exists(subject)"))
                                .build()))
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class,
                        cancelled -> assertThat(cancelled.cancellationReasons())
                                .singleElement()
                                .satisfies(reason -> assertThat(reason.code()).isEqualTo("ConditionalCheckFailed")));
        assertThatThrownBy(() -> write(
                        client,
                        TransactWriteItem.builder()
                                .delete(delete -> delete.tableName("counters").key(item))
                                .build()))
                .hasMessageContaining("dynamodb:DeleteItem");
    }

    private static void write(DynamoDbClient client, TransactWriteItem item) {
        client.transactWriteItems(write -> write.transactItems(item));
    }

    @Test
    void secretIsReadWithItsKeyOnly() throws Exception {
        SecretsManager secrets = new SecretsManager(Played.PLACE);
        ObjectNode properties = (ObjectNode) Played.json("""
                {'KmsKeyId':'%s','GenerateSecretString':{'PasswordLength':40,'ExcludePunctuation':true,
                 'GenerateStringKey':'password'}}
                """.formatted(Played.KEY));
        ((ObjectNode) properties.path("GenerateSecretString"))
                .put("SecretStringTemplate", "{\"username\":\"administrator\"}");
        String arn = secrets.create("database", properties);
        played.endpoints.serve("secretsmanager", secrets);
        SecretsManagerClient client = played.client(SecretsManagerClient.builder(), "secretsmanager");
        played.allow(allow("secretsmanager:GetSecretValue", arn));
        assertThatThrownBy(() -> client.getSecretValue(get -> get.secretId(arn)))
                .hasMessageContaining("kms:Decrypt");
        played.allow(allow("secretsmanager:GetSecretValue", arn), Played.key("Decrypt", "secretsmanager"));
        assertThat(client.getSecretValue(get -> get.secretId(arn)).secretString())
                .matches("\\{\"username\":\"administrator\",\"password\":\"[A-Za-z0-9]{40}\"}");
        assertThatThrownBy(() -> client.listSecrets()).hasMessageContaining("ListSecrets");
    }

    @Test
    void serverSignalsItsOwnStack() throws Exception {
        List<String> signals = new ArrayList<>();
        played.endpoints.serve("cloudformation", new CloudFormation(new CloudFormation.Stacks() {
            @Override
            public String arn(String nameOrArn) {
                return nameOrArn.equals("scaling-stages") ? STACK : STACK + "-other";
            }

            @Override
            public void signal(String nameOrArn, String logicalId, String uniqueId, boolean success) {
                signals.add(logicalId + " " + uniqueId + " " + success);
            }

            @Override
            public String physicalId(String nameOrArn, String logicalId) {
                return "physical";
            }
        }));
        CloudFormationClient client = played.client(CloudFormationClient.builder(), "cloudformation");
        played.allow(allow("cloudformation:SignalResource", STACK));
        client.signalResource(signal -> signal.stackName("scaling-stages")
                .logicalResourceId("Web")
                .uniqueId("i-1")
                .status("SUCCESS"));
        assertThat(signals).containsExactly("Web i-1 true");
        assertThatThrownBy(() -> client.signalResource(signal -> signal.stackName("other")
                        .logicalResourceId("Web")
                        .uniqueId("i-1")
                        .status("SUCCESS")))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("AccessDenied"))
                .hasMessageContaining("cloudformation:SignalResource on resource: " + STACK + "-other");
        assertThatThrownBy(client::describeStacks).hasMessageContaining("DescribeStacks");
    }

    @Test
    void whatIsNotPlayedIsRefusedAndSaid() throws Exception {
        played.allow(allow("*", "*"));
        SqsClient sqs = played.client(SqsClient.builder(), "sqs");
        assertThatThrownBy(sqs::listQueues).hasMessageContaining("The rehearsal does not play sqs:ListQueues");
        played.endpoints.serve("secretsmanager", new SecretsManager(Played.PLACE));
        SecretsManagerClient secrets = played.client(SecretsManagerClient.builder(), "secretsmanager");
        assertThatThrownBy(secrets::listSecrets).hasMessageContaining("does not play secretsmanager:ListSecrets");
        assertThat(played.endpoints.notPlayed()).containsExactly("secretsmanager:ListSecrets", "sqs:ListQueues");
    }

    @Test
    void wrongSecretTokenAndClockAreRefused() throws Exception {
        played.endpoints.serve("secretsmanager", new SecretsManager(Played.PLACE));
        played.allow(allow("*", "*"));
        Access.Credentials own = played.policies.credentials(Played.ROLE, "i-1");
        for (var wrong : List.of(
                AwsSessionCredentials.create(own.accessKeyId(), "another secret", own.sessionToken()),
                AwsSessionCredentials.create(own.accessKeyId(), own.secretAccessKey(), "another token"),
                AwsSessionCredentials.create("ASIANOBODY", own.secretAccessKey(), own.sessionToken()))) {
            SecretsManagerClient client = played.client(SecretsManagerClient.builder(), "secretsmanager");
            assertThatThrownBy(() -> client.getRandomPassword(
                            get -> get.overrideConfiguration(override -> override.credentialsProvider(() -> wrong))))
                    .isInstanceOfSatisfying(
                            AwsServiceException.class,
                            refused -> assertThat(refused.awsErrorDetails().errorCode())
                                    .isIn("InvalidSignatureException", "UnrecognizedClientException"));
        }
        try (Played late = new Played(
                Files.createDirectory(directory.resolve("late")),
                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(16)))) {
            late.endpoints.serve("secretsmanager", new SecretsManager(Played.PLACE));
            late.allow(allow("*", "*"));
            SecretsManagerClient client = late.client(SecretsManagerClient.builder(), "secretsmanager");
            assertThatThrownBy(client::getRandomPassword).hasMessageContaining("Signature expired");
        }
    }

    @Test
    void endpointOfAVpcHasItsPolicyAndItsService() throws Exception {
        played.endpoints.close(Played.ADDRESS);
        played.endpoints.listen(Played.ADDRESS, "secretsmanager");
        played.endpoints.serve("secretsmanager", new SecretsManager(Played.PLACE));
        played.allow(allow("*", "*"));
        SecretsManagerClient client = played.client(SecretsManagerClient.builder(), "secretsmanager");
        assertThat(client.getRandomPassword().randomPassword()).hasSize(32);
        played.policies.setEndpointPolicy(
                "secretsmanager",
                Optional.of(PoliciesTest.policy("'Principal':'*'," + allow("secretsmanager:GetSecretValue", "*"))));
        assertThatThrownBy(client::getRandomPassword)
                .hasMessageContaining("no VPC endpoint policy allows the secretsmanager:GetRandomPassword action");
        SqsClient sqs = played.client(SqsClient.builder(), "sqs");
        assertThatThrownBy(sqs::listQueues).hasMessageContaining("The VPC endpoint is for secretsmanager");
    }
}
