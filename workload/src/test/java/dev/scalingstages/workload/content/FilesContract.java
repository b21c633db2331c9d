package dev.scalingstages.workload.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.Files.Stored;
import dev.scalingstages.workload.content.Files.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What every adapter of {@link Files} does, whatever is behind it. */
public abstract class FilesContract {
    private static final String JPEG = "image/jpeg";

    private String upload;
    private String original;
    private String photo;

    /** The adapter. */
    protected abstract Files files();

    /**
     * Uploads as a client does, to the address and with the type given.
     *
     * @return whether it was taken
     */
    protected abstract boolean send(Upload upload, String contentType, byte[] content) throws Exception;

    /** Reads what anybody finds at an address. */
    protected abstract byte[] read(URI address) throws Exception;

    @BeforeEach
    void keys(TestInfo test) {
        Samples samples = new Samples(getClass().getName() + test.getDisplayName());
        String post = samples.post(samples.accountId()).id().toString();
        upload = Files.INCOMING + post;
        original = Files.UPLOADS + post;
        photo = Files.PHOTOS + post;
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private byte[] content(String key) throws IOException {
        try (InputStream in = files().open(key)) {
            return in.readAllBytes();
        }
    }

    @Test
    void whatIsPutIsFoundAndReadWithItsType() throws Exception {
        byte[] content = bytes(300_000);
        files().put(photo, JPEG, content);
        assertThat(files().find(photo)).contains(new Stored(content.length, JPEG));
        assertThat(content(photo)).isEqualTo(content);
        assertThat(read(files().address(photo))).isEqualTo(content);
    }

    @Test
    void whatIsPutAgainReplacesWhatWasThere() throws Exception {
        files().put(photo, JPEG, bytes(2_000));
        files().put(photo, "image/png", bytes(1_000));
        assertThat(files().find(photo)).contains(new Stored(1_000, "image/png"));
        assertThat(content(photo)).isEqualTo(bytes(1_000));
    }

    @Test
    void aFileMayBeEmpty() throws Exception {
        files().put(photo, JPEG, new byte[0]);
        assertThat(files().find(photo)).contains(new Stored(0, JPEG));
        assertThat(content(photo)).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(files().find(photo)).isEmpty();
        assertThatThrownBy(() -> content(photo)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aClientUploadsToTheAddressGiven() throws Exception {
        byte[] content = bytes(200_000);
        Upload address = files().upload(upload, JPEG, content.length);
        assertThat(address.expiresAt()).isBetween(Instant.now(), Instant.now().plusSeconds(901));
        assertThat(address.headers()).containsEntry("Content-Type", JPEG);

        assertThat(send(address, JPEG, content)).isTrue();
        assertThat(files().find(upload)).contains(new Stored(content.length, JPEG));
        assertThat(content(upload)).isEqualTo(content);
    }

    @Test
    void anUploadOfAnotherSizeIsRefused() throws Exception {
        Upload address = files().upload(upload, JPEG, 100);
        assertThat(send(address, JPEG, bytes(101))).isFalse();
        assertThat(send(address, JPEG, bytes(99))).isFalse();
        assertThat(send(address, JPEG, new byte[0])).isFalse();
        assertThat(files().find(upload)).isEmpty();
    }

    @Test
    void anUploadOfAnotherTypeIsRefused() throws Exception {
        Upload address = files().upload(upload, JPEG, 100);
        assertThat(send(address, "text/html", bytes(100))).isFalse();
        assertThat(files().find(upload)).isEmpty();
    }

    private static String name(String key) {
        return key.substring(key.indexOf('/') + 1);
    }

    @Test
    void theFirstThatIsPutAsNewStays() throws Exception {
        byte[] first = bytes(300_000);
        assertThat(files().putNew(original, JPEG, first)).isTrue();
        assertThat(files().putNew(original, "image/png", bytes(100))).isFalse();
        assertThat(files().find(original)).contains(new Stored(first.length, JPEG));
        assertThat(content(original)).isEqualTo(first);
    }

    @Test
    void whatIsDeletedIsGoneAndMayNotHaveBeenThere() {
        files().put(upload, JPEG, bytes(10));
        files().delete(upload);
        files().delete(upload);
        assertThat(files().find(upload)).isEmpty();
    }

    @Test
    void anAddressThatWasChangedIsRefused() throws Exception {
        Upload address = files().upload(upload, JPEG, 100);
        String other = new StringBuilder(upload.substring(upload.length() - 4))
                .reverse()
                .insert(0, upload.substring(0, upload.length() - 4))
                .toString();
        for (String[] change : new String[][] {{name(upload), name(other)}, {"ignature=", "ignature=0"}}) {
            String changed = address.address().toString().replace(change[0], change[1]);
            assertThat(changed).isNotEqualTo(address.address().toString());
            Upload forged = new Upload(URI.create(changed), address.headers(), address.expiresAt());
            assertThat(send(forged, JPEG, bytes(100))).isFalse();
        }
        assertThat(files().find(other)).isEmpty();
    }

    @Test
    void textIsKeptToTheByte() throws Exception {
        byte[] content = "Zoë 🦊\r\n\0".getBytes(StandardCharsets.UTF_8);
        files().put(photo, "text/plain; charset=utf-8", content);
        assertThat(content(photo)).isEqualTo(content);
    }
}
