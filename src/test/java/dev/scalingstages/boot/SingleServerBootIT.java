package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@BesideTheCdk
class SingleServerBootIT {
    @TempDir
    Path directory;

    private FakeServer server;

    @BeforeEach
    void createServer() {
        server = FakeServer.single(directory);
    }

    @Test
    @Row("S1.2")
    void blankVolumeIsFormattedMountedAndFilled() {
        assertThat(server.boot().status()).isZero();
        assertThat(server.calls("mkfs.xfs")).hasSize(1);
        assertThat(server.calls("mount")).hasSize(1);
        assertThat(server.file("etc/fstab")).isEqualTo("""
                        UUID=1111-2222 / xfs defaults,noatime 1 1
                        UUID=7c3ad1f4-6a28-4a3e-9b5c-0d3f5f1f7b11 /data xfs \
                        defaults,nodev,nosuid,noexec,nofail,x-systemd.device-timeout=30s 0 2
                        """);
        assertThat(server.root().resolve("data/files")).isDirectory();
        assertThat(server.calls("chown"))
                .contains("chown mysql:mysql " + server.root().resolve("data/mysql.new"));
        assertThat(server.file("etc/my.cnf.d/zz-scaling-stages.cnf"))
                .contains("datadir = /data/mysql\n", "bind-address = 127.0.0.1\n", "innodb_buffer_pool_size = 512M\n");
    }

    @Test
    @Row("S1.2")
    void databaseStartsOnlyWithItsVolumeAndKnowsNobodyWithoutAName() {
        server.boot();
        assertThat(server.file("etc/systemd/system/mariadb.service.d/data-volume.conf"))
                .contains("RequiresMountsFor=/data");
        assertThat(server.state("sql")).contains("IDENTIFIED VIA unix_socket", "DELETE FROM mysql.global_priv");
        assertThat(server.calls())
                .containsSubsequence(
                        "systemctl enable mariadb", "systemctl restart mariadb", "mariadb --protocol=socket");
    }

    @Test
    @Row("S1.2")
    void volumeWithAFileSystemIsNeverFormatted() {
        server.write("filesystem", "ext4\n");
        assertThat(server.boot().status()).isZero();
        assertThat(server.calls("mkfs.xfs")).isEmpty();
        assertThat(server.file("etc/fstab")).contains(" /data ext4 ");
    }

    @Test
    @Row("S1.2")
    void volumeWithUnknownContentIsNotFormatted() {
        byte[] content = new byte[2 * 1024 * 1024];
        content[512] = 1;
        server.attachVolume(content);
        assertFailure("is not blank");
        assertThat(server.calls("mkfs.xfs")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4", "8"})
    @Row("S1.2")
    void volumeThatCannotBeProbedIsNotFormatted(String status) {
        server.write("blkid-status", status);
        assertFailure("blkid ended with " + status);
        assertThat(server.calls("mkfs.xfs")).isEmpty();
    }

    @Test
    @Row("S1.2")
    void volumeWithAPartitionTableOnlyIsNotFormatted() {
        server.write("filesystem", "");
        assertFailure("no file system that can be mounted");
        assertThat(server.calls("mkfs.xfs")).isEmpty();
    }

    @Test
    @Row("S1.2")
    void missingVolumeIsWaitedForAndThenReported() {
        server.detachVolume();
        assertFailure("the data volume vol-0abc is not attached");
        assertThat(server.calls("sleep")).hasSize(120);
    }

    @Test
    @Row("S1.2")
    void anotherVolumeAtDataStopsTheBoot() {
        server.write("filesystem", "xfs\n");
        server.write("mounted", "/dev/nvme7n1\n");
        assertFailure("/data holds another volume (/dev/nvme7n1)");
    }

    @Test
    @Row("S1.1")
    void applicationHasADatabaseAndADirectoryForFilesOnTheVolume() {
        server.boot();
        assertThat(server.file("etc/scaling-stages/application")).endsWith("""
                        DATABASE_HOST=127.0.0.1
                        DATABASE_PORT=3306
                        DATABASE_NAME=scaling
                        DATABASE_TLS=off
                        DATABASE_CREDENTIALS_FILE=/data/secrets/database-credentials
                        FILES_DIRECTORY=/data/files
                        UPLOAD_KEY_FILE=/data/secrets/upload-key
                        """);
        String password = password();
        assertThat(server.state("sql"))
                .contains(
                        "CREATE DATABASE IF NOT EXISTS scaling CHARACTER SET utf8mb4;",
                        "ALTER USER 'scaling'@'127.0.0.1' IDENTIFIED BY '" + password + "';",
                        "GRANT ALL PRIVILEGES ON scaling.* TO 'scaling'@'127.0.0.1';");
        assertThat(server.permissions("data/files")).isEqualTo("rwxr-xr-x");
        assertThat(server.calls("chown"))
                .contains("chown scaling-stages:scaling-stages " + server.root().resolve("data/files.new"));
        assertThat(server.file("etc/systemd/system/scaling-stages-application.service.d/data-volume.conf"))
                .contains("RequiresMountsFor=/data");
    }

    @Test
    @Row("X5")
    void secretsAreMadeOnTheServerAndAreInNoLogAndNoArgument() {
        server.boot();
        String password = password();
        String key = server.file("data/secrets/upload-key").strip();
        assertThat(List.of(password, key)).doesNotHaveDuplicates().allMatch(secret -> secret.matches("[0-9a-f]{64}"));
        assertThat(server.permissions("data/secrets")).isEqualTo("rwxr-x---");
        for (String file : List.of("database-credentials", "upload-key")) {
            assertThat(server.permissions("data/secrets/" + file)).isEqualTo("rw-r-----");
            assertThat(server.calls("chown"))
                    .contains("chown root:scaling-stages " + server.root().resolve("data/secrets/" + file + ".new"));
        }
        for (String secret : List.of(password, key)) {
            assertThat(server.bootLog()).doesNotContain(secret);
            assertThat(server.calls()).noneMatch(call -> call.contains(secret));
            assertThat(server.file("etc/scaling-stages/application")).doesNotContain(secret);
        }
    }

    @Test
    @Row("X5")
    void failingDatabaseDoesNotTellThePassword() {
        server.failing("mariadb", "*");
        assertFailure("mariadb --protocol=socket");
        assertThat(server.bootLog()).doesNotContain("IDENTIFIED");
    }

    @Test
    void secondBootChangesNoFile() throws IOException {
        server.boot();
        Map<Path, String> before = server.snapshot("");
        server.forgetCalls();
        assertThat(server.boot().status()).isZero();
        assertThat(server.snapshot("")).containsExactlyEntriesOf(before);
        assertThat(server.calls("mkfs.xfs")).isEmpty();
        assertThat(server.calls("dnf")).isEmpty();
        assertThat(server.calls("mount")).isEmpty();
        assertThat(server.calls("chown")).isEmpty();
        assertThat(server.calls("systemctl"))
                .contains("systemctl start mariadb", "systemctl start scaling-stages-application")
                .noneMatch(call -> call.startsWith("systemctl restart"));
    }

    @Test
    @Row("S1.4")
    void rebootAfterTheVolumeMovedToAnotherServerKeepsItsData() throws IOException {
        server.boot();
        Path files = server.root().resolve("data");
        Files.writeString(files.resolve("files/photo"), "user's");
        Map<Path, String> data = server.snapshot("data");

        // Another box: new disk, same volume.
        server.remove("installed-nginx");
        server.remove("installed-mariadb1011-server");
        server.remove("installed-java-25-amazon-corretto-headless");
        server.remove("user-scaling-stages");
        server.remove("mounted");
        Files.writeString(server.root().resolve("etc/fstab"), "");
        Files.delete(server.root().resolve("etc/my.cnf.d/zz-scaling-stages.cnf"));
        assertThat(server.boot().status()).isZero();
        assertThat(server.calls("mkfs.xfs")).hasSize(1);
        assertThat(server.snapshot("data")).containsExactlyEntriesOf(data);
    }

    @Test
    @Row("S2.1")
    void stage2LeavesTheVolumesDataAndTheDatabaseAlone() throws IOException {
        server.boot();
        Files.writeString(server.root().resolve("data/files/photo"), "user's");
        Files.writeString(server.root().resolve("data/mysql/ibdata1"), "rows");
        Map<Path, String> data = server.snapshot("data");
        String log = server.state("sql");
        server.forgetCalls();

        server.set("STAGE", "2").set("DATABASE_HOST", "db.example.com");
        assertThat(server.boot().status()).isZero();
        assertThat(server.snapshot("data")).containsExactlyEntriesOf(data);
        assertThat(server.state("sql")).isEqualTo(log);
        assertThat(server.calls("mkfs.xfs")).isEmpty();
        assertThat(server.calls("xfs_growfs")).isEmpty();
        assertThat(server.calls("systemctl")).noneMatch(call -> call.contains("mariadb"));
        assertThat(server.calls("mariadb")).isEmpty();
        assertThat(server.file("etc/scaling-stages/application"))
                .as("the application is sent to RDS and S3, and to nothing on the box")
                .doesNotContain("127.0.0.1", "DATABASE_HOST", "DATABASE_CREDENTIALS_FILE", "DATABASE_TLS", "FILES_")
                .doesNotContain("UPLOAD_KEY_FILE");
        assertThat(server.calls("systemctl")).contains("systemctl restart scaling-stages-application");
    }

    @Test
    @Row("S2.1")
    void newServerOfStage2HasNoDatabase() {
        server.set("STAGE", "2").set("DATABASE_HOST", "db.example.com");
        assertThat(server.boot().status()).isZero();
        assertThat(server.calls("dnf")).noneMatch(call -> call.contains("mariadb"));
        assertThat(server.root().resolve("data/mysql")).doesNotExist();
        assertThat(server.root().resolve("data/secrets")).doesNotExist();
    }

    @Test
    @Row("X3")
    void certificateIsMadeOnceAndItsKeyIsForRootOnly() {
        server.boot();
        String certificate = server.file("data/tls/certificate.pem");
        assertThat(server.permissions("data/tls/private-key.pem")).isEqualTo("rw-------");
        server.boot();
        assertThat(server.file("data/tls/certificate.pem")).isEqualTo(certificate);
        Tools.Result text = Tools.run(new ProcessBuilder(
                Tools.openssl().toString(),
                "x509",
                "-noout",
                "-text",
                "-in",
                server.root().resolve("data/tls/certificate.pem").toString()));
        assertThat(text.output()).contains("CN = scaling-stages", "DNS:scaling-stages", "prime256v1");
    }

    @Test
    @Row("X3")
    void operatorsCertificateIsNotOverwritten() throws IOException {
        Path tls = Files.createDirectories(server.root().resolve("data/tls"));
        Files.writeString(tls.resolve("certificate.pem"), "the operator's certificate");
        Files.writeString(tls.resolve("private-key.pem"), "the operator's key");
        assertThat(server.boot().status()).isZero();
        assertThat(tls.resolve("certificate.pem")).hasContent("the operator's certificate");
        assertThat(tls.resolve("private-key.pem")).hasContent("the operator's key");
    }

    @Test
    @Row("X3")
    void certificateWithoutItsKeyStopsTheBoot() throws IOException {
        Path tls = Files.createDirectories(server.root().resolve("data/tls"));
        Files.writeString(tls.resolve("certificate.pem"), "the operator's certificate");
        assertFailure("private-key.pem beside it");
        assertThat(tls.resolve("certificate.pem")).hasContent("the operator's certificate");
    }

    @Test
    @Row("S1.5")
    void domainNameIsWhereHttpLeadsTo() {
        server.set("SERVER_NAME", "www.example.com");
        assertThat(server.boot().status()).isZero();
        assertThat(server.file("etc/nginx/scaling-stages/server.conf"))
                .contains("return 308 https://www.example.com$request_uri;");
    }

    private String password() {
        String credentials = server.file("data/secrets/database-credentials");
        assertThat(credentials).startsWith("user=scaling\npassword=");
        return credentials.strip().substring("user=scaling\npassword=".length());
    }

    private void assertFailure(String reason) {
        assertThat(server.boot().status()).isNotZero();
        assertThat(server.bootLog()).contains("[error] boot failed: ").contains(reason);
        assertThat(server.calls("curl")).last().asString().contains("\"Status\":\"FAILURE\"");
    }
}
