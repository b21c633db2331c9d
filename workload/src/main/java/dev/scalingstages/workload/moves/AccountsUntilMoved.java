package dev.scalingstages.workload.moves;

import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.Accounts;
import java.util.Optional;

/** Accounts in both databases while they move, and in the new one alone from when the move is done. */
public record AccountsUntilMoved(UntilMoved<Accounts> accounts) implements Accounts {
    @Override
    public Added add(Account account) {
        return accounts.current().add(account);
    }

    @Override
    public Optional<Account> findByEmail(String email) {
        return accounts.current().findByEmail(email);
    }
}
