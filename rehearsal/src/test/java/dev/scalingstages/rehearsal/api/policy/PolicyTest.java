package dev.scalingstages.rehearsal.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.api.policy.Policy.Opinion;
import dev.scalingstages.rehearsal.api.policy.Policy.Verdict;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "123456789012";

    private static JsonNode statement(String text) throws IOException {
        return JSON.readTree("{\"Version\":\"2012-10-17\",\"Statement\":[{" + text.replace('\'', '"') + "}]}");
    }

    private static Request request(String action, String resource, String context) {
        Map<String, String> values = new HashMap<>();
        if (context != null) {
            for (String pair : context.split(";")) {
                String[] parts = pair.strip().split("=", 2);
                values.put(parts[0], parts[1].replace('+', '\n'));
            }
        }
        return new Request(Principal.role("web", "i-1"), action, resource, values);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            s3:GetObject  | s3:GetObject       | true
            s3:GetObject  | s3:getobject       | true
            s3:Get*       | s3:GetObject       | true
            s3:Get*       | s3:PutObject       | false
            *             | sqs:SendMessage    | true
            kms:Decrypt*  | kms:Decrypt        | true
            sqs:?endMessage | sqs:SendMessage  | true
            sqs:*         | sns:Publish        | false
            s3:GetObject  | s3:GetObjectAcl    | false
            """)
    void actions(String pattern, String action, boolean allowed) throws IOException {
        JsonNode policy = statement("'Effect':'Allow','Resource':'*','Action':'%s'".formatted(pattern));
        assertThat(new Policy(policy)
                        .asIdentityPolicy(request(action, "*", null))
                        .verdict())
                .isEqualTo(allowed ? Verdict.ALLOWS : Verdict.SILENT);
        JsonNode not = statement("'Effect':'Allow','Resource':'*','NotAction':'%s'".formatted(pattern));
        assertThat(new Policy(not).asIdentityPolicy(request(action, "*", null)).verdict())
                .isEqualTo(allowed ? Verdict.SILENT : Verdict.ALLOWS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            *                         | arn:aws:s3:::b/k/l  | true
            arn:aws:s3:::b/*          | arn:aws:s3:::b/k/l  | true
            arn:aws:s3:::b/*          | arn:aws:s3:::b      | false
            arn:aws:s3:::b            | arn:aws:s3:::b/k    | false
            arn:aws:s3:::B/*          | arn:aws:s3:::b/k    | false
            arn:aws:s3:::b/?          | arn:aws:s3:::b/kk   | false
            arn:aws:sqs:us-east-1:1:q | *                   | false
            *                         | *                   | true
            arn:*:db:a-*-replica      | arn:aws:rds:us-east-1:1:db:a-2-replica | true
            """)
    void resources(String pattern, String resource, boolean allowed) throws IOException {
        JsonNode policy = statement("'Effect':'Allow','Action':'*','Resource':['x:y','%s']".formatted(pattern));
        assertThat(new Policy(policy)
                        .asIdentityPolicy(request("a:b", resource, null))
                        .verdict())
                .isEqualTo(allowed ? Verdict.ALLOWS : Verdict.SILENT);
        JsonNode not = statement("'Effect':'Allow','Action':'*','NotResource':['x:y','%s']".formatted(pattern));
        assertThat(new Policy(not)
                        .asIdentityPolicy(request("a:b", resource, null))
                        .verdict())
                .isEqualTo(allowed ? Verdict.SILENT : Verdict.ALLOWS);
    }

    /** Of keys, what the request has; several values are joined by a plus. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'StringEquals':{'cloudwatch:namespace':'a'}                 | cloudwatch:namespace=a      | true
            'StringEquals':{'cloudwatch:namespace':'a'}                 | cloudwatch:namespace=A      | false
            'StringEquals':{'cloudwatch:namespace':['b','a']}           | cloudwatch:namespace=a      | true
            'StringEquals':{'CloudWatch:Namespace':'a'}                 | cloudwatch:namespace=a      | true
            'StringEquals':{'cloudwatch:namespace':'a'}                 |                             | false
            'StringEqualsIfExists':{'aws:ResourceTag/system':'a'}       |                             | true
            'StringEqualsIfExists':{'aws:ResourceTag/system':'a'}       | aws:ResourceTag/system=b    | false
            'StringNotEquals':{'s3:prefix':'a'}                         | s3:prefix=b                 | true
            'StringNotEquals':{'s3:prefix':['a','b']}                   | s3:prefix=b                 | false
            'StringNotEquals':{'s3:prefix':'a'}                         |                             | true
            'StringEqualsIgnoreCase':{'s3:prefix':'A'}                  | s3:prefix=a                 | true
            'StringLike':{'s3:prefix':'in*/'}                           | s3:prefix=incoming/         | true
            'StringLike':{'s3:prefix':'in*/'}                           | s3:prefix=uploads/          | false
            'StringNotLike':{'s3:prefix':'in*/'}                        | s3:prefix=uploads/          | true
            'Bool':{'aws:SecureTransport':'false'}                      | aws:SecureTransport=true    | false
            'Bool':{'aws:SecureTransport':'true'}                       | aws:SecureTransport=true    | true
            'ArnLike':{'aws:SourceArn':'arn:aws:cf::1:dist/*'} | aws:SourceArn=arn:aws:cf::1:dist/E | true
            'ArnLike':{'aws:SourceArn':'arn:aws:cf::1:dist/*'} | aws:SourceArn=arn:aws:cf::2:dist/E | false
            'ArnLike':{'aws:SourceArn':'arn:aws:*:dist/E'}      | aws:SourceArn=arn:aws:cf::1:dist/E | false
            'ArnEquals':{'aws:PrincipalArn':'arn:aws:iam::1:role/a'}    | aws:PrincipalArn=arn:aws:iam::1:role/a | true
            'ArnNotLike':{'aws:SourceArn':'arn:aws:s3:::b'}             | aws:SourceArn=arn:aws:s3:::c | true
            'ForAllValues:StringEquals':{'aws:TagKeys':['a','b']}       | aws:TagKeys=a+b             | true
            'ForAllValues:StringEquals':{'aws:TagKeys':['a','b']}       | aws:TagKeys=a+c             | false
            'ForAllValues:StringEquals':{'aws:TagKeys':['a','b']}       |                             | true
            'ForAnyValue:StringEquals':{'aws:TagKeys':['a','b']}        | aws:TagKeys=c+b             | true
            'ForAnyValue:StringEquals':{'aws:TagKeys':['a','b']}        | aws:TagKeys=c               | false
            'ForAnyValue:StringEquals':{'aws:TagKeys':['a','b']}        |                             | false
            'Null':{'s3:prefix':'true'}                                 |                             | true
            'Null':{'s3:prefix':'true'}                                 | s3:prefix=a                 | false
            'Null':{'s3:prefix':'false'}                                | s3:prefix=a                 | true
            'IpAddress':{'aws:SourceIp':'10.0.0.0/16'}                  | aws:SourceIp=10.0.200.1     | true
            'IpAddress':{'aws:SourceIp':'10.0.0.0/16'}                  | aws:SourceIp=10.1.0.1       | false
            'NotIpAddress':{'aws:SourceIp':'10.0.0.0/16'}               | aws:SourceIp=10.1.0.1       | true
            'StringEquals':{'s3:prefix':'a','s3:x-amz-acl':'b'}         | s3:prefix=a;s3:x-amz-acl=b  | true
            'StringEquals':{'s3:prefix':'a','s3:x-amz-acl':'b'}         | s3:prefix=a                 | false
            'StringEquals':{'kms:ViaService':'s3.r.amazonaws.com'} | kms:ViaService=sqs.r.amazonaws.com | false
            """)
    void conditions(String condition, String context, boolean holds) throws IOException {
        JsonNode policy =
                statement("'Effect':'Allow','Action':'*','Resource':'*','Condition':{%s}".formatted(condition));
        assertThat(new Policy(policy)
                        .asIdentityPolicy(request("a:b", "*", context))
                        .verdict())
                .isEqualTo(holds ? Verdict.ALLOWS : Verdict.SILENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'Condition':{'StringMatches':{'s3:prefix':'a'}}      | the condition operator StringMatches
            'Condition':{'NumericLessThan':{'s3:prefix':'1'}}    | the condition operator NumericLessThan
            'Condition':{'StringEquals':{'aws:Odd':'a'}} | the condition key aws:Odd
            'Condition':{'StringEquals':{'s3:prefix':'${aws:username}'}} | the policy variable ${aws:username}
            'Resources':'*'                                      | the element Resources of a statement
            'NotPrincipal':{'AWS':'*'}                           | the element NotPrincipal of a statement
            """)
    void whatIsNotUnderstoodNeverAllowsAndAlwaysDenies(String element, String what) throws IOException {
        for (String effect : new String[] {"Allow", "Deny"}) {
            JsonNode policy = statement("'Effect':'%s','Action':'*','Resource':'*',%s".formatted(effect, element));
            Opinion opinion = new Policy(policy).asIdentityPolicy(request("a:b", "*", "s3:prefix=a"));
            assertThat(opinion.verdict()).isEqualTo(effect.equals("Allow") ? Verdict.SILENT : Verdict.DENIES);
            assertThat(opinion.notUnderstood()).contains(what);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            '*'                                                | ALLOWS
            {'AWS':'*'}                                        | ALLOWS
            {'AWS':'arn:aws:iam::123456789012:role/web'}       | ALLOWS
            {'AWS':['x','arn:aws:iam::123456789012:role/a/web']} | ALLOWS
            {'AWS':'arn:aws:iam::123456789012:role/cobweb'}    | SILENT
            {'AWS':'arn:aws:iam::123456789012:root'}           | DELEGATES
            {'AWS':'123456789012'}                             | DELEGATES
            {'AWS':'arn:aws:iam::999999999999:root'}           | SILENT
            {'Service':'s3.amazonaws.com'}                     | SILENT
            """)
    void principals(String principal, Verdict verdict) throws IOException {
        JsonNode policy = statement("'Effect':'Allow','Action':'*','Resource':'*','Principal':" + principal);
        assertThat(new Policy(policy)
                        .asResourcePolicy(request("a:b", "*", null), ACCOUNT)
                        .verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"s3.amazonaws.com, ALLOWS", "sns.amazonaws.com, SILENT"})
    void services(String service, Verdict verdict) throws IOException {
        JsonNode policy =
                statement("'Effect':'Allow','Action':'*','Resource':'*','Principal':{'Service':'s3.amazonaws.com'}");
        Request request = new Request(Principal.service(service), "a:b", "*", Map.of());
        assertThat(new Policy(policy).asResourcePolicy(request, ACCOUNT).verdict())
                .isEqualTo(verdict);
    }
}
