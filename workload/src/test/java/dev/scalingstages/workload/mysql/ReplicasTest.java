package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.workload.content.AccountId;
import dev.scalingstages.workload.content.Post;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.content.UnavailableException;
import dev.scalingstages.workload.mysql.Migrations.Kind;
import dev.scalingstages.workload.servers.MariaDbCluster;
import dev.scalingstages.workload.servers.MariaDbServer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReplicasTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static MariaDbCluster cluster;
    private static DatabaseSettings primary;

    @BeforeAll
    static void start() throws Exception {
        cluster = MariaDbCluster.start(2);
        cluster.primary().createSchema("content");
        primary = TestDatabases.settings(cluster.primary(), "content");
        Migrations.apply(primary, Kind.FIRST);
        cluster.awaitReplication(LIMIT);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static Database replica(int number) {
        return new Database(TestDatabases.settings(cluster.replicas().get(number), "content"));
    }

    @Test
    void whatIsWrittenToThePrimaryIsReadFromReplicasWhenTheyHaveIt() throws Exception {
        Samples samples = new Samples("replicas");
        AccountId owner = samples.accountId();
        Post before = samples.post(owner);
        Post after = samples.post(owner);
        MariaDbServer lagging = cluster.replicas().getFirst();
        try (Database writer = new Database(primary);
                Database slow = replica(0);
                Database quick = replica(1)) {
            MySqlPosts throughSlow = new MySqlPosts(writer, slow);
            MySqlPosts throughQuick = new MySqlPosts(writer, quick);
            throughSlow.add(before);
            cluster.awaitReplication(LIMIT);

            lagging.lag();
            throughSlow.add(after);
            cluster.awaitReplication(LIMIT, cluster.replicas().getLast());
            assertThat(throughSlow.find(after.id())).isEmpty();
            assertThat(throughSlow.timeline(owner, Optional.empty(), 20)).containsExactly(before.entry());
            assertThat(throughQuick.find(after.id())).contains(after);

            lagging.goOn();
            cluster.awaitReplication(LIMIT);
            assertThat(throughSlow.timeline(owner, Optional.empty(), 20))
                    .containsExactly(after.entry(), before.entry());
        }
    }

    @Test
    void aReplicaTakesNoWrites() {
        Samples samples = new Samples("no writes");
        try (Database replica = replica(0)) {
            assertThat(Sql.value(replica, "SELECT @@read_only")).isEqualTo("1");
            Post post = samples.post(samples.accountId());
            assertThatThrownBy(() -> new MySqlPosts(replica, replica).add(post))
                    .isInstanceOf(UnavailableException.class);
        }
    }
}
