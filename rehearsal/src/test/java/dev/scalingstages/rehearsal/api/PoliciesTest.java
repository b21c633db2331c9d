package dev.scalingstages.rehearsal.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.api.Access.Call;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    private static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:writes";
    private static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/1";
    private static final String BUCKET = "arn:aws:s3:::content";
    private static final String ROOT = "'Principal':{'AWS':'arn:aws:iam::123456789012:root'}";

    private final Policies policies = new Policies("aws", "123456789012");

    static JsonNode policy(String... statements) {
        try {
            return new ObjectMapper()
                    .readTree("{\"Version\":\"2012-10-17\",\"Statement\":[{%s}]}"
                            .formatted(String.join("},{", statements).replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String allow(String action, String resource) {
        return "'Effect':'Allow','Action':'%s','Resource':'%s'".formatted(action, resource);
    }

    static String deny(String action, String resource) {
        return "'Effect':'Deny','Action':'%s','Resource':'%s'".formatted(action, resource);
    }

    private void role(String... statements) {
        policies.setRole("web", Map.of("policy", policy(statements)));
    }

    private Optional<String> refusal(String action, String resource) {
        return refusal(action, resource, Map.of(), Optional.empty());
    }

    private Optional<String> refusal(
            String action, String resource, Map<String, String> context, Optional<String> endpoint) {
        return policies.refusal(new Call("web", action, resource, context, endpoint));
    }

    @Test
    void roleWithoutPoliciesMayNothingAndIsToldSoInTheWordsOfAws() {
        assertThat(policies.refusal(new Call("web", "sqs:SendMessage", QUEUE, Map.of(), Optional.empty())))
                .contains("User: arn:aws:sts::123456789012:assumed-role/web/ is not authorized to perform:"
                        + " sqs:SendMessage on resource: " + QUEUE
                        + " because no identity-based policy allows the sqs:SendMessage action");
    }

    @Test
    void anyOfARolesPoliciesAllows() {
        policies.setRole(
                "web", Map.of("one", policy(allow("s3:*", "*")), "two", policy(allow("sqs:SendMessage", QUEUE))));
        assertThat(refusal("sqs:SendMessage", QUEUE)).isEmpty();
        assertThat(refusal("sqs:ReceiveMessage", QUEUE)).isPresent();
        policies.removeRole("web");
        assertThat(refusal("sqs:SendMessage", QUEUE)).isPresent();
    }

    @Test
    void explicitDenialWinsWhereverItIs() {
        role(allow("*", "*"), deny("sqs:Send*", QUEUE));
        assertThat(refusal("sqs:SendMessage", QUEUE).orElseThrow())
                .endsWith("with an explicit deny in an identity-based policy");
        role(allow("*", "*"));
        policies.setResourcePolicy(QUEUE, Optional.of(policy("'Principal':'*'," + deny("sqs:*", QUEUE))));
        assertThat(refusal("sqs:SendMessage", QUEUE).orElseThrow())
                .endsWith("with an explicit deny in a resource-based policy");
        policies.setResourcePolicy(QUEUE, Optional.empty());
        assertThat(refusal("sqs:SendMessage", QUEUE)).isEmpty();
    }

    @Test
    void denialOfPlainHttpDoesNotMeetHttps() {
        role(allow("*", "*"));
        policies.setResourcePolicy(
                BUCKET,
                Optional.of(policy("'Principal':'*','Condition':{'Bool':{'aws:SecureTransport':'false'}},"
                        + deny("s3:*", BUCKET + "/*"))));
        assertThat(refusal("s3:GetObject", BUCKET + "/k")).isEmpty();
        assertThat(refusal("s3:GetObject", BUCKET + "/k", Map.of("aws:SecureTransport", "false"), Optional.empty()))
                .isPresent();
    }

    @Test
    void resourcePolicyThatNamesTheRoleIsEnough() {
        policies.setResourcePolicy(
                BUCKET,
                Optional.of(policy("'Principal':{'AWS':'arn:aws:iam::123456789012:role/web'},"
                        + allow("s3:GetObject", BUCKET + "/*"))));
        assertThat(refusal("s3:GetObject", BUCKET + "/k")).isEmpty();
        assertThat(refusal("s3:PutObject", BUCKET + "/k")).isPresent();
        policies.setResourcePolicy(BUCKET, Optional.of(policy(ROOT + "," + allow("s3:GetObject", BUCKET + "/*"))));
        assertThat(refusal("s3:GetObject", BUCKET + "/k")).isPresent();
    }

    @Test
    void keyNeedsItsOwnPolicyToLeaveItToTheAccount() {
        role(allow("kms:Decrypt", KEY));
        assertThat(refusal("kms:Decrypt", KEY).orElseThrow()).contains("no resource-based policy");
        policies.setResourcePolicy(KEY, Optional.of(policy(ROOT + "," + allow("kms:*", "*"))));
        assertThat(refusal("kms:Decrypt", KEY)).isEmpty();
        assertThat(refusal("kms:Encrypt", KEY).orElseThrow()).contains("no identity-based policy");
    }

    @Test
    void keyIsUsedOnlyThroughTheServicesThatThePolicyNames() {
        policies.setResourcePolicy(KEY, Optional.of(policy(ROOT + "," + allow("kms:*", "*"))));
        role("'Condition':{'StringEquals':{'kms:ViaService':['s3.us-east-1.amazonaws.com']}},"
                + allow("kms:Decrypt", KEY));
        assertThat(refusal(
                        "kms:Decrypt", KEY, Map.of("kms:ViaService", "s3.us-east-1.amazonaws.com"), Optional.empty()))
                .isEmpty();
        assertThat(refusal(
                        "kms:Decrypt", KEY, Map.of("kms:ViaService", "sqs.us-east-1.amazonaws.com"), Optional.empty()))
                .isPresent();
    }

    @Test
    void endpointPolicyHasToAllowAsWell() {
        role(allow("*", "*"));
        policies.setEndpointPolicy("sqs", Optional.of(policy("'Principal':'*'," + allow("sqs:ReceiveMessage", "*"))));
        assertThat(refusal("sqs:ReceiveMessage", QUEUE, Map.of(), Optional.of("sqs")))
                .isEmpty();
        assertThat(refusal("sqs:SendMessage", QUEUE, Map.of(), Optional.of("sqs"))
                        .orElseThrow())
                .endsWith("because no VPC endpoint policy allows the sqs:SendMessage action");
        assertThat(refusal("sqs:SendMessage", QUEUE)).isEmpty();
        role(allow("sqs:SendMessage", "*"));
        assertThat(refusal("sqs:ReceiveMessage", QUEUE, Map.of(), Optional.of("sqs")))
                .isPresent();
    }

    @Test
    void endpointPolicyOfTheTemplatesLetsOwnRolesAndBucketsPass() {
        role(allow("*", "*"));
        policies.setEndpointPolicy(
                "sqs",
                Optional.of(
                        policy("'Principal':'*','Condition':{'StringEquals':{'aws:PrincipalAccount':'123456789012'}},"
                                + allow("*", "*"))));
        policies.setEndpointPolicy(
                "s3",
                Optional.of(
                        policy("'Principal':'*','Condition':{'StringEquals':{'aws:ResourceAccount':'123456789012'}},"
                                + allow("s3:*", "*"))));
        assertThat(refusal("sqs:SendMessage", QUEUE, Map.of(), Optional.of("sqs")))
                .isEmpty();
        assertThat(refusal("s3:GetObject", BUCKET + "/k", Map.of(), Optional.of("s3")))
                .isEmpty();
        assertThat(refusal(
                        "s3:GetObject",
                        BUCKET + "/k",
                        Map.of("aws:ResourceAccount", "999999999999"),
                        Optional.of("s3")))
                .isPresent();
    }

    @Test
    void whatIsNotUnderstoodIsSaid() {
        role("'Condition':{'StringEquals':{'aws:MultiFactorAuthAge':'1'}}," + allow("sqs:*", "*"));
        assertThat(refusal("sqs:SendMessage", QUEUE).orElseThrow())
                .endsWith("(the rehearsal does not play the condition key aws:MultiFactorAuthAge)");
    }
}
