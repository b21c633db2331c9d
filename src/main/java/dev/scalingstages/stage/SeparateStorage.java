package dev.scalingstages.stage;

import dev.scalingstages.database.Database;
import dev.scalingstages.network.ServiceEndpoints.Service;
import dev.scalingstages.network.ServiceEndpoints.Use;
import dev.scalingstages.storage.ContentStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * Stage 2: the database moves to RDS and files move to S3; the server stays and scales independently of them (S2.1 to
 * S2.6).
 */
public final class SeparateStorage extends Construct {
    /** In addition to stage 1: the database's credentials. */
    static final List<Service> SERVICES = Stream.concat(
                    SingleServer.SERVICES.stream(), Stream.of(Service.SECRETS_MANAGER))
            .toList();

    public SeparateStorage(Construct scope, String id, StageProps props) {
        super(scope, id);
        Foundation foundation = new Foundation(this, "Foundation", props, SERVICES, Set.of(Use.WAIT_CONDITIONS), 1);

        Stores stores = new Stores(this, props, foundation);
        ContentStore content = stores.buckets().content();
        Database database = stores.database();
        stores.backUp(List.of(database.arn()));
        foundation.watch(Stream.of(database.rotation()));

        OneServer server =
                OneServer.movingData(this, props, foundation, content::allowWritesFrom, database::allowConnectionsFrom);

        new Outputs(this).add(foundation).add(server).add(content).add(database, "The database, from the server only");
    }
}
