package dev.scalingstages.stage;

import dev.scalingstages.database.Database;
import dev.scalingstages.database.DatabaseTier;
import dev.scalingstages.network.ServiceEndpoints.Service;
import dev.scalingstages.network.ServiceEndpoints.Use;
import dev.scalingstages.servers.StandaloneServer;
import dev.scalingstages.settings.Settings;
import dev.scalingstages.storage.AccessLogs;
import dev.scalingstages.storage.ContentStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * Stage 2: the database moves to RDS and files move to S3; the server stays where it is and scales apart from them
 * (S2.1 to S2.6).
 */
public final class SeparateStorage extends Construct {
    /** In addition to stage 1: the database's credentials. */
    static final List<Service> SERVICES = Stream.concat(
                    SingleServer.SERVICES.stream(), Stream.of(Service.SECRETS_MANAGER))
            .toList();

    public SeparateStorage(Construct scope, String id, StageProps props) {
        super(scope, id);
        Settings settings = props.settings();
        Foundation foundation = new Foundation(this, "Foundation", props, SERVICES, Set.of(Use.WAIT_CONDITIONS), 1);
        Parts parts = new Parts(this, props, foundation);
        DataParts data = new DataParts(this, props, foundation);

        StandaloneServer server = parts.server();

        AccessLogs accessLogs = parts.accessLogs();
        ContentStore content = parts.content(accessLogs);
        content.allowWritesFrom(server.identity());

        DatabaseTier tier = data.databaseTier();
        Database database = data.database(tier, false);
        database.allowConnectionsFrom(server.identity());

        foundation.functions().raise();
        parts.backUp(List.of(database.arn()));
        server.waitUntilMoved(getNode().getChildren().stream()
                .filter(part -> !part.getNode().getId().equals("Server"))
                .toList());

        // After the wait, since it leads users to a server that serves.
        parts.leadDomainTo(server);

        new Outputs(this)
                .addFoundation(foundation)
                .add(
                        "Url",
                        "The system's address",
                        "https://"
                                + settings.domain().map(Settings.Domain::name).orElse(server.address()))
                .add("ServerAddress", "The server's fixed address", server.address())
                .add("ServerInstanceId", "For aws ssm start-session --target", server.instanceId())
                .add("ServerLogGroup", "The server's logs", server.identity().logGroupName())
                .add("ContentBucket", "Static content and user files", content.bucketName())
                .add("DatabaseHost", "The database, from the server only", database.host())
                .add("DatabaseSecretArn", "The database's credentials", database.secretArn());
    }
}
