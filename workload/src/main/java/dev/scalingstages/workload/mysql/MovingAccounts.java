package dev.scalingstages.workload.mysql;

import dev.scalingstages.workload.content.Account;
import dev.scalingstages.workload.content.Accounts;
import java.util.Optional;

/**
 * Accounts while they move to a separate database. Rows are copied before they are deleted, so a reader that looks into
 * the old database first and the new one second misses none that is being moved.
 *
 * <p>New accounts go to the old database until the mover closes it: servers of the stage before, which know no other,
 * may still be at work, and one table must decide which account has an email. From then on they go to the new database.
 */
public final class MovingAccounts implements Accounts {
    private final Accounts old;
    private final Accounts next;

    /**
     * @param old where accounts were
     * @param next where they will be
     */
    public MovingAccounts(MySqlAccounts old, MySqlAccounts next) {
        this.old = old;
        this.next = next;
    }

    @Override
    public Added add(Account account) {
        try {
            return old.add(account);
        } catch (ClosedException closed) {
            return old.findByEmail(account.email()).isPresent() ? Added.EMAIL_TAKEN : next.add(account);
        }
    }

    @Override
    public Optional<Account> findByEmail(String email) {
        return old.findByEmail(email).or(() -> next.findByEmail(email));
    }
}
