package dev.scalingstages.tooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark's table says what was measured, on what, and when. */
@BesideTheCdk
class BenchIT {
    @TempDir
    private Path folder;

    @Test
    void saysWhereToGetHyperfine() {
        new Sandbox(folder, "bin/bench/synth")
                .run("bin/bench/synth")
                .fails("hyperfine is missing", "https://github.com/sharkdp/hyperfine");
    }

    @Test
    void printsTheMediansOfWhatWasMeasured() {
        Sandbox sandbox = new Sandbox(folder, "bin/bench/table.mjs")
                .systemCommands("node")
                .command("java", "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2")
                .script("jsii-node", "echo v24.21.0")
                .script("print", "node bin/bench/table.mjs result.json");
        sandbox.with("JSII_NODE", sandbox.path("jsii-node").toString());
        sandbox.write("result.json", """
                {"results": [
                  {"command": "empty", "median": 1.0, "times": [0.9, 1.0, 1.1]},
                  {"command": "empty, unprepared", "median": 1.5, "times": [1.5, 1.5, 1.5]},
                  {"command": "floor", "median": 0.5, "times": [0.5, 0.5, 0.5]},
                  {"command": "one", "median": 1.25, "times": [1.2, 1.25, 1.3]},
                  {"command": "six, validated", "median": 4.5, "times": [4.5, 4.5, 4.5]},
                  {"command": "six", "median": 2.2, "times": [2.2, 2.2, 2.2]}
                ]}
                """);

        Sandbox.Result result = sandbox.run("print");

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("""
                        | app | prepared | unprepared | prepared, validation on |
                        | --- | ---: | ---: | ---: |
                        | empty, one stack | 1.00 s | 1.50 s |  |
                        | the resources of six stages in plain JavaScript | 0.50 s |  |  |
                        | stage 4 | 1.25 s |  |  |
                        | all six stages | 2.20 s |  | 4.50 s |

                        Medians of 3 runs on \
                        """)
                .containsPattern("on 20\\d\\d-\\d\\d-\\d\\d: JDK 17\\.0\\.15, Node 24\\.21\\.0, \\d+ CPUs\\.\\n$");
    }
}
