package dev.scalingstages.steps;

import dev.scalingstages.servers.MoveTime;
import java.util.List;

/** What an engineer has to know about the step to stage 2, which moves the single server's data. */
final class SeparateStorageNotes {
    /** The default size of the data volume. */
    static final int DEFAULT_GIB = 20;

    static final List<String> BEFORE = List.of(
            ("The server restarts, and at that boot copies its database to RDS and its files to S3, while it"
                            + " serves reads and writes: for about %d minutes with %d GiB in use, by an assumed 20"
                            + " MB/s there and back. Then it refuses writes (503), for as long as it takes to copy"
                            + " what changed meanwhile and to compare everything: about %d minutes for each GiB of"
                            + " the database (each table is read twice) and a minute for each 100,000 files. It still"
                            + " answers reads. If something differs or fails, it takes writes again, and the deploy"
                            + " fails with the reason. Choose a quiet hour.")
                    .formatted(MoveTime.minutes(DEFAULT_GIB), DEFAULT_GIB, MoveTime.minutes(1)),
            ("Check how much the data volume holds. The deploy waits as long as a full volume would take, but"
                                    + " CloudFormation waits twelve hours at most: more than %d GiB in use do not move in one"
                                    + " step at the assumed rate. Measure the rate of your own data first, with a stack of"
                                    + " another name (`-c system=...`) and a copy of the volume, or make room. Nothing can be"
                                    + " copied before the step, since it creates RDS and the bucket:\n\n")
                            .formatted(MoveTime.largestGiB())
                    + Commands.indented("df --human-readable /data"));

    static final List<String> VERIFY = List.of(
            "The server answers again after its restart: `/health` at the `Url` output.",
            "The server's log group has the report of the move, in the stream `<instance>/boot`:"
                    + " `move-to-separate-storage ended with status 0`, with the database and the bucket that"
                    + " have the data now. `/data/moved` on the server says the same, and each later boot"
                    + " asks that database whether it still holds it before it serves.");

    static final String FAILED =
            "The server moves its data last, when everything else of the step is complete; so as a rule the box"
                    + " has all the data and takes writes again, and the events say what failed. **Check"
                    + " where the data is**, in a session on the server: if `/data/moved` exists, the data"
                    + " has moved, DatabaseInstance and ContentBucket hold every write since, and the box"
                    + " serves reads only. Then the import below is the only way that loses nothing. A try"
                    + " with a new database refuses to serve from it, and names both hosts. If `/data/moved`"
                    + " does not exist, the import saves the copy: the next try continues where the last one"
                    + " stopped.";

    private SeparateStorageNotes() {}
}
