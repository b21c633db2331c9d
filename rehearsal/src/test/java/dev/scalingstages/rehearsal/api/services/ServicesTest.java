package dev.scalingstages.rehearsal.api.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.Endpoints.Caller;
import dev.scalingstages.rehearsal.api.Endpoints.Need;
import dev.scalingstages.rehearsal.api.Endpoints.Service;
import dev.scalingstages.rehearsal.api.NotPlayedException;
import dev.scalingstages.rehearsal.api.Place;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services that are in memory. */
class ServicesTest {
    private static final Place PLACE = new Place("aws", "us-east-1", "123456789012");
    private static final Caller CALLER = new Caller("web", "i-1", "127.0.0.1");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode call(Service service, String action, String request) throws Exception {
        return service.perform(action, json(request), CALLER);
    }

    @ParameterizedTest
    @CsvSource({"Maximum, 9", "Minimum, 1", "Sum, 15", "Average, 5"})
    void metricsAreSummedUp(String statistic, double expected) throws Exception {
        CloudWatch cloudWatch = new CloudWatch(metric -> OptionalDouble.empty(), CLOCK);
        for (int value : new int[] {1, 5, 9}) {
            call(cloudWatch, "PutMetricData", """
                    {'Namespace':'s','MetricData':[
                      {'MetricName':'m','Value':%d,'Dimensions':[{'Name':'a','Value':'b'}]},
                      {'MetricName':'m','Value':100}]}
                    """.formatted(value));
        }
        String query = """
                {'StartTime':%d,'EndTime':1800000000,'MetricDataQueries':[{'Id':'q','MetricStat':{'Stat':'%s',
                  'Period':60,'Metric':{'Namespace':'s','MetricName':'m','Dimensions':[{'Name':'a','Value':'b'}]}}}]}
                """;
        JsonNode answer = call(cloudWatch, "GetMetricData", query.formatted(0, statistic));
        assertThat(answer.at("/MetricDataResults/0/Values/0").asDouble()).isEqualTo(expected);
        JsonNode later = call(cloudWatch, "GetMetricData", query.formatted(1_790_000_000, statistic));
        assertThat(later.at("/MetricDataResults/0/Values")).isEmpty();
        assertThat(cloudWatch.samples(Instant.EPOCH)).hasSize(6);
    }

    @Test
    void nobodyPutsMetricsOfAws() {
        CloudWatch cloudWatch = new CloudWatch(metric -> OptionalDouble.empty(), CLOCK);
        assertThatThrownBy(() -> call(cloudWatch, "PutMetricData", "{'Namespace':'AWS/RDS'}"))
                .isInstanceOf(ApiException.class);
        assertThat(cloudWatch.target("PutMetricData", json("{'Namespace':'s'}")).context())
                .isEqualTo(Map.of("cloudwatch:namespace", "s"));
    }

    @Test
    void logsNeedTheirGroupAndStream() throws Exception {
        Logs logs = new Logs(PLACE);
        String stream = "{'logGroupName':'g','logStreamName':'s','logEvents':[{},{}]}";
        assertThatThrownBy(() -> call(logs, "CreateLogStream", stream)).hasMessageContaining("group does not exist");
        logs.createGroup("g");
        assertThatThrownBy(() -> call(logs, "PutLogEvents", stream)).hasMessageContaining("stream does not exist");
        call(logs, "CreateLogStream", stream);
        assertThatThrownBy(() -> call(logs, "CreateLogStream", stream)).hasMessageContaining("already exists");
        call(logs, "PutLogEvents", stream);
        assertThat(logs.events("g")).isEqualTo(2);
        assertThat(call(logs, "DescribeLogStreams", "{'logGroupName':'g'}")
                        .at("/logStreams/0/logStreamName")
                        .asText())
                .isEqualTo("s");
        assertThat(logs.target("PutLogEvents", json(stream)).resource())
                .isEqualTo("arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:s");
        logs.deleteGroup("g");
        assertThatThrownBy(() -> call(logs, "PutLogEvents", stream)).isInstanceOf(ApiException.class);
    }

    @Test
    void importWithTagsIsAllowedByTheTagsThatItBrings() throws Exception {
        Acm acm = new Acm(PLACE, arn -> false);
        assertThat(acm.needs("acm", "ImportCertificate", json("{}")))
                .extracting(Need::action)
                .containsExactly("acm:ImportCertificate");
        JsonNode tagged = json("{'Tags':[{'Key':'system','Value':'s'},{'Key':'component','Value':'c'}]}");
        assertThat(acm.needs("acm", "ImportCertificate", tagged))
                .extracting(Need::action)
                .containsExactly("acm:ImportCertificate", "acm:AddTagsToCertificate");
        String arn = acm.add(new Acm.Certificate("c", "k", new HashMap<>(Map.of("system", "s"))));
        assertThat(acm.target("DeleteCertificate", json("{'CertificateArn':'%s'}".formatted(arn)))
                        .context())
                .isEqualTo(Map.of("aws:ResourceTag/system", "s"));
        assertThat(acm.target("AddTagsToCertificate", tagged).context())
                .containsEntry("aws:TagKeys", "component\nsystem")
                .containsEntry("aws:RequestTag/system", "s");
        call(acm, "DeleteCertificate", "{'CertificateArn':'%s'}".formatted(arn));
        assertThatThrownBy(() -> call(acm, "GetCertificate", "{'CertificateArn':'%s'}".formatted(arn)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.type()).isEqualTo("ResourceNotFoundException"));
    }

    @Test
    void messagesArePublishedAndCallersAreTold() throws Exception {
        List<String> published = new ArrayList<>();
        Sns sns = new Sns((topic, message) -> published.add(topic + " " + message));
        call(sns, "Publish", "{'TopicArn':'t','Message':'m'}");
        assertThat(published).containsExactly("t m");
        assertThat(sns.target("Publish", json("{'TopicArn':'t'}")).resource()).isEqualTo("t");
        assertThat(call(new Sts(PLACE), "GetCallerIdentity", "{}").path("Arn").asText())
                .isEqualTo("arn:aws:sts::123456789012:assumed-role/web/i-1");
        assertThat(new Sts(PLACE).needs("sts", "GetCallerIdentity", json("{}"))).isEmpty();
        assertThat(call(new Ssm(), "UpdateInstanceInformation", "{}")).isEmpty();
    }

    @Test
    void otherActionsAreNotPlayed() {
        Logs logs = new Logs(PLACE);
        logs.createGroup("g");
        List<Service> services = List.of(
                new CloudWatch(metric -> OptionalDouble.empty(), CLOCK),
                logs,
                new Acm(PLACE, arn -> false),
                new Sns((topic, message) -> {}),
                new Sts(PLACE),
                new Ssm(),
                new SecretsManager(PLACE),
                new RedshiftData());
        assertThat(services)
                .allSatisfy(service -> assertThatThrownBy(() -> call(service, "DoOdd", "{'logGroupName':'g'}"))
                        .isInstanceOf(NotPlayedException.class)
                        .hasMessage("DoOdd"));
    }
}
