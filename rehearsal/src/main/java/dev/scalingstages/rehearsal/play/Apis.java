package dev.scalingstages.rehearsal.play;

import dev.scalingstages.rehearsal.api.Asking;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.HttpsEndpoints;
import dev.scalingstages.rehearsal.api.Place;
import dev.scalingstages.rehearsal.api.Policies;
import dev.scalingstages.rehearsal.api.services.Acm;
import dev.scalingstages.rehearsal.api.services.CloudFormation;
import dev.scalingstages.rehearsal.api.services.CloudWatch;
import dev.scalingstages.rehearsal.api.services.DynamoDb;
import dev.scalingstages.rehearsal.api.services.LoadBalancing;
import dev.scalingstages.rehearsal.api.services.Logs;
import dev.scalingstages.rehearsal.api.services.ObjectStore;
import dev.scalingstages.rehearsal.api.services.Rds;
import dev.scalingstages.rehearsal.api.services.RedshiftData;
import dev.scalingstages.rehearsal.api.services.S3;
import dev.scalingstages.rehearsal.api.services.SecretsManager;
import dev.scalingstages.rehearsal.api.services.SignedAnswers;
import dev.scalingstages.rehearsal.api.services.Sns;
import dev.scalingstages.rehearsal.api.services.Sqs;
import dev.scalingstages.rehearsal.api.services.Ssm;
import dev.scalingstages.rehearsal.api.services.Sts;
import dev.scalingstages.rehearsal.network.Network;
import dev.scalingstages.rehearsal.stack.Listener;
import dev.scalingstages.workload.servers.DynamoServer;
import dev.scalingstages.workload.servers.S3Server;
import dev.scalingstages.workload.servers.SqsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;

/** AWS's APIs with the servers behind them, at their names on the network. */
final class Apis implements AutoCloseable {
    private static final int HTTPS = 443;

    private final Opened opened = new Opened();
    private final Place place;
    private final Policies policies;
    private final HttpsEndpoints endpoints;
    private final S3 s3;
    private final S3Server objects;
    private final Sqs sqs;
    private final SqsServer queues;
    private final DynamoDb dynamo;
    private final SecretsManager secrets;
    private final Logs logs;
    private final RedshiftData warehouse = new RedshiftData();
    private final Acm acm;
    private final SignedAnswers waitConditions;
    private final SignedAnswers customResources;

    /**
     * What the APIs ask of the rest of the play.
     *
     * @param scaled how long something of AWS's takes here
     */
    record Setup(
            Path folder,
            Place place,
            Network network,
            CloudFormation.Stacks stacks,
            LoadBalancing.TargetGroups targetGroups,
            java.util.function.Function<String, java.util.Optional<Rds.Instance>> databases,
            CloudWatch.Source metrics,
            UnaryOperator<Duration> scaled,
            Listener listener) {}

    Apis(Setup setup) throws IOException, InterruptedException {
        place = setup.place();
        policies = new Policies(place.partition(), place.account());
        Clock clock = Clock.systemUTC();
        endpoints = opened.keep(new HttpsEndpoints(
                Files.createDirectories(setup.folder().resolve("endpoints")), place, policies, HTTPS, clock));
        objects = opened.keep(S3Server.startOpen());
        queues = opened.keep(SqsServer.start());
        DynamoServer tables = opened.keep(DynamoServer.start());
        s3 = new S3(
                place,
                opened.keep(new ObjectStore(objects.endpoint(), place, policies)),
                reason -> setup.listener().happened("S3", "EVENT_REFUSED", reason));
        sqs = opened.keep(new Sqs(place, queues.endpoint(), setup.scaled()));
        dynamo = opened.keep(new DynamoDb(place, tables.endpoint()));
        secrets = new SecretsManager(place);
        logs = new Logs(place);
        acm = new Acm(place, arn -> false);
        waitConditions = SignedAnswers.ofWaitConditions(s3, place, policies, HTTPS, clock);
        customResources = SignedAnswers.ofCustomResources(s3, place, policies, HTTPS, clock);
        s3.addForeignBucket("al2023-repos-%s-de612dc2".formatted(place.region()), new PackageRepository());
        endpoints.serveS3(s3);
        endpoints.serve("sqs", sqs);
        endpoints.serve("dynamodb", dynamo);
        endpoints.serve("secretsmanager", secrets);
        endpoints.serve("redshift-data", warehouse);
        endpoints.serve("acm", acm);
        endpoints.serve("cloudformation", new CloudFormation(setup.stacks()));
        endpoints.serve("elasticloadbalancing", new LoadBalancing(setup.targetGroups()));
        endpoints.serve("rds", new Rds(place, setup.databases()));
        endpoints.serve("monitoring", new CloudWatch(setup.metrics(), clock));
        endpoints.serve("logs", logs);
        endpoints.serve("sns", new Sns((topic, message) -> setup.listener().happened(topic, "PUBLISHED", message)));
        endpoints.serve("ssm", new Ssm());
        endpoints.serve("sts", new Sts(place));
        endpoints.comeByGateway((caller, service) -> !caller.startsWith("192.0.2.") && !caller.startsWith("198.51."));
        open(setup.network());
    }

    /** Public addresses under the names that clients use; VPC endpoints take private ones later. */
    private void open(Network network) throws IOException, InterruptedException {
        for (String service : new String[] {"aws", "s3", "dynamodb"}) {
            endpoints.listenPublicly(network.serviceAddress(service));
        }
        Set<String> aws = Set.of(network.serviceAddress("aws"));
        Set<String> storage = Set.of(network.serviceAddress("s3"));
        network.name("*.amazonaws.com", aws);
        network.name("*." + place.region() + ".amazonaws.com", aws);
        network.name("dynamodb." + place.region() + ".amazonaws.com", Set.of(network.serviceAddress("dynamodb")));
        for (String domain : new String[] {
            "s3.amazonaws.com",
            "s3." + place.region() + ".amazonaws.com",
            "s3.dualstack." + place.region() + ".amazonaws.com"
        }) {
            network.name(domain, storage);
            network.name("*." + domain, storage);
        }
    }

    Place place() {
        return place;
    }

    Policies policies() {
        return policies;
    }

    HttpsEndpoints endpoints() {
        return endpoints;
    }

    S3 s3() {
        return s3;
    }

    /** Behind {@link #s3()}. */
    S3Server objects() {
        return objects;
    }

    Sqs sqs() {
        return sqs;
    }

    /** Behind {@link #sqs()}. */
    SqsServer queues() {
        return queues;
    }

    DynamoDb dynamo() {
        return dynamo;
    }

    SecretsManager secrets() {
        return secrets;
    }

    Logs logs() {
        return logs;
    }

    RedshiftData warehouse() {
        return warehouse;
    }

    Acm acm() {
        return acm;
    }

    SignedAnswers waitConditions() {
        return waitConditions;
    }

    SignedAnswers customResources() {
        return customResources;
    }

    /** Puts an event of a bucket into its queue. */
    void deliver(String queueArn, com.fasterxml.jackson.databind.JsonNode event, Asking by)
            throws ApiException, InterruptedException {
        sqs.deliver(queueArn, event, by);
    }

    @Override
    public void close() {
        opened.close();
    }
}
