package dev.scalingstages.steps;

import dev.scalingstages.servers.MoveTime;
import java.util.List;

/** What an engineer has to know about the step to stage 2, which moves the single server's data. */
final class SeparateStorageNotes {
    /** The default size of the data volume. */
    static final int DEFAULT_GIB = 20;

    static final List<String> BEFORE = List.of(
            ("The server restarts, and at that boot copies its database to RDS and its files to S3 while it serves and takes"
                            + " writes: for about %d minutes with %d GiB in use, by an assumed 20 MB/s there and back. Then it"
                            + " refuses writes (503), for as long as it takes to copy what changed meanwhile and to compare all:"
                            + " about %d minutes for each GiB of the database (each table is read twice) and a minute for each"
                            + " 100,000 files. It goes on answering reads. When something differs or fails, it takes writes"
                            + " again and the deploy fails with the reason. Choose a quiet hour.")
                    .formatted(MoveTime.minutes(DEFAULT_GIB), DEFAULT_GIB, MoveTime.minutes(1)),
            ("Look how much the data volume holds. The deploy waits as long as a full volume would take, but CloudFormation"
                                    + " waits twelve hours at most: more than %d GiB in use do not move in one step at the assumed rate."
                                    + " Find the rate of your own data first, with a stack of another name (`-c system=...`) and a copy of"
                                    + " the volume, or make room. Nothing can be copied before the step, since RDS and the bucket are made"
                                    + " by it:\n\n")
                            .formatted(MoveTime.largestGiB())
                    + Commands.indented("df --human-readable /data"));

    static final List<String> VERIFY = List.of(
            "The server answers again after its restart: the `Url` output, with `/health` behind it.",
            "The move is told in the server's log group, stream `<instance>/boot`: `move-to-separate-storage ended with"
                    + " status 0`, with the database and the bucket that have the data now. `/data/moved` on the server says"
                    + " the same, and each later boot asks that database whether it still holds it before it serves.");

    static final String FAILED =
            "The server moves its data last of all, when everything else of the step is complete; so as a rule the box has"
                    + " all the data and takes writes again, and the events say why. **Look which host has the data**, in a"
                    + " session on the server: where `/data/moved` is, the data has moved, DatabaseInstance and ContentBucket"
                    + " hold every write since, and the box serves reads only. Then the import below is the only way that loses"
                    + " nothing. A try with a new database refuses to serve it, and names both hosts. When `/data/moved` is not"
                    + " there, the import spares the copy: a further try goes on where the last one was.";

    private SeparateStorageNotes() {}
}
