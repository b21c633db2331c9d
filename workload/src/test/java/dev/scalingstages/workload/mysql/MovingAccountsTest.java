package dev.scalingstages.workload.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.Accounts.Added;
import dev.scalingstages.workload.content.AccountsContract;
import dev.scalingstages.workload.content.Samples;
import dev.scalingstages.workload.mysql.Migrations.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MovingAccountsTest {
    private static Database old;
    private static Database next;

    private final Samples samples = new Samples("moving accounts");
    private MovingAccounts accounts;

    @BeforeAll
    static void open() {
        old = TestDatabases.open(Kind.FIRST);
        next = TestDatabases.open(Kind.ACCOUNTS);
    }

    @AfterAll
    static void close() {
        old.close();
        next.close();
    }

    @BeforeEach
    void empty() {
        Sql.update(old, "UPDATE fences SET is_open = TRUE");
        Sql.update(old, "DELETE FROM accounts");
        Sql.update(next, "DELETE FROM accounts");
        accounts = new MovingAccounts(new MySqlAccounts(old), new MySqlAccounts(next));
    }

    private static void closeOld() {
        Sql.update(old, "UPDATE fences SET is_open = FALSE WHERE name = 'accounts'");
    }

    private static String count(Database database) {
        return Sql.value(database, "SELECT COUNT(*) FROM accounts");
    }

    @Nested
    class BeforeTheMove extends AccountsContract {
        @Override
        protected Accounts accounts() {
            return accounts;
        }
    }

    @Nested
    class FromTheMoveOn extends AccountsContract {
        @BeforeEach
        void move() {
            closeOld();
        }

        @Override
        protected Accounts accounts() {
            return accounts;
        }
    }

    @Test
    void newAccountsAreInTheOldDatabaseUntilItCloses() {
        accounts.add(samples.account());
        closeOld();
        accounts.add(samples.account());
        accounts.add(samples.account());
        assertThat(count(old)).isEqualTo("1");
        assertThat(count(next)).isEqualTo("2");
    }

    @Test
    void anEmailThatAnAccountOfEitherHasIsTaken() {
        Account first = samples.account();
        Account second = samples.account();
        accounts.add(first);
        closeOld();
        accounts.add(second);
        for (Account holder : new Account[] {first, second}) {
            Account other = samples.account();
            Account late = new Account(other.id(), holder.email(), "late", "late", other.createdAt());
            assertThat(accounts.add(late)).isEqualTo(Added.EMAIL_TAKEN);
            assertThat(accounts.findByEmail(holder.email())).contains(holder);
        }
    }

    @Test
    void anAccountIsFoundAtEachStepOfItsMove() {
        Account account = samples.account();
        accounts.add(account);
        closeOld();
        assertThat(accounts.findByEmail(account.email())).contains(account);
        Sql.update(next, "INSERT INTO accounts SELECT * FROM " + Sql.value(old, "SELECT DATABASE()") + ".accounts");
        assertThat(accounts.findByEmail(account.email())).contains(account);
        Sql.update(old, "DELETE FROM accounts");
        assertThat(accounts.findByEmail(account.email())).contains(account);
    }
}
