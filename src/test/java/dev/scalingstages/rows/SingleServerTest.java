package dev.scalingstages.rows;

import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.settings.InvalidSettingsException;
import dev.scalingstages.settings.Settings;
import dev.scalingstages.snapshots.TemplateDifferences;
import dev.scalingstages.snapshots.TemplateDifferences.Difference;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import dev.scalingstages.testing.rules.Grants;
import dev.scalingstages.testing.rules.NetworkRules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SingleServerTest {
    private static final Pattern BOOT_ARCHIVE = Pattern.compile("\"s3://(?<object>[^\"]+)\"");
    private static final Pattern WORKLOAD =
            Pattern.compile("\nWORKLOAD_BUCKET=(?<bucket>\\S+)\nWORKLOAD_KEY=(?<key>\\S+)\n");

    private final CloudTemplate template = Templates.of(SINGLE_SERVER);
    private final Resource server = template.only("AWS::EC2::Instance");
    private final Resource volume = template.only("AWS::EC2::Volume");
    private final String userData = TemplateText.of(server.at("/UserData"));

    @Test
    @Row("S1.1")
    @DisplayName("one server in a public subnet does everything")
    void oneServerInAPublicSubnetDoesEverything() {
        NetworkRules network = new NetworkRules(template);
        assertThat(network.isPublic(template.target(server.at("/SubnetId")))).isTrue();
        assertThat(userData).contains("\nSERVER_ROLE=single-server\n", "\nSTAGE=1\n");
        assertThat(template.resources())
                .extracting(Resource::type)
                .as("no other component serves or keeps anything")
                .noneMatch(type -> type.matches(
                        "AWS::(RDS|ElastiCache|ElasticLoadBalancingV2|CloudFront|S3|DynamoDB|AutoScaling|Lambda)::.*"));
    }

    @Test
    @Row("S1.1")
    @DisplayName("all that the server needs comes from Amazon Linux's repositories and the system's assets")
    void allItNeedsComesFromRepositoriesAndAssets() {
        Matcher fetched = BOOT_ARCHIVE.matcher(userData);
        assertThat(fetched.find()).as("the user data fetches an archive").isTrue();
        Matcher application = WORKLOAD.matcher(userData);
        assertThat(application.find())
                .as("the boot scripts fetch the application")
                .isTrue();
        Grants grants = new Grants(template);
        assertThat(grants.resources(grants.roleOf(server), "s3:GetObject"))
                .as("the server may read just what it fetches")
                .containsExactlyInAnyOrder(
                        "arn:${AWS::Partition}:s3:::" + fetched.group("object"),
                        "arn:${AWS::Partition}:s3:::" + application.group("bucket") + "/" + application.group("key"));
        JsonNode gateway = gateway("s3").at("/PolicyDocument/Statement");
        assertThat(gateway.toString())
                .as("the way to S3 lets through packages, patches and the signal, besides own buckets")
                .contains("al2023-repos-", "cloudformation-waitcondition-", "aws:ResourceAccount");
        assertThat(CloudTemplate.references(gateway("s3").at("/RouteTableIds")))
                .contains(new NetworkRules(template).tierOf(template.target(server.at("/SubnetId"))));
        assertThat(userData.replace("http://169.254.169.254/", ""))
                .as("nothing else is fetched")
                .doesNotContainPattern("https?://");
    }

    @Test
    @Row("S1.1")
    @DisplayName("a deploy waits until the server says that it serves")
    void aDeployWaitsUntilTheServerServes() {
        Resource condition = template.only("AWS::CloudFormation::WaitCondition");
        Resource handle = template.target(condition.at("/Handle"));
        assertThat(handle.type()).isEqualTo("AWS::CloudFormation::WaitConditionHandle");
        assertThat(userData).contains("\nSIGNAL_URL_BASE64=${" + handle.logicalId() + "}\n");
        assertThat(condition.json().path("DependsOn").toString()).contains(server.logicalId());
    }

    @Test
    @Row("S1.2")
    @DisplayName("database and files live on an encrypted volume that outlives the server")
    void databaseAndFilesLiveOnAVolumeThatOutlivesTheServer() {
        Resource attachment = template.only("AWS::EC2::VolumeAttachment");
        assertThat(template.target(attachment.at("/InstanceId"))).isEqualTo(server);
        assertThat(template.target(attachment.at("/VolumeId"))).isEqualTo(volume);
        assertThat(volume.at("/Encrypted").asBoolean()).isTrue();
        assertThat(volume.json().path("DeletionPolicy").asText()).isEqualTo("Retain");
        assertThat(volume.json().path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
        assertThat(userData).contains("\nDATA_VOLUME_ID=${" + volume.logicalId() + "}\n");
        assertThat(volume.at("/AvailabilityZone").asText())
                .as("a volume can be attached in its own zone only")
                .isEqualTo(server.at("/AvailabilityZone").asText())
                .isEqualTo(template.target(server.at("/SubnetId"))
                        .at("/AvailabilityZone")
                        .asText());
        assertThat(server.at("/BlockDeviceMappings").findValuesAsText("DeviceName"))
                .as("the data volume is no disk of the server, which would go with it")
                .doesNotContain(attachment.at("/Device").asText());
    }

    @Test
    @Row("S1.3")
    @DisplayName("a bigger box is one setting, and the volume stays")
    void aBiggerBoxIsOneSettingAndTheVolumeStays() {
        CloudTemplate bigger = LiveStack.of(SINGLE_SERVER, Map.of("serverInstanceType", "c7g.4xlarge"));
        assertThat(TemplateDifferences.between(template.json(), bigger.json()))
                .extracting(Difference::pointer)
                .containsExactly("/Resources/" + server.logicalId() + "/Properties/InstanceType");
        assertThat(bigger.resource(server.logicalId()).at("/InstanceType").asText())
                .isEqualTo("c7g.4xlarge");
    }

    @Test
    @Row("S1.3")
    @DisplayName("a bigger volume is one setting, and stays the same volume")
    void aBiggerVolumeIsOneSetting() {
        CloudTemplate bigger = LiveStack.of(SINGLE_SERVER, Map.of("dataVolumeGiB", 500));
        assertThat(TemplateDifferences.between(template.json(), bigger.json()))
                .extracting(Difference::pointer)
                .containsExactly("/Resources/" + volume.logicalId() + "/Properties/Size");
    }

    @Test
    @Row("S1.4")
    @DisplayName("the address is a resource of its own, which can be given to another server")
    void theAddressIsAResourceOfItsOwn() {
        Resource address = template.only("AWS::EC2::EIP");
        Resource association = template.only("AWS::EC2::EIPAssociation");
        assertThat(address.at("/Domain").asText()).isEqualTo("vpc");
        assertThat(address.properties().has("InstanceId"))
                .as("the address does not go with an instance")
                .isFalse();
        assertThat(template.target(association.at("/AllocationId"))).isEqualTo(address);
        assertThat(template.target(association.at("/InstanceId"))).isEqualTo(server);
        assertThat(server.properties().has("NetworkInterfaces"))
                .as("the server has no address of its own that a reboot would change")
                .isFalse();
        assertThat(TemplateText.of(template.json().at("/Outputs/ServerAddress/Value")))
                .isEqualTo("${" + address.logicalId() + "}");
    }

    @Test
    @Row("S1.5")
    @DisplayName("the domain leads to the address")
    void theDomainLeadsToTheAddress() {
        Resource record = template.only("AWS::Route53::RecordSet");
        assertThat(record.at("/Name").asText()).isEqualTo("example.com");
        assertThat(record.at("/HostedZoneId").asText()).isEqualTo("Z0123456789EXAMPLE");
        assertThat(record.at("/Type").asText()).isEqualTo("A");
        assertThat(template.target(record.at("/ResourceRecords"))).isEqualTo(template.only("AWS::EC2::EIP"));
        assertThat(userData).contains("\nSERVER_NAME=example.com\n");
    }

    @Test
    @Row("S1.5")
    @DisplayName("without a domain there is no record, and the server answers to any name")
    void withoutADomainThereIsNoRecord() {
        CloudTemplate without = Templates.of(Variant.WITHOUT_DOMAIN, SINGLE_SERVER);
        assertThat(without.resources("AWS::Route53::RecordSet")).isEmpty();
        assertThat(TemplateText.of(without.only("AWS::EC2::Instance").at("/UserData")))
                .contains("\nSERVER_NAME=_\n");
    }

    @ParameterizedTest
    @CsvSource({"domainName,example.com", "hostedZoneId,Z0123456789EXAMPLE"})
    @Row("S1.5")
    @DisplayName("half of the pair is refused")
    void halfOfThePairIsRefused(String setting, String value) {
        assertThatThrownBy(() -> Settings.parse(Map.of(setting, value), Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("domainName")
                .hasMessageContaining("hostedZoneId");
    }

    @ParameterizedTest
    @CsvSource({
        "CPUUtilization,AWS/EC2,",
        "mem_used_percent,${AWS::StackName},",
        "disk_used_percent,${AWS::StackName},/",
        "disk_used_percent,${AWS::StackName},/data",
        "VolumeQueueLength,AWS/EBS,",
        "NetworkOut,AWS/EC2,",
        "StatusCheckFailed,AWS/EC2,"
    })
    @Row("S1.8")
    @DisplayName("an alarm tells when to scale up")
    void anAlarmTellsWhenToScaleUp(String metric, String namespace, String path) {
        List<Resource> alarms = template.resources("AWS::CloudWatch::Alarm").stream()
                .filter(alarm -> alarm.at("/MetricName").asText().equals(metric)
                        && TemplateText.of(alarm.at("/Namespace")).equals(namespace)
                        && (path == null || dimensions(alarm).get("path").equals(path)))
                .toList();
        assertThat(alarms).as("alarms on %s", metric).hasSize(1).allSatisfy(alarm -> {
            assertThat(dimensions(alarm))
                    .containsAnyOf(
                            Map.entry("InstanceId", "${" + server.logicalId() + "}"),
                            Map.entry(
                                    "VolumeId",
                                    "${" + template.only("AWS::EC2::Volume").logicalId() + "}"));
            assertThat(alarm.at("/AlarmDescription").asText()).isNotBlank();
            assertThat(template.target(alarm.at("/AlarmActions"))).isEqualTo(template.only("AWS::SNS::Topic"));
        });
        assertThat(server.at("/Monitoring").asBoolean())
                .as("metrics come each minute, as the alarms expect")
                .isTrue();
    }

    private static Map<String, String> dimensions(Resource alarm) {
        Map<String, String> dimensions = new TreeMap<>();
        alarm.at("/Dimensions")
                .forEach(each -> dimensions.put(each.path("Name").asText(), TemplateText.of(each.path("Value"))));
        return dimensions;
    }

    private Resource gateway(String service) {
        return template.resources("AWS::EC2::VPCEndpoint").stream()
                .filter(endpoint -> NetworkRules.service(endpoint).equals(service))
                .findFirst()
                .orElseThrow();
    }
}
