package dev.scalingstages.requirements.stage1;

import static dev.scalingstages.stage.ScalingStage.SINGLE_SERVER;
import static dev.scalingstages.testing.TemplateMatchers.with;
import static dev.scalingstages.testing.TemplateValues.attribute;
import static dev.scalingstages.testing.TemplateValues.joined;
import static dev.scalingstages.testing.TemplateValues.object;
import static dev.scalingstages.testing.TemplateValues.ref;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.settings.InvalidSettingsException;
import dev.scalingstages.settings.Settings;
import dev.scalingstages.snapshots.TemplateDifferences;
import dev.scalingstages.snapshots.TemplateDifferences.Difference;
import dev.scalingstages.testing.CdkTemplates;
import dev.scalingstages.testing.CloudTemplate;
import dev.scalingstages.testing.CloudTemplate.Resource;
import dev.scalingstages.testing.LiveStack;
import dev.scalingstages.testing.RolePermissions;
import dev.scalingstages.testing.Row;
import dev.scalingstages.testing.ServerFleet;
import dev.scalingstages.testing.SubnetRoutes;
import dev.scalingstages.testing.TemplateText;
import dev.scalingstages.testing.Templates;
import dev.scalingstages.testing.Variant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.assertions.Capture;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class SingleServerTest {
    private static final Pattern BOOT_ARCHIVE = Pattern.compile("\"s3://(?<object>[^\"]+)\"");
    private static final Pattern WORKLOAD =
            Pattern.compile("\nWORKLOAD_BUCKET=(?<bucket>\\S+)\nWORKLOAD_KEY=(?<key>\\S+)\n");

    private final CloudTemplate template = Templates.of(SINGLE_SERVER);
    private final Resource server = template.only("AWS::EC2::Instance");
    private final Resource volume = template.only("AWS::EC2::Volume");
    private final String userData = TemplateText.of(server.at("/UserData"));
    private final Template cdk = CdkTemplates.of(SINGLE_SERVER);

    @Test
    @Row("S1.1")
    void oneServerInAPublicSubnetDoesEverything() {
        assertThat(SubnetRoutes.leadsOut(template, template.target(server.at("/SubnetId"))))
                .isTrue();
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
        assertThat(RolePermissions.resources(template, ServerFleet.roleOf(template, server), "s3:GetObject"))
                .as("the server may read just what it fetches")
                .containsExactlyInAnyOrder(
                        "arn:${AWS::Partition}:s3:::" + fetched.group("object"),
                        "arn:${AWS::Partition}:s3:::" + application.group("bucket") + "/" + application.group("key"));
        // The way to S3 lets through packages and the signal, besides own buckets.
        cdk.hasResourceProperties(
                "AWS::EC2::VPCEndpoint",
                object(
                        entry("ServiceName", joined("com.amazonaws.", ref("AWS::Region"), ".s3")),
                        entry(
                                "RouteTableIds",
                                Match.arrayWith(List.of(
                                        ref(SubnetRoutes.routeTable(template, template.target(server.at("/SubnetId")))
                                                .logicalId())))),
                        entry(
                                "PolicyDocument/Statement",
                                with(
                                        object(
                                                entry("Action", "s3:*"),
                                                entry(
                                                        "Condition/StringEquals/aws:ResourceAccount",
                                                        ref("AWS::AccountId"))),
                                        object(
                                                entry("Action", "s3:GetObject"),
                                                entry("Resource", List.of(regional("al2023-repos-", "-de612dc2/*")))),
                                        Map.of("Action", "s3:PutObject")))));
        assertThat(userData.replace("http://169.254.169.254/", ""))
                .as("nothing else is fetched")
                .doesNotContainPattern("https?://");
    }

    @Test
    @Row("S1.1")
    void aDeployWaitsUntilTheServerServes() {
        cdk.resourceCountIs("AWS::CloudFormation::WaitCondition", 1);
        cdk.hasResource(
                "AWS::CloudFormation::WaitCondition",
                object(
                        entry("DependsOn", Match.arrayWith(List.of(server.logicalId()))),
                        entry(
                                "Properties/Handle",
                                ref(cdk.getResourceId("AWS::CloudFormation::WaitConditionHandle")))));
        Resource handle = template.only("AWS::CloudFormation::WaitConditionHandle");
        assertThat(userData).contains("\nSIGNAL_URL_BASE64=${" + handle.logicalId() + "}\n");
    }

    @Test
    @Row("S1.2")
    void databaseAndFilesLiveOnAnEncryptedVolumeThatOutlivesTheServer() {
        Capture device = new Capture();
        Capture zone = new Capture();
        Capture subnet = new Capture();
        cdk.resourceCountIs("AWS::EC2::VolumeAttachment", 1);
        cdk.hasResourceProperties(
                "AWS::EC2::VolumeAttachment",
                Map.of("InstanceId", ref(server), "VolumeId", ref(volume), "Device", device));
        cdk.hasResource(
                "AWS::EC2::Volume",
                object(
                        entry("DeletionPolicy", "Retain"),
                        entry("UpdateReplacePolicy", "Retain"),
                        entry("Properties/Encrypted", true),
                        entry("Properties/AvailabilityZone", zone)));
        // The data volume is no disk of the server, which would go with it; and only its own zone can attach it.
        cdk.hasResourceProperties(
                "AWS::EC2::Instance",
                Map.ofEntries(
                        entry("AvailabilityZone", zone.asString()),
                        entry("SubnetId", ref(subnet)),
                        entry("BlockDeviceMappings", Match.not(with(Map.of("DeviceName", device.asString()))))));
        assertThat(cdk.findResources(
                        "AWS::EC2::Subnet", Map.of("Properties", Map.of("AvailabilityZone", zone.asString()))))
                .containsKey(subnet.asString());
        assertThat(userData).contains("\nDATA_VOLUME_ID=${" + volume.logicalId() + "}\n");
    }

    @Test
    @Row("S1.3")
    void aBiggerBoxIsOneSettingAndTheVolumeStays() {
        CloudTemplate bigger = LiveStack.of(SINGLE_SERVER, Map.of("serverInstanceType", "c7g.4xlarge"));
        assertThat(TemplateDifferences.between(template.json(), bigger.json()))
                .extracting(Difference::pointer)
                .containsExactly("/Resources/" + server.logicalId() + "/Properties/InstanceType");
        assertThat(bigger.resource(server.logicalId()).text("/InstanceType")).isEqualTo("c7g.4xlarge");
    }

    @Test
    @Row("S1.3")
    void aBiggerVolumeIsOneSetting() {
        CloudTemplate bigger = LiveStack.of(SINGLE_SERVER, Map.of("dataVolumeGiB", 500));
        assertThat(TemplateDifferences.between(template.json(), bigger.json()))
                .extracting(Difference::pointer)
                .containsExactly("/Resources/" + volume.logicalId() + "/Properties/Size");
    }

    @Test
    @Row("S1.4")
    void theAddressIsAResourceThatCanBeGivenToAnotherServer() {
        // Neither the address goes with an instance, nor has the server one of its own that a reboot would change.
        cdk.hasResourceProperties("AWS::EC2::EIP", Map.of("Domain", "vpc", "InstanceId", Match.absent()));
        cdk.hasResourceProperties("AWS::EC2::Instance", Map.of("NetworkInterfaces", Match.absent()));
        String address = cdk.getResourceId("AWS::EC2::EIP");
        cdk.resourceCountIs("AWS::EC2::EIPAssociation", 1);
        cdk.hasResourceProperties(
                "AWS::EC2::EIPAssociation",
                Map.of("AllocationId", attribute(address, "AllocationId"), "InstanceId", ref(server)));
        cdk.hasOutput("ServerAddress", Map.of("Value", ref(address)));
    }

    @Test
    @Row("S1.5")
    void theDomainLeadsToTheAddress() {
        cdk.resourceCountIs("AWS::Route53::RecordSet", 1);
        cdk.hasResourceProperties(
                "AWS::Route53::RecordSet",
                Map.ofEntries(
                        entry("Name", "example.com"),
                        entry("HostedZoneId", "Z0123456789EXAMPLE"),
                        entry("Type", "A"),
                        entry("ResourceRecords", List.of(ref(cdk.getResourceId("AWS::EC2::EIP"))))));
        assertThat(userData).contains("\nSERVER_NAME=example.com\n");
    }

    @Test
    @Row("S1.5")
    @DisplayName("without a domain there is no record, and the server answers to any name")
    void withoutADomainThereIsNoRecord() {
        CdkTemplates.of(Variant.WITHOUT_DOMAIN, SINGLE_SERVER).resourceCountIs("AWS::Route53::RecordSet", 0);
        CloudTemplate without = Templates.of(Variant.WITHOUT_DOMAIN, SINGLE_SERVER);
        assertThat(TemplateText.of(without.only("AWS::EC2::Instance").at("/UserData")))
                .contains("\nSERVER_NAME=_\n");
    }

    @ParameterizedTest
    @CsvSource({"domainName,example.com", "hostedZoneId,Z0123456789EXAMPLE"})
    @Row("S1.5")
    void halfOfThePairIsRefused(String setting, String value) {
        assertThatThrownBy(() -> Settings.parse(Map.of(setting, value), Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("domainName")
                .hasMessageContaining("hostedZoneId");
    }

    @ParameterizedTest
    @CsvSource({
        "CPUUtilization,AWS/EC2,",
        "mem_used_percent,,",
        "disk_used_percent,,/",
        "disk_used_percent,,/data",
        "VolumeQueueLength,AWS/EBS,",
        "NetworkOut,AWS/EC2,",
        "StatusCheckFailed,AWS/EC2,"
    })
    @Row("S1.8")
    void anAlarmTellsWhenToScaleUp(String metric, String namespace, String path) {
        Map<String, Object> source = metric.startsWith("Volume")
                ? Map.of("Name", "VolumeId", "Value", ref(volume))
                : Map.of("Name", "InstanceId", "Value", ref(server));
        Map<String, Object> alarm = Map.ofEntries(
                entry("MetricName", metric),
                entry("Namespace", namespace == null ? ref("AWS::StackName") : namespace),
                entry("Dimensions", path == null ? with(source) : with(source, Map.of("Name", "path", "Value", path))));
        Map<String, Object> telling = new TreeMap<>(alarm);
        telling.put("AlarmDescription", Match.stringLikeRegexp("\\S"));
        telling.put("AlarmActions", List.of(ref(cdk.getResourceId("AWS::SNS::Topic"))));
        cdk.resourcePropertiesCountIs("AWS::CloudWatch::Alarm", alarm, 1);
        cdk.hasResourceProperties("AWS::CloudWatch::Alarm", telling);
        // Metrics come each minute, as the alarms expect.
        cdk.hasResourceProperties("AWS::EC2::Instance", Map.of("Monitoring", true));
    }

    /** Objects of a bucket of AWS's own in the stack's region. */
    private static Map<String, Object> regional(String bucket, String keys) {
        return joined("arn:", ref("AWS::Partition"), ":s3:::" + bucket, ref("AWS::Region"), keys);
    }
}
