package dev.scalingstages.stage;

import dev.scalingstages.delivery.DomainRecord;
import dev.scalingstages.runtime.ServerAccess;
import dev.scalingstages.servers.StandaloneServer;
import dev.scalingstages.servers.StandaloneServer.SecureShell;
import dev.scalingstages.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The server of stages 1 and 2, to which the domain leads once it serves.
 *
 * @param server the server
 * @param url the system's public address
 */
record OneServer(StandaloneServer server, String url) {
    /** A server that keeps its data, on the volume of the foundation. */
    static OneServer withData(Construct stage, StageProps props, Foundation foundation) {
        return create(stage, props, foundation, List.of(), List.of());
    }

    /**
     * A server that moves its data to other parts at its first boot, which starts when everything that the stage has so
     * far is complete.
     *
     * @param access the parts that it moves data to
     */
    static OneServer movingData(Construct stage, StageProps props, Foundation foundation, ServerAccess... access) {
        return create(stage, props, foundation, stage.getNode().getChildren(), List.of(access));
    }

    private static OneServer create(
            Construct stage,
            StageProps props,
            Foundation foundation,
            List<? extends IConstruct> movesDataAfter,
            List<ServerAccess> access) {
        Settings settings = props.settings();
        List<ServerAccess> all = new ArrayList<>(List.of(foundation.servers().workload()::installOn));
        all.addAll(access);
        StandaloneServer server = Components.tag(
                "server",
                new StandaloneServer(
                        stage,
                        "Server",
                        new StandaloneServer.Props(
                                foundation.servers(),
                                props.sizes().serverInstanceType(),
                                foundation.dataVolume(),
                                settings.ssh().map(ssh -> new SecureShell(ssh.cidrs(), ssh.keyPairName())),
                                settings.domain().map(Settings.Domain::name),
                                movesDataAfter,
                                all)));
        settings.domain()
                .ifPresent(domain -> DomainRecord.toAddress(
                                stage, "Domain", domain.name(), domain.hostedZoneId(), server.address())
                        .moveAfter(server.serving()));
        return new OneServer(
                server,
                "https://" + settings.domain().map(Settings.Domain::name).orElse(server.address()));
    }
}
