package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.Accounts;
import dev.scalingstages.workload.content.AccountsContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MySqlAccountsTest extends AccountsContract {
    private static Database database;

    @BeforeAll
    static void open() {
        database = TestDatabases.open(Migrations.Kind.FIRST);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    protected Accounts accounts() {
        return new MySqlAccounts(database);
    }
}
