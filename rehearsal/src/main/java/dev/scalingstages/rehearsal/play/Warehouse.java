package dev.scalingstages.rehearsal.play;

import dev.scalingstages.workload.servers.RedshiftServer;
import dev.scalingstages.workload.servers.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.SQLException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The server behind Redshift's Data API, PostgreSQL, which starts when a stack has a warehouse. */
final class Warehouse implements AutoCloseable {
    private final Opened opened = new Opened();
    private final S3Server objects;
    private RedshiftServer server;

    Warehouse(S3Server objects) {
        this.objects = objects;
    }

    /** Its address. */
    synchronized URI start() {
        if (server == null) {
            S3Client archive = opened.keep(S3Client.builder()
                    .endpointOverride(objects.endpoint())
                    .region(Region.US_EAST_1)
                    .forcePathStyle(true)
                    .credentialsProvider(StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                    .build());
            try {
                server = opened.keep(RedshiftServer.start(archive));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException("the warehouse does not start", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        return server.endpoint();
    }

    @Override
    public void close() {
        opened.close();
    }
}
