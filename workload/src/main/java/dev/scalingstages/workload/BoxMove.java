package dev.scalingstages.workload;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.S3Files;
import dev.scalingstages.workload.configuration.Box;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.moves.MoveToSeparateStorage;
import dev.scalingstages.workload.moves.Outcome;
import dev.scalingstages.workload.mysql.CredentialsFile;
import dev.scalingstages.workload.mysql.DatabaseSettings;
import dev.scalingstages.workload.mysql.Tls;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The commands of the move from stage 1 to 2, which the boot scripts run once: {@code java -jar workload.jar
 * move-to-separate-storage}, and {@code reopen-box} when it failed; and {@code withdraw-from-separate-storage}, for an
 * operator who takes it back before anything was written there. Each prints one line that says how it ended, and ends
 * with the status of {@link Outcome.Result}. It is told of the box by {@link Box}, and of what takes over by the
 * environment file of stage 2.
 */
final class BoxMove {
    private static final String MOVE = "move-to-separate-storage";
    private static final String REOPEN = "reopen-box";
    private static final String WITHDRAW = "withdraw-from-separate-storage";

    /** One connection does all of it. */
    private static final int CONNECTIONS = 2;

    private BoxMove() {}

    static boolean isCommand(String[] arguments) {
        return arguments.length == 1 && List.of(MOVE, REOPEN, WITHDRAW).contains(arguments[0]);
    }

    /** Returns the exit status. */
    static int run(String command, Map<String, String> environment, PrintStream out) {
        Box box = Box.read(environment);
        Clock clock = Clock.systemUTC();
        DatabaseSettings source = new DatabaseSettings(
                Box.HOST,
                box.port(),
                box.name(),
                new Tls.Off(),
                CONNECTIONS,
                new CredentialsFile(box.credentials()),
                false);
        DiskFiles files = new DiskFiles(box.files(), Stores.key(box.uploadKey()), clock);
        Outcome outcome = command.equals(REOPEN)
                ? MoveToSeparateStorage.reopen(source, files, box.moved())
                : toOrFromTarget(command, box, source, files, environment, clock);
        out.println(outcome.reason());
        return outcome.result().exitCode();
    }

    private static Outcome toOrFromTarget(
            String command,
            Box box,
            DatabaseSettings source,
            DiskFiles files,
            Map<String, String> environment,
            Clock clock) {
        Configuration target = Configuration.read(List.of("write-api"), environment);
        if (!(target.files() instanceof Configuration.FileStore.Bucket bucket)) {
            throw new IllegalArgumentException("what takes over keeps files in a bucket: CONTENT_BUCKET says which");
        }
        try (AwsClients aws = Clients.aws(target.aws())) {
            MoveToSeparateStorage mover = new MoveToSeparateStorage(
                    source,
                    files,
                    Databases.settings(target.databases().getFirst(), false, aws, clock),
                    new S3Files(aws, bucket.name(), Optional.empty(), clock),
                    box.moved());
            return command.equals(WITHDRAW) ? mover.withdraw() : mover.move();
        }
    }
}
