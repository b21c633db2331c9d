package dev.scalingstages.steps;

import java.util.List;

/** What an engineer has to know about the step to stage 6 and the way back, which move posts, accounts and likes. */
final class DataPlatformNotes {
    static final List<String> VERIFY = List.of(
            "All shards answer, and the queues are empty: no alarm of either is on.",
            "Only now, when no server of stage 5 is left and you will not go back, start the move of accounts,"
                    + " likes and posts to where stage 6 keeps them; nothing is archived before that. The"
                    + " system serves throughout. Eight buckets move at a time; a bucket's writes wait in the"
                    + " queue while the last of it is copied and until each replica of its new shard has it."
                    + " If a replica does not follow within two minutes, the buckets that wait for it go"
                    + " back, and the message comes again. Likes move at the same time: a million takes 10 to"
                    + " 20 minutes, since each like is two to four of the 4,000 writes a second that a new"
                    + " table takes, and at most 490 a second of one post. A run ends after an hour and sends"
                    + " the rest as a new message, so the queue is not empty until all is done; then a worker"
                    + " logs that accounts, likes and content are where stage 6 keeps them. If a worker dies,"
                    + " another one continues:\n\n"
                    + Commands.indented("""
                    aws sqs send-message --message-body '{"job":"spread"}' --queue-url "$(aws cloudformation \\
                      list-stack-resources --stack-name %s --query \\
                      "StackResourceSummaries[?starts_with(LogicalResourceId, 'JobsArchiveSlicesQueue')].PhysicalResourceId" \\
                      --output text)\"""".formatted(Commands.STACK)));

    /**
     * What to do before a server of stage 5 takes over: that stage reads neither the queue nor any database but the
     * first.
     */
    static final List<String> MOVE_BACK = List.of(
            "Stage 5 reads posts, accounts, sessions and likes from the first database only. No command moves"
                    + " back what stage 6 keeps elsewhere: posts on the other shards, everything in the"
                    + " accounts database, likes in the tables, old posts in the warehouse. So go back soon"
                    + " after the step, before accounts, likes and posts are moved. After that stay at stage"
                    + " 6, copy by hand, or give up what was written since.",
            "No server of stage 5 reads the queues, and a post that was acknowledged may still be in one. Make"
                    + " sure that the photos' queue is empty, and remove the workers:\n\n"
                    + Commands.indented("""
                    group="$(aws cloudformation describe-stacks --stack-name %s --output text \\
                      --query 'Stacks[0].Outputs[?OutputKey==`WorkerGroup`].OutputValue')"
                    aws autoscaling update-auto-scaling-group --auto-scaling-group-name "$group" \\
                      --min-size 0 --max-size 0 --desired-capacity 0""".formatted(Commands.STACK)),
            "When the group has had no instance for two minutes, nothing more is queued. Store what is left, in"
                    + " a session on any server of the write API. Go back only when this prints `Empty: ...`"
                    + " and ends with status 0; status 10 means that something is left, 12 that this is not"
                    + " known, and the line says why. It can be repeated:\n\n"
                    + Commands.indented("""
                    sudo systemd-run --pipe --wait --collect --quiet -p User=scaling-stages \\
                      -p EnvironmentFile=/etc/scaling-stages/environment -p EnvironmentFile=/etc/scaling-stages/application \\
                      java -Xmx256m -jar /usr/share/scaling-stages/workload/workload.jar drain-writes; echo $?"""));

    private DataPlatformNotes() {}
}
