package dev.scalingstages.rehearsal.play;

import com.sun.net.httpserver.HttpServer;
import dev.scalingstages.rehearsal.api.Asking;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.wire.HttpCall;
import dev.scalingstages.rehearsal.types.DeliveryTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** What a CDN asks in place of a bucket: it passes requests to S3 with the rights of the distribution. */
final class BucketOrigins implements DeliveryTypes.Origins, AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Apis apis;
    private final Map<String, HttpServer> servers = new ConcurrentHashMap<>();

    BucketOrigins(Apis apis) {
        this.apis = apis;
    }

    @Override
    public URI open(String distributionArn) throws IOException {
        HttpServer server = servers.get(distributionArn);
        if (server == null) {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(LOOPBACK), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            Asking asking = Asking.service(
                    apis.policies(),
                    "cloudfront.amazonaws.com",
                    Map.of(
                            "aws:SourceArn",
                            distributionArn,
                            "aws:SourceAccount",
                            apis.place().account(),
                            "aws:SecureTransport",
                            "true"));
            server.createContext("/", exchange -> {
                try (exchange) {
                    try {
                        apis.s3().answer(HttpCall.read(exchange), asking).send(exchange);
                    } catch (ApiException e) {
                        apis.s3().failed(e).send(exchange);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            });
            server.start();
            servers.put(distributionArn, server);
        }
        return URI.create("http://" + LOOPBACK + ":" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        servers.values().forEach(server -> server.stop(0));
    }
}
