package dev.scalingstages.workload.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.Files.Stored;
import dev.scalingstages.workload.content.Files.Upload;
import dev.scalingstages.workload.content.FilesContract;
import dev.scalingstages.workload.disk.DiskFiles.Receipt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskFilesTest extends FilesContract {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final String JPEG = "image/jpeg";
    private static final String KEY = "uploads/0011223344556677";
    private static final String NAME = "00112233445566778899aabbccddeeff";
    private static final String INCOMING = "incoming/" + NAME;

    @TempDir
    private Path root;

    private DiskFiles files;

    @BeforeEach
    void start() {
        files = new DiskFiles(root, SECRET, Clock.systemUTC());
    }

    @Override
    protected DiskFiles files() {
        return files;
    }

    @Override
    protected boolean send(Upload upload, String contentType, byte[] content) throws IOException {
        return receive(files, upload, contentType, new ByteArrayInputStream(content)) == Receipt.STORED;
    }

    /** As the write API does. */
    private static Receipt receive(DiskFiles files, Upload upload, String contentType, InputStream content)
            throws IOException {
        URI address = upload.address();
        Map<String, String> query = Stream.of(address.getRawQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(
                        parts -> parts[0], parts -> URLDecoder.decode(parts[1], StandardCharsets.UTF_8)));
        return files.receive(address.getPath().substring("/api/uploads/".length()), query, contentType, content);
    }

    /** As nginx does. */
    @Override
    protected byte[] read(URI address) throws IOException {
        return Files.readAllBytes(root.resolve(address.getPath().substring(1)));
    }

    @Test
    void anAddressIsGoodForFifteenMinutes() throws IOException {
        Upload upload = files.upload(INCOMING, JPEG, 1);
        assertThat(at(Duration.ofSeconds(899), upload)).isEqualTo(Receipt.STORED);
        assertThat(at(Duration.ofSeconds(901), upload)).isEqualTo(Receipt.EXPIRED);
    }

    private Receipt at(Duration later, Upload upload) throws IOException {
        Clock clock = Clock.offset(Clock.systemUTC(), later);
        return receive(new DiskFiles(root, SECRET, clock), upload, JPEG, new ByteArrayInputStream(new byte[1]));
    }

    @Test
    void anAddressOfAnotherSecretIsForged() throws IOException {
        byte[] other = SECRET.clone();
        other[0]++;
        Upload upload = new DiskFiles(root, other, Clock.systemUTC()).upload(INCOMING, JPEG, 1);
        assertThat(receive(files, upload, JPEG, new ByteArrayInputStream(new byte[1])))
                .isEqualTo(Receipt.FORGED);
        assertThat(files.receive(NAME, Map.of(), JPEG, InputStream.nullInputStream()))
                .isEqualTo(Receipt.FORGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uploads/../secret",
                "uploads/..",
                "uploads/a/b",
                "/etc/passwd",
                "incoming/1",
                "uploads/",
                "uploads/a\0",
                "uploads/%2e%2e",
                "photos/a\n"
            })
    void noKeyLeadsOutOfTheFolders(String key) throws IOException {
        assertThatThrownBy(() -> files.find(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.open(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.put(key, JPEG, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.upload(key, JPEG, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.address(key)).isInstanceOf(IllegalArgumentException.class);
        assertThat(files.receive(key, Map.of(), JPEG, InputStream.nullInputStream()))
                .isEqualTo(Receipt.FORGED);
    }

    @Test
    void aClientThatStopsSendingLeavesNothing() throws IOException {
        files.put(INCOMING, JPEG, new byte[] {1});
        Upload upload = files.upload(INCOMING, JPEG, 100_000);
        InputStream broken = new InputStream() {
            private int left = 50_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("connection reset");
                }
                return 0;
            }
        };
        assertThatThrownBy(() -> receive(files, upload, JPEG, broken)).hasMessage("connection reset");
        assertThat(Files.readAllBytes(root.resolve(INCOMING))).containsExactly(1);
        assertThat(root.resolve("writing")).isEmptyDirectory();
    }

    @Test
    void othersMayReadFilesButNotWriteThem() throws IOException {
        files.put(KEY, JPEG, new byte[1]);
        assertThat(Files.getPosixFilePermissions(root.resolve(KEY)))
                .contains(PosixFilePermission.OTHERS_READ)
                .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
    }

    @Test
    void whatAKilledServerLeftIsRemovedAtTheNextStart() throws IOException {
        Path old = Files.createFile(root.resolve("writing/old"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path fresh = Files.createFile(root.resolve("writing/fresh"));
        start();
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void allKeysAreListed() {
        files.put(KEY, JPEG, new byte[1]);
        files.put("photos/1", JPEG, new byte[1]);
        files.put(INCOMING, JPEG, new byte[1]);
        try (Stream<String> keys = files.keys()) {
            assertThat(keys).containsExactlyInAnyOrder(KEY, "photos/1", INCOMING);
        }
    }

    @Test
    void anAddressOfAnOlderReleaseLeadsToWhereNobodyLooks() throws IOException {
        Upload older = files.upload("uploads/" + NAME, JPEG, 1);
        assertThat(receive(files, older, JPEG, new ByteArrayInputStream(new byte[1])))
                .isEqualTo(Receipt.STORED);
        assertThat(files.find("uploads/" + NAME)).isEmpty();
        assertThat(files.find(INCOMING)).isPresent();
    }

    @Test
    void whatNobodyFinishesInADayIsRemovedAndNothingElse() throws IOException {
        String other = "incoming/" + "f".repeat(32);
        for (String key : new String[] {INCOMING, other, KEY, "photos/1"}) {
            files.put(key, JPEG, new byte[1]);
        }
        FileTime old = FileTime.from(Instant.now().minus(DiskFiles.UNFINISHED).minusSeconds(1));
        for (String key : new String[] {INCOMING, KEY, "photos/1"}) {
            Files.setLastModifiedTime(root.resolve(key), old);
        }
        assertThat(files.removeUnfinished()).isEqualTo(1);
        try (Stream<String> keys = files.keys()) {
            assertThat(keys).containsExactlyInAnyOrder(other, KEY, "photos/1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // A tenth of the volume stays, and the largest upload fits before that.
        "20, 2058, true",
        "20, 2057, false",
        // 1 GiB of a small one.
        "4, 1034, true",
        "4, 1033, false"
    })
    void uploadsEndLongBeforeTheVolumeIsFull(long gibibytes, long freeMebibytes, boolean isTaken) throws IOException {
        Room room = new Room() {
            @Override
            public long free() {
                return freeMebibytes << 20;
            }

            @Override
            public long total() {
                return gibibytes << 30;
            }
        };
        DiskFiles small = new DiskFiles(root, SECRET, Clock.systemUTC(), room);
        assertThat(small.hasRoom()).isEqualTo(isTaken);
        Upload upload = small.upload(INCOMING, JPEG, 1);
        assertThat(receive(small, upload, JPEG, new ByteArrayInputStream(new byte[1])))
                .isEqualTo(isTaken ? Receipt.STORED : Receipt.NO_ROOM);
        // What the service makes itself still fits.
        small.put("photos/1", JPEG, new byte[1]);
    }

    @Test
    void aFileWithoutATypeIsStillFound() throws IOException {
        Files.write(root.resolve(KEY), new byte[3]);
        assertThat(files.find(KEY)).contains(new Stored(3, "application/octet-stream"));
    }
}
