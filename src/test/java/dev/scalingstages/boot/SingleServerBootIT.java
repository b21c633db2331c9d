package dev.scalingstages.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@BesideTheCdk
class SingleServerBootIT extends SingleServerScenario {
    @Test
    @Row("S1.2")
    void blankVolumeIsFormattedMountedAndFilled() {
        server.boots();
        assertThat(server.calls("mkfs.xfs")).hasSize(1);
        assertThat(server.calls("mount")).hasSize(1);
        assertThat(server.file("etc/fstab")).isEqualTo("""
                        UUID=1111-2222 / xfs defaults,noatime 1 1
                        UUID=7c3ad1f4-6a28-4a3e-9b5c-0d3f5f1f7b11 /data xfs \
                        defaults,nodev,nosuid,noexec,nofail,x-systemd.device-timeout=30s 0 2
                        """);
        assertThat(server.path("data/files")).isDirectory();
        assertThat(server.calls("chown")).contains("chown mysql:mysql " + server.path("data/mysql.new"));
        assertThat(server.file("etc/my.cnf.d/zz-scaling-stages.cnf"))
                .contains("datadir = /data/mysql\n", "bind-address = 127.0.0.1\n", "innodb_buffer_pool_size = 512M\n");
    }

    @Test
    @Row("S1.2")
    void databaseStartsOnlyWithItsVolumeAndKnowsNobodyWithoutAName() {
        server.boots();
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
        server.boots();
        assertThat(server.calls("mkfs.xfs")).isEmpty();
        assertThat(server.file("etc/fstab")).contains(" /data ext4 ");
    }

    @Test
    @Row("S1.2")
    void volumeWithUnknownContentIsNotFormatted() {
        byte[] content = new byte[2 * 1024 * 1024];
        content[512] = 1;
        server.attachVolume(content);
        assertNotFormatted("is not blank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4", "8"})
    @Row("S1.2")
    void volumeThatCannotBeProbedIsNotFormatted(String status) {
        server.write("blkid-status", status);
        assertNotFormatted("blkid ended with " + status);
    }

    @Test
    @Row("S1.2")
    void volumeWithAPartitionTableOnlyIsNotFormatted() {
        server.write("filesystem", "");
        assertNotFormatted("no file system that can be mounted");
    }

    private void assertNotFormatted(String reason) {
        assertFailure(reason);
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
        server.boots();
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
                .contains("chown scaling-stages:scaling-stages " + server.path("data/files.new"));
        assertThat(server.file("etc/systemd/system/scaling-stages-application.service.d/data-volume.conf"))
                .contains("RequiresMountsFor=/data");
    }

    @Test
    @Row("X5")
    void secretsAreMadeOnTheServerAndAreInNoLogAndNoArgument() {
        server.boots();
        String password = password();
        String key = server.file("data/secrets/upload-key").strip();
        assertThat(List.of(password, key)).doesNotHaveDuplicates().allMatch(secret -> secret.matches("[0-9a-f]{64}"));
        assertThat(server.permissions("data/secrets")).isEqualTo("rwxr-x---");
        for (String file : List.of("database-credentials", "upload-key")) {
            assertThat(server.permissions("data/secrets/" + file)).isEqualTo("rw-r-----");
            assertThat(server.calls("chown"))
                    .contains("chown root:scaling-stages " + server.path("data/secrets/" + file + ".new"));
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
    void secondBootChangesNoFile() {
        server.boots();
        Map<String, String> before = server.snapshot("");
        server.forgetCalls();
        server.boots();
        assertThat(server.snapshot("")).isEqualTo(before);
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
    void rebootAfterTheVolumeMovedToAnotherServerKeepsItsData() {
        server.boots();
        server.put("data/files/photo", "user's");
        Map<String, String> data = server.snapshot("data");

        // Another box: new disk, same volume.
        server.remove("installed-nginx", "installed-mariadb1011-server", "user-scaling-stages", "mounted");
        server.remove("installed-java-25-amazon-corretto-headless");
        server.put("etc/fstab", "");
        assertThat(server.path("etc/my.cnf.d/zz-scaling-stages.cnf").toFile().delete())
                .isTrue();
        server.boots();
        assertThat(server.calls("mkfs.xfs")).hasSize(1);
        assertThat(server.snapshot("data")).isEqualTo(data);
    }

    @Test
    @Row("S2.1")
    void stage2LeavesTheVolumesDataAndTheDatabaseAlone() {
        server.boots();
        server.put("data/files/photo", "user's");
        server.put("data/mysql/ibdata1", "rows");
        Map<String, String> data = server.snapshot("data");
        String log = server.state("sql");
        server.forgetCalls();

        server.set("STAGE", "2").set("DATABASE_HOST", "db.example.com");
        server.boots();
        assertThat(server.snapshot("data")).isEqualTo(data);
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
        server.boots();
        assertThat(server.calls("dnf")).noneMatch(call -> call.contains("mariadb"));
        assertThat(server.path("data/mysql")).doesNotExist();
        assertThat(server.path("data/secrets")).doesNotExist();
    }

    @Test
    @Row("X3")
    void certificateIsMadeOnceAndItsKeyIsForRootOnly() {
        server.boots();
        String certificate = server.file("data/tls/certificate.pem");
        assertThat(server.permissions("data/tls/private-key.pem")).isEqualTo("rw-------");
        server.boots();
        assertThat(server.file("data/tls/certificate.pem")).isEqualTo(certificate);
        assertThat(server.certificate()).contains("CN = scaling-stages", "DNS:scaling-stages", "prime256v1");
    }

    @Test
    @Row("X3")
    void operatorsCertificateIsNotOverwritten() {
        server.put("data/tls/certificate.pem", "the operator's certificate");
        server.put("data/tls/private-key.pem", "the operator's key");
        server.boots();
        assertThat(server.file("data/tls/certificate.pem")).isEqualTo("the operator's certificate");
        assertThat(server.file("data/tls/private-key.pem")).isEqualTo("the operator's key");
    }

    @Test
    @Row("X3")
    void certificateWithoutItsKeyStopsTheBoot() {
        server.put("data/tls/certificate.pem", "the operator's certificate");
        assertFailure("private-key.pem beside it");
        assertThat(server.file("data/tls/certificate.pem")).isEqualTo("the operator's certificate");
    }

    @Test
    @Row("S1.5")
    void domainNameIsWhereHttpLeadsTo() {
        server.set("SERVER_NAME", "www.example.com");
        server.boots();
        assertThat(server.file("etc/nginx/scaling-stages/server.conf"))
                .contains("return 308 https://www.example.com$request_uri;");
    }

    private String password() {
        String credentials = server.file("data/secrets/database-credentials");
        assertThat(credentials).startsWith("user=scaling\npassword=");
        return credentials.strip().substring("user=scaling\npassword=".length());
    }

    private void assertFailure(String reason) {
        server.failsToBoot("[error] boot failed: ", reason);
        assertThat(server.lastCall("curl")).contains("\"Status\":\"FAILURE\"");
    }

    @ParameterizedTest
    @CsvSource({"52, DOMAIN", "60, scaling-stages"})
    @Row("S1.5")
    void aDomainMayBeLongerThanACommonName(int length, String commonName) {
        String domain = "a".repeat(length) + (length > 52 ? ".photos." + "b".repeat(60) : "") + ".example.com";
        server.set("SERVER_NAME", domain).boots();
        assertThat(server.certificate()).contains("CN = " + commonName.replace("DOMAIN", domain), "DNS:" + domain);
    }

    @Test
    @Row("S1.1")
    void aBoxThatWasMadeWithTheOlderDatabaseKeepsIt() {
        server.write("installed-mariadb105-server", "");
        server.boots();
        assertThat(server.calls("dnf")).isNotEmpty().noneMatch(call -> call.contains("mariadb"));
    }

    @Test
    @Row("S1.1")
    void aNewBoxGetsADatabaseThatIsSupported() {
        server.boots();
        assertThat(server.calls("dnf")).anyMatch(call -> call.endsWith(" install mariadb1011-server"));
    }
}
