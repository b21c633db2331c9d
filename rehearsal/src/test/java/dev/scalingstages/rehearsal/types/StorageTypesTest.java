package dev.scalingstages.rehearsal.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.api.Access.Call;
import dev.scalingstages.rehearsal.api.Policies;
import dev.scalingstages.rehearsal.api.services.ObjectStore;
import dev.scalingstages.rehearsal.api.services.S3;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import dev.scalingstages.workload.servers.Opened;
import dev.scalingstages.workload.servers.S3Server;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Buckets of templates, in a real object store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageTypesTest {
    private static final String BUCKET = "AWS::S3::Bucket";
    private static final String POLICY = "AWS::S3::BucketPolicy";

    private final Opened open = new Opened();
    private final Policies policies = new Policies("aws", "123456789012");
    private S3 s3;
    private Map<String, ResourceType> types;

    @BeforeAll
    void start() throws Exception {
        S3Server server = open.keep(S3Server.startOpen());
        s3 = new S3(
                Declared.ACCOUNT.place(),
                open.keep(new ObjectStore(server.endpoint(), Declared.ACCOUNT.place(), policies)),
                refused -> {});
        types = new StorageTypes(s3, (arn, event, by) -> {}, policies, Declared.ACCOUNT, new Ids()).types();
    }

    @AfterAll
    void stop() {
        open.close();
    }

    @Test
    void bucketIsNamedAfterTheStackAndDeletedWhenItIsEmpty() throws Exception {
        Declaration declaration = Declared.of("Content", BUCKET, "{}", "{}");
        Created bucket = types.get(BUCKET).create(declaration);
        assertThat(bucket.physicalId()).startsWith("system-content-").hasSizeLessThan(64);
        assertThat(bucket.attributes())
                .containsEntry("Arn", "arn:aws:s3:::" + bucket.physicalId())
                .containsEntry("RegionalDomainName", bucket.physicalId() + ".s3.us-east-1.amazonaws.com");
        s3.put(bucket.physicalId(), "a", "text/plain", "b".getBytes(StandardCharsets.UTF_8));
        assertThat(types.get(BUCKET).update(declaration, declaration, bucket).physicalId())
                .isEqualTo(bucket.physicalId());
        assertThatThrownBy(() -> types.get(BUCKET).delete(declaration, bucket))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("not empty");
        Created other = types.get(BUCKET).create(declaration);
        types.get(BUCKET).delete(declaration, other);
    }

    @Test
    void policyDeniesUntilItIsGone() throws Exception {
        policies.setRole("web", Map.of("p", Declared.json("""
                {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'*'}]}""")));
        Declaration policy = Declared.of(POLICY, """
                {'Bucket':'locked','PolicyDocument':{'Version':'2012-10-17','Statement':[
                  {'Effect':'Deny','Principal':'*','Action':'s3:PutObject','Resource':'arn:aws:s3:::locked/*'}]}}""");
        Call call = new Call("web", "s3:PutObject", "arn:aws:s3:::locked/a", Map.of(), Optional.empty());
        assertThat(policies.refusal(call)).isEmpty();
        Created created = types.get(POLICY).create(policy);
        assertThat(policies.refusal(call)).isPresent();
        types.get(POLICY).delete(policy, created);
        assertThat(policies.refusal(call)).isEmpty();
    }
}
