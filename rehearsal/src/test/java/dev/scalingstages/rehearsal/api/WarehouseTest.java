package dev.scalingstages.rehearsal.api;

import static dev.scalingstages.rehearsal.api.PoliciesTest.allow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.rehearsal.api.Endpoints.ApiException;
import dev.scalingstages.rehearsal.api.services.ObjectStore;
import dev.scalingstages.rehearsal.api.services.RedshiftData;
import dev.scalingstages.rehearsal.api.services.S3;
import dev.scalingstages.rehearsal.api.services.Warehouse;
import dev.scalingstages.workload.servers.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The warehouse loads from S3 with the permissions of its role. */
class WarehouseTest {
    private static final String WORKGROUP = Played.PLACE.arn("redshift-serverless", "workgroup/1");
    private static final String ROLE = "arn:aws:iam::123456789012:role/load";

    private final RedshiftData data = new RedshiftData();

    @Test
    void loadsOnlyWhatItsRoleMayRead(@TempDir Path directory) throws Exception {
        try (Played played = new Played(directory)) {
            S3 s3 = new S3(
                    Played.PLACE,
                    played.open.keep(new ObjectStore(
                            played.open.keep(S3Server.startOpen()).endpoint(), Played.PLACE, played.policies)),
                    refused -> {});
            s3.createBucket("archive", Played.json("{}"), (arn, event, by) -> {});
            s3.put("archive", "slice.gz", "application/gzip", zipped("{\"id\":7}\n{\"id\":8}\n"));
            played.endpoints.serveS3(s3);
            Warehouse warehouse = played.open.keep(
                    new Warehouse(played.clients(), played.policies.credentials("load", "redshift"), "history", ROLE));
            data.add("warehouse", WORKGROUP, warehouse.endpoint());

            run("CREATE TABLE loaded (id BIGINT)");
            String copy = "COPY loaded FROM 's3://archive/slice.gz' IAM_ROLE '" + ROLE
                    + "' FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto' COMPUPDATE OFF STATUPDATE OFF";
            assertThatThrownBy(() -> run(copy))
                    .hasMessageContaining("assumed-role/load/redshift is not authorized to perform: s3:GetObject");
            played.policies.setRole(
                    "load", Map.of("p", PoliciesTest.policy(allow("s3:GetObject", "arn:aws:s3:::archive/*"))));
            run(copy);
            String id = run("SELECT count(*) FROM loaded");
            assertThat(call("GetStatementResult", Played.json("{'Id':'%s'}".formatted(id)))
                            .at("/Records/0/0/longValue")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void statementsNeedTheWorkgroupAndASignIn() {
        assertThat(data.needs("redshift-data", "ExecuteStatement", Played.json("{'WorkgroupName':'none'}")))
                .extracting(Endpoints.Need::action)
                .isEqualTo(List.of("redshift-data:ExecuteStatement", "redshift-serverless:GetCredentials"));
        assertThatThrownBy(() -> run("SELECT 1")).hasMessageContaining("endpoint doesn't exist");
        assertThatThrownBy(() -> call("DescribeStatement", Played.json("{'Id':'none'}")))
                .hasMessageContaining("Query does not exist");
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private JsonNode call(String action, JsonNode request) throws ApiException, InterruptedException {
        return data.perform(action, request, new Endpoints.Caller("worker", "i-1", Played.ADDRESS));
    }

    /** The statement's id, when it is finished. */
    private String run(String sql) throws ApiException, InterruptedException {
        ObjectNode request = ((ObjectNode) Played.json("{'WorkgroupName':'warehouse','Database':'history'}"))
                .put("Sql", sql)
                .put("ClientToken", UUID.randomUUID().toString());
        String id = call("ExecuteStatement", request).path("Id").asText();
        while (true) {
            JsonNode state = call("DescribeStatement", Played.json("{'Id':'%s'}".formatted(id)));
            switch (state.path("Status").asText()) {
                case "FINISHED" -> {
                    return id;
                }
                case "FAILED" ->
                    throw new ApiException("Failed", state.path("Error").asText());
                default -> Thread.sleep(20);
            }
        }
    }
}
