package dev.scalingstages.workload;

import dev.scalingstages.workload.aws.AwsClients;
import dev.scalingstages.workload.aws.S3Files;
import dev.scalingstages.workload.configuration.Box;
import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.disk.DiskFiles;
import dev.scalingstages.workload.moves.MoveToSeparateStorage;
import dev.scalingstages.workload.moves.MovedData;
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
 * The commands of the move from stage 1 to 2: {@code java -jar workload.jar move-to-separate-storage}, which the boot
 * scripts run once, and {@code reopen-box} when it failed; {@code confirm-separate-storage}, at each boot after the
 * move; and {@code withdraw-from-separate-storage}, for an operator who takes it back before anything was written
 * there. Each prints one line that says how it ended, and ends with the status of {@link Outcome.Result}. {@link Box}
 * describes the box; the environment file of stage 2 describes the storage that takes over.
 */
final class BoxMove {
    private static final String MOVE = "move-to-separate-storage";
    private static final String REOPEN = "reopen-box";
    private static final String CONFIRM = "confirm-separate-storage";
    private static final String WITHDRAW = "withdraw-from-separate-storage";

    /** One connection does all the work. */
    private static final int CONNECTIONS = 2;

    private BoxMove() {}

    static boolean isCommand(String[] arguments) {
        return arguments.length == 1 && List.of(MOVE, REOPEN, CONFIRM, WITHDRAW).contains(arguments[0]);
    }

    /** Runs one of the commands and returns its exit status. */
    static int run(String command, Map<String, String> environment, PrintStream out) {
        Box box = Box.read(environment);
        Outcome outcome = command.equals(CONFIRM) ? confirm(box, environment) : withBox(command, box, environment);
        out.println(outcome.reason());
        return outcome.result().exitCode();
    }

    private static Outcome confirm(Box box, Map<String, String> environment) {
        Configuration target = target(environment);
        try (AwsClients aws = Clients.aws(target.aws())) {
            return MovedData.confirm(database(target, aws), bucket(target), box.moved());
        }
    }

    private static Outcome withBox(String command, Box box, Map<String, String> environment) {
        Clock clock = Clock.systemUTC();
        DatabaseSettings source = new DatabaseSettings(
                Box.HOST,
                box.port(),
                box.name(),
                new Tls.Off(),
                CONNECTIONS,
                new CredentialsFile(box.credentials()),
                false);
        DiskFiles files = new DiskFiles(box.files(), Photos.key(box.uploadKey()), clock);
        return command.equals(REOPEN)
                ? MoveToSeparateStorage.reopen(source, files, box.moved())
                : moveOrWithdraw(command, box, source, files, target(environment), clock);
    }

    private static Outcome moveOrWithdraw(
            String command, Box box, DatabaseSettings source, DiskFiles files, Configuration target, Clock clock) {
        String bucket = bucket(target);
        try (AwsClients aws = Clients.aws(target.aws())) {
            MoveToSeparateStorage mover = new MoveToSeparateStorage(
                    source,
                    files,
                    database(target, aws),
                    new S3Files(aws, bucket, Optional.empty(), clock),
                    bucket,
                    box.moved());
            return command.equals(WITHDRAW) ? mover.withdraw() : mover.move();
        }
    }

    private static Configuration target(Map<String, String> environment) {
        return Configuration.read(List.of("write-api"), environment);
    }

    private static DatabaseSettings database(Configuration target, AwsClients aws) {
        return Databases.settings(target.databases().getFirst(), false, aws, Clock.systemUTC());
    }

    private static String bucket(Configuration target) {
        if (!(target.files() instanceof Configuration.FileStore.Bucket bucket)) {
            throw new IllegalArgumentException("the target stores files in a bucket: CONTENT_BUCKET has to name it");
        }
        return bucket.name();
    }
}
