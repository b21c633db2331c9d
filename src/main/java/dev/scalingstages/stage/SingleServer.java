package dev.scalingstages.stage;

import dev.scalingstages.network.ServiceEndpoints.Service;
import dev.scalingstages.network.ServiceEndpoints.Use;
import java.util.List;
import java.util.Set;
import software.constructs.Construct;

/**
 * Stage 1: one server in a public subnet runs the web server, the application and the database, on a separate data
 * volume (S1.1 to S1.9).
 */
public final class SingleServer extends Construct {
    /** The endpoints that a server needs for Session Manager and monitoring. */
    static final List<Service> SERVICES = List.of(Service.SSM, Service.SSM_MESSAGES, Service.LOGS, Service.MONITORING);

    public SingleServer(Construct scope, String id, StageProps props) {
        super(scope, id);
        Foundation foundation = new Foundation(this, "Foundation", props, SERVICES, Set.of(Use.WAIT_CONDITIONS), 1);

        OneServer server = OneServer.withData(this, props, foundation);

        new Stores(this, props, foundation).backUp(List.of());
        new Outputs(this).add(foundation).add(server);
    }
}
