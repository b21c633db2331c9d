package dev.scalingstages.workload.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.BusyException;
import dev.scalingstages.workload.content.Files;
import dev.scalingstages.workload.content.OnePost;
import dev.scalingstages.workload.content.PhotoState;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.decoding.Decoders;
import dev.scalingstages.workload.decoding.HostilePictures;
import dev.scalingstages.workload.disk.DiskFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoWorkTest {
    private static final byte[] GOOD = HostilePictures.scans(640, 480, 10);
    private static final byte[] ANOTHER = HostilePictures.scans(320, 240, 10);
    private static final byte[] BAD = {1, 2, 3};

    private static Decoders decoders;

    @TempDir
    private Path directory;

    private DiskFiles files;
    private OnePost posts;
    private PhotoWork work;

    @BeforeAll
    static void start() {
        decoders = new Decoders();
    }

    @AfterAll
    static void stop() {
        decoders.close();
    }

    @BeforeEach
    void make() {
        files = new DiskFiles(directory, new byte[32], Clock.systemUTC());
        Samples samples = new Samples("photos");
        posts = new OnePost(samples.post(samples.accountId(), PhotoState.AWAITED));
        work = new PhotoWork(posts, files, decoders, Duration.ofMillis(100), InstantSource.system());
    }

    private Post post() {
        return posts.post();
    }

    private String key(String folder) {
        return folder + post().id();
    }

    private byte[] content(String folder) throws IOException {
        try (InputStream in = files.open(key(folder))) {
            return in.readAllBytes();
        }
    }

    private void assertNothingIn(String... folders) {
        for (String folder : folders) {
            assertThat(files.find(key(folder))).as(folder).isEmpty();
        }
    }

    @Test
    void whatIsJudgedGoodIsShownToTheByteAndNoLongerWaits() throws IOException {
        files.put(key(Files.INCOMING), "text/html", GOOD);
        work.makeThumbnail(post().id());
        assertThat(post().photo()).isEqualTo(PhotoState.READY);
        assertThat(content(Files.UPLOADS)).isEqualTo(GOOD);
        assertThat(files.find(key(Files.UPLOADS)).orElseThrow().contentType())
                .as("what it is, not what it was called")
                .isEqualTo("image/jpeg");
        assertThat(files.find(key(Files.PHOTOS))).isPresent();
        assertNothingIn(Files.INCOMING);
    }

    @Test
    void whatIsRejectedIsDeletedAndNeverShown() {
        files.put(key(Files.INCOMING), "image/jpeg", BAD);
        work.makeThumbnail(post().id());
        assertThat(post().photo()).isEqualTo(PhotoState.REJECTED);
        assertNothingIn(Files.INCOMING, Files.UPLOADS, Files.PHOTOS);
    }

    @Test
    void whatComesAfterTheJudgementIsDeletedUnseen() throws IOException {
        files.put(key(Files.INCOMING), "image/jpeg", GOOD);
        work.makeThumbnail(post().id());
        files.put(key(Files.INCOMING), "image/jpeg", ANOTHER);
        work.makeThumbnail(post().id());
        assertThat(content(Files.UPLOADS)).isEqualTo(GOOD);
        assertNothingIn(Files.INCOMING);
    }

    @Test
    void aJudgementThatWasCutShortGoesOnWithWhatItHasShown() throws IOException {
        files.put(key(Files.UPLOADS), "image/jpeg", GOOD);
        files.put(key(Files.INCOMING), "image/jpeg", ANOTHER);
        work.makeThumbnail(post().id());
        assertThat(post().photo()).isEqualTo(PhotoState.READY);
        assertThat(content(Files.UPLOADS)).isEqualTo(GOOD);
    }

    @Test
    void anUploadByAnAddressOfAnOlderReleaseIsJudgedWhereItIs() throws IOException {
        files.put(key(Files.UPLOADS), "image/jpeg", GOOD);
        work.makeThumbnail(post().id());
        assertThat(post().photo()).isEqualTo(PhotoState.READY);
        assertThat(content(Files.UPLOADS)).isEqualTo(GOOD);
    }

    @Test
    void oneOfThoseThatIsNoPictureIsTakenAway() {
        files.put(key(Files.UPLOADS), "image/jpeg", BAD);
        work.makeThumbnail(post().id());
        assertThat(post().photo()).isEqualTo(PhotoState.REJECTED);
        assertNothingIn(Files.UPLOADS);
    }

    @Test
    void anUploadThatHasExpiredIsLeftToItsAuthor() {
        work.makeThumbnail(post().id());
        assertThat(post().photo()).isEqualTo(PhotoState.UPLOADED);
    }

    @Test
    void whoeverWaitsForAPlaceHasReadNothing() {
        files.put(key(Files.INCOMING), "image/jpeg", GOOD);
        List<Decoders.Place> all = new ArrayList<>();
        for (int i = 0; i < decoders.places(); i++) {
            all.add(decoders.take(Duration.ZERO));
        }
        try {
            assertThatThrownBy(() -> work.makeThumbnail(post().id())).isInstanceOf(BusyException.class);
            assertThat(post().photo()).isEqualTo(PhotoState.UPLOADED);
            // While it waits, another server does it.
            Thread waiting = Thread.ofVirtual()
                    .start(() -> new PhotoWork(posts, files, decoders, Duration.ofSeconds(10), InstantSource.system())
                            .makeThumbnail(post().id()));
            files.delete(key(Files.INCOMING));
            posts.photo(post().id(), PhotoState.READY);
            all.removeLast().close();
            waiting.join();
            assertNothingIn(Files.UPLOADS, Files.PHOTOS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            all.forEach(Decoders.Place::close);
        }
    }
}
