package dev.scalingstages.boot;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The single server of stage 1, before its first boot. */
abstract class SingleServerScenario {
    @TempDir
    Path directory;

    FakeServer server;

    @BeforeEach
    void newServer() {
        server = FakeServer.single(directory);
    }
}
