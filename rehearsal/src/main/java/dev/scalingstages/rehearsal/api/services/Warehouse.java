package dev.scalingstages.rehearsal.api.services;

import dev.scalingstages.rehearsal.api.Access.Credentials;
import dev.scalingstages.rehearsal.api.SdkClients;
import dev.scalingstages.workload.servers.Opened;
import dev.scalingstages.workload.servers.RedshiftServer;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A warehouse over PostgreSQL, which loads from S3 with the permissions of its role. */
public final class Warehouse implements AutoCloseable {
    private final Opened open = new Opened();
    private final RedshiftServer server;

    /**
     * Starts it.
     *
     * @param clients of the endpoints, where it asks S3
     * @param role the credentials of the role that loads
     * @param database of the namespace
     * @param roleArn as statements name the role
     */
    public Warehouse(SdkClients clients, Credentials role, String database, String roleArn)
            throws IOException, InterruptedException, SQLException {
        SdkHttpClient http = open.keep(clients.http());
        S3Client s3 =
                open.keep(clients.prepare(S3Client.builder(), "s3", role, http).build());
        try {
            server = open.keep(RedshiftServer.start(s3, database, roleArn));
        } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /** Where its Data API answers. */
    public URI endpoint() {
        return server.endpoint();
    }

    @Override
    public void close() {
        open.close();
    }
}
