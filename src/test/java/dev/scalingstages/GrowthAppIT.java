package dev.scalingstages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scalingstages.testing.BesideTheCdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The growth check in a process of its own, as {@code ./growth} starts it. */
@BesideTheCdk
class GrowthAppIT {
    @TempDir
    private Path folder;

    @Test
    void theEncodingOfTheSystemHidesNoChange() throws IOException, InterruptedException {
        String topic =
                "{\"Resources\": {\"T\": {\"Type\": \"AWS::SNS::Topic\", \"Properties\": {\"DisplayName\": \"%s\"}}}}";
        Path out = folder.resolve("out");
        ProcessBuilder growth = new ProcessBuilder(
                "bin/jvm",
                "target/classes" + System.getProperty("path.separator") + Files.readString(Path.of("target/classpath")),
                "dev.scalingstages.GrowthApp",
                Optional.ofNullable(System.getenv("JSII_NODE")).orElse("node"),
                "json",
                template("before", topic.formatted("ü")).toString(),
                template("after", topic.formatted("ö")).toString());
        growth.environment().put("LC_ALL", "C");
        assertThat(growth.redirectOutput(out.toFile()).start().waitFor()).isZero();

        assertThat(new ObjectMapper()
                        .readTree(out.toFile())
                        .at("/resources/0/properties/0/name")
                        .asText())
                .isEqualTo("DisplayName");
    }

    private Path template(String name, String text) throws IOException {
        Path file = folder.resolve(name + ".json");
        Files.writeString(file, text);
        return file;
    }
}
