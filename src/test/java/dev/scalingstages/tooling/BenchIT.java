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
        Sandbox.Result result = new Sandbox(folder, "bench/synth").run("bench/synth");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("hyperfine is missing", "https://github.com/sharkdp/hyperfine");
    }

    @Test
    void printsMediansAndTheirRatios() {
        Sandbox sandbox = new Sandbox(folder, "bench/table.mjs")
                .command("node", "exec '" + Sandbox.systemCommand("node") + "' \"$@\"")
                .command("java", "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2")
                .script("jsii-node", "echo v24.21.0")
                .script("print", "node bench/table.mjs result.json");
        sandbox.with("JSII_NODE", sandbox.path("jsii-node").toString());
        sandbox.write("result.json", """
                {"results": [
                  {"median": 2.0, "times": [1.9, 2.0, 2.1]},
                  {"median": 4.5, "times": [4.4, 4.5, 4.6]},
                  {"median": 1.0, "times": [1.0, 1.0, 1.0]},
                  {"median": 2.2, "times": [2.2, 2.2, 2.2]}
                ]}
                """);

        Sandbox.Result result = sandbox.run("print");

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("""
                        | app | validation on | validation off |
                        | --- | ---: | ---: |
                        | empty, one stack | 2.00 s | 1.00 s |
                        | all six stages | 4.50 s | 2.20 s |
                        | ratio | 2.25 | 2.20 |

                        Medians of 3 runs on \
                        """)
                .containsPattern("on 20\\d\\d-\\d\\d-\\d\\d: JDK 17\\.0\\.15, Node 24\\.21\\.0, \\d+ CPUs\\.\\n$");
    }
}
